"""Which words of a text are denied, long past, or only asked about.

Scopes never reach over the end of a sentence, so a sentence added to a text cannot silence another one.
The cues themselves ("no", "years ago", "what are the signs of") are data of the pack, in each of its languages.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntFlag

from qa_portal.text.flags.patterns import Hit
from qa_portal.text.flags.words import Words

PREFIX = "scope:"
"""Names of cue hits start with this: `scope:en:denial`."""

_LIST_ITEM_WORDS = 7
"""A denial reaches this many words past itself or past the last comma, "or" or "and" of a list."""

_VERB_WITHIN_WORDS = 5

_PLAIN_VOTES = 2
_PLAIN_SHARE = 3
"""A sentence is plainly of one language with this many telling words of it, and this many for one of another."""

_LIGHT_WORDS = 4
"""At most this many light words stand between a denying word and what it denies."""

_DOUBLE_WITHIN_WORDS = 6

_QUESTION_WORDS = 6
"""After this many words of a question "I have" starts a statement even without a comma."""


class Scope(IntFlag):
    """Why a match may not count."""

    NONE = 0
    DENIED = 1
    PAST = 2
    ASKED = 4
    FIGURE = 8
    """A figure of speech: "my head is exploding with these forms"."""


@dataclass(frozen=True, slots=True)
class ScopeWords:
    """Single words of one language that steer the scopes."""

    markers: frozenset[str]
    """Words that tell this language from the others."""
    contrast: frozenset[str]
    subjects: frozenset[str]
    joiners: frozenset[str]
    verbs: frozenset[str]
    """A list that goes on with one of these soon is a statement of its own: "no cough, chest feels tight"."""
    denying: frozenset[str]
    """Words that deny what stands right behind them, whatever it is: "never stopped breathing"."""
    light: frozenset[str]
    """Words that may stand between: "not going to", "no me"."""


@dataclass(slots=True)
class Cues:
    """The cue hits of one text by kind, only those in the language of their sentence."""

    kinds: dict[str, list[Hit]] = field(default_factory=lambda: defaultdict(list))

    def of(self, kind: str) -> list[Hit]:
        """The cues of a kind in reading order."""
        return self.kinds.get(kind, [])


def count_votes(words: Words, by_language: Mapping[str, ScopeWords]) -> list[dict[str, int]]:
    """How many telling words each language has in each sentence."""
    last = words.sentences[-1] if words.sentences else -1
    votes = [dict.fromkeys(by_language, 0) for _ in range(last + 1)]
    for language, steering in by_language.items():
        for word, sentence in zip(words.texts, words.sentences, strict=True):
            if word in steering.markers:
                votes[sentence][language] += 1
    return votes


def languages(votes: list[dict[str, int]], fallback: str) -> list[str]:
    """The language of each sentence, by its most telling words; `fallback` where nothing tells."""
    return [max((fallback, *count), key=count.__getitem__) for count in votes]


def plain_languages(votes: list[dict[str, int]]) -> list[str]:
    """The language of each sentence where there is no doubt of it, "" elsewhere: patients mix them."""
    plain = []
    for count in votes:
        best = max(count, key=count.__getitem__)
        others = sum(count.values()) - count[best]
        plain.append(best if count[best] >= _PLAIN_VOTES and count[best] >= _PLAIN_SHARE * others else "")
    return plain


def clauses(words: Words, spoken: list[str], by_language: Mapping[str, ScopeWords]) -> list[int]:
    """A clause number for every word: a new one after "but", and where a subject follows a pause or a joiner."""
    numbers: list[int] = []
    current = 0
    for place in range(len(words)):
        if place and _starts_clause(words, place, by_language[spoken[words.sentences[place]]]):
            current += 1
        numbers.append(current)
    return numbers


def _starts_clause(words: Words, place: int, steering: ScopeWords) -> bool:
    if words.sentences[place] != words.sentences[place - 1]:
        return True
    word, before = words.texts[place], words.texts[place - 1]
    if word in steering.contrast:
        return True
    if not words.pauses[place] and before not in steering.joiners:
        return False
    return word in steering.subjects or _states(words, place, steering)


def _states(words: Words, place: int, steering: ScopeWords) -> bool:
    """Whether a verb comes up among the next words, before the next pause or joiner."""
    for ahead in range(place, min(place + _VERB_WITHIN_WORDS, len(words))):
        if ahead > place and (words.pauses[ahead] or words.sentences[ahead] != words.sentences[place]):
            return False
        if words.texts[ahead] in steering.joiners:
            return False
        if words.texts[ahead] in steering.verbs:
            return True
    return False


def sort_cues(hits: Iterable[Hit], words: Words, spoken: list[str]) -> Cues:
    """The cue hits by kind, leaving out those of another language and those inside a look-alike."""
    cues = Cues()
    for hit in hits:
        _, language, kind = hit.name.split(":")
        if language == spoken[words.sentences[hit.start]]:
            cues.kinds[kind].append(hit)
    covered = {place for hit in cues.of("no_denial") for place in range(hit.start, hit.end)}
    cues.kinds["denial"] = [hit for hit in cues.of("denial") if hit.start not in covered]
    return cues


def _mark_denials(scopes: list[Scope], words: Words, clause: list[int], cues: Cues, joiners: list[bool]) -> None:
    stops = {hit.start for hit in cues.of("denial_end")}
    reached = 0
    for cue in cues.of("denial"):
        left = _LIST_ITEM_WORDS
        for place in range(max(cue.end, reached), len(words)):
            left = _LIST_ITEM_WORDS if words.pauses[place] or joiners[place] else left - 1
            if place < cue.end or clause[place] != clause[cue.start] or place in stops or left < 0:
                break
            scopes[place] |= Scope.DENIED
            reached = place
    for cue in cues.of("denied_before"):
        place = cue.start - 1
        while place >= 0 and clause[place] == clause[cue.start]:
            scopes[place] |= Scope.DENIED
            place -= 1
    for cue in cues.of("answer"):
        _mark_answered(scopes, words, cue)


def _mark_answered(scopes: list[Scope], words: Words, cue: Hit) -> None:
    """Deny what a form asks and a lone "none" answers: "Chest pain: none. Blackouts: none."."""
    sentence, last = words.sentences[cue.start], cue.end == len(words)
    if not words.pauses[cue.start] or not (last or words.pauses[cue.end] or words.sentences[cue.end] != sentence):
        return
    for place in range(cue.start - 1, max(cue.start - 1 - _LIST_ITEM_WORDS, -1), -1):
        if words.sentences[place] != sentence:
            return
        scopes[place] |= Scope.DENIED
        if words.pauses[place]:
            return


def _mark_past(scopes: list[Scope], clause: list[int], cues: Cues) -> None:
    past = {clause[hit.start] for hit in cues.of("past")}
    now = {clause[hit.start] for hit in cues.of("now")} | {clause[hit.end - 1] for hit in cues.of("now")}
    for place, number in enumerate(clause):
        if number in past and number not in now:
            scopes[place] |= Scope.PAST


def _mark_asked(scopes: list[Scope], words: Words, clause: list[int], cues: Cues) -> None:
    """Asked about: from the cue to the end of its sentence, unless the sentence goes on to say "I have", "now"."""
    stated = {hit.start for hit in cues.of("stated")}
    now = {words.sentences[hit.start] for hit in cues.of("now")}
    last_revival = max((words.sentences[hit.start] for hit in cues.of("happening")), default=-1)
    stops = {place for place in stated if place and clause[place] != clause[place - 1]}
    done = -1
    for cue in cues.of("asked"):
        sentence = words.sentences[cue.start]
        if sentence in now or sentence <= last_revival or cue.end <= done:
            continue
        for place in range(cue.end, len(words)):
            run_on = place - cue.end >= _QUESTION_WORDS and place in stated
            if words.sentences[place] != sentence or place in stops or run_on:
                break
            scopes[place] |= Scope.ASKED
            done = place


def mark(words: Words, hits: Iterable[Hit], by_language: Mapping[str, ScopeWords], spoken: list[str]) -> list[Scope]:
    """The scopes of every word, from the cue hits among `hits`; `spoken` is the language of each sentence."""
    clause = clauses(words, spoken, by_language)
    cues = sort_cues((hit for hit in hits if hit.name.startswith(PREFIX)), words, spoken)
    joiners = [
        word in by_language[spoken[sentence]].joiners
        for word, sentence in zip(words.texts, words.sentences, strict=True)
    ]
    scopes = [Scope.NONE] * len(words)
    _mark_denials(scopes, words, clause, cues, joiners)
    _mark_past(scopes, clause, cues)
    _mark_asked(scopes, words, clause, cues)
    for cue in cues.of("figure"):
        for place in range(cue.start, cue.end):
            scopes[place] |= Scope.FIGURE
    return scopes


def is_directly_denied(start: int, words: Words, steering: ScopeWords) -> bool:
    """Whether a denying word stands right before a place; two of them deny nothing ("not that I'm not")."""
    for place in range(start - 1, max(start - 2 - _LIGHT_WORDS, -1), -1):
        if words.pauses[place + 1] or words.sentences[place] != words.sentences[start]:
            return False
        if words.texts[place] in steering.denying:
            return words.texts[place] in steering.joiners or not _denied_before(place, words, steering)
        if words.texts[place] not in steering.light:
            return False
    return False


def _denied_before(start: int, words: Words, steering: ScopeWords) -> bool:
    """Whether another denying word comes shortly before, in the same run of words."""
    for place in range(start - 1, max(start - 1 - _DOUBLE_WITHIN_WORDS, -1), -1):
        if words.pauses[place + 1] or words.sentences[place] != words.sentences[start]:
            return False
        if words.texts[place] in steering.joiners:
            return False
        if words.texts[place] in steering.denying:
            return True
    return False
