"""Look for red flags in a patient's own words.

`find` is a pure function of the text and the rule pack. It can only raise a level: whoever calls it keeps the highest
of what the patient answered, what the text says and what was known before.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

from qa_portal.text.flags.pack import LANGUAGES, Pack, Rule, load
from qa_portal.text.flags.patterns import Hit
from qa_portal.text.flags.scopes import PREFIX, Scope, count_votes, is_directly_denied, languages, mark, plain_languages
from qa_portal.text.flags.terms import terms_of, together
from qa_portal.text.flags.verdict import Flags, Level, Span
from qa_portal.text.flags.weighing import Weighing, Weights, heaviest, kind_of, weigh
from qa_portal.text.flags.words import Words, cut

WEIGHED = "weighed"
"""What the id of an alert starts with that no rule gave but the words weighed together: `weighed.breathing`."""

_FEW_WORDS = 4
"""A match this short is one thing said; a longer one may have another thing in its middle."""

_MORE_ALONE = 0.3
"""So much more a sentence has to weigh when all of its text weighs too little."""

Terms = list[dict[str, int]]
"""The terms of each paragraph, with the word they stand at."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text cut into words, with what silences them and the hits by name that nothing silences."""

    words: Words
    scopes: list[Scope]
    live: dict[str, list[Hit]]


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What a text weighs, and what it takes to weigh a sentence of it alone."""

    weighing: Weighing
    paragraphs: Terms
    words: Words
    weights: Weights
    alone: dict[int, float] = field(default_factory=dict)
    """What sentences weigh by themselves, as far as somebody asked."""

    def reaches(self, floor: float, hit: Hit) -> bool:
        """Whether the text, or the sentence of a hit alone, weighs enough to leave an emergency standing."""
        if self.weighing.emergency >= floor:
            return True
        sentences = self.words.sentences
        here = sentences[hit.start]
        if here not in self.alone:
            own = {term: at for terms in self.paragraphs for term, at in terms.items() if sentences[at] == here}
            self.alone[here] = weigh([own], self.weights).emergency
        return self.alone[here] >= floor + _MORE_ALONE


@dataclass(frozen=True, slots=True)
class _Alert:
    """A rule that holds, or the words weighed together."""

    rule: str
    category: str
    level: Level
    spans: tuple[Span, ...]


def find(text: str, lang: str | None = None, *, pack: Pack | None = None) -> Flags:
    """The red flags in a text, with all languages of the pack read at once (patients mix them).

    `lang` only says how to read a sentence whose words do not tell its language.
    """
    pack = pack or load()
    reading = read_text(text, pack, lang)
    paragraphs = terms_of(reading.words, reading.scopes, reading.live, pack.vocabulary)
    weighing = weigh(paragraphs, pack.weights)
    weighed = _Weighed(weighing, paragraphs, reading.words, pack.weights)
    held = [(rule, hit) for rule in pack.rules if (hit := _first_match(rule, reading.live))]
    alerts = [
        _Alert(rule.id, rule.category, level, (_span(hit, reading.words, rule.id),))
        for rule, hit in held
        if (
            level := _level(
                rule, hit, weighed, told_twice=pack.categories[rule.category] and _is_told_twice(rule, reading.live)
            )
        ).rank
    ]
    if weighing.level.rank > Level.highest(*(alert.level for alert in alerts)).rank:
        alerts.append(_weighed(weighing.level, together(paragraphs), reading.words, pack.weights))
    alerts.sort(key=lambda alert: -alert.level.rank)
    return Flags(
        level=Level.highest(*(alert.level for alert in alerts)),
        categories=tuple(dict.fromkeys(alert.category for alert in alerts)),
        rules=tuple(alert.rule for alert in alerts),
        spans=tuple(span for alert in alerts for span in alert.spans),
        pack_version=pack.version,
    )


def read_text(text: str, pack: Pack, lang: str | None = None) -> Reading:
    """Read a text: its words, the scopes over them, and the live hits of every concept and rule."""
    words = cut(text, pack.aliases)
    votes = count_votes(words, pack.steering)
    hits = pack.index.find(words, plain_languages(votes))
    spoken = languages(votes, lang if lang in LANGUAGES else LANGUAGES[0])
    scopes = mark(words, hits, pack.steering, spoken)
    return Reading(words, scopes, _live(hits, words, pack, spoken, scopes))


def _level(rule: Rule, hit: Hit, weighed: _Weighed, *, told_twice: bool) -> Level:
    """The level a rule that holds reaches: its own, or less where the rest of the text speaks of an ordinary day.

    What stands in other sentences holds no plain emergency back: "I had a stroke in 2011. Now my face is drooping."
    """
    if rule.always or (rule.firm and told_twice):
        return rule.level
    floor = weighed.weights.firm_at if rule.firm else weighed.weights.keep_at[0]
    if rule.level is Level.EMERGENCY and weighed.reaches(floor, hit):
        return rule.level
    return Level.URGENT if weighed.weighing.need >= weighed.weights.keep_at[1] else Level.ROUTINE


def _is_told_twice(rule: Rule, live: dict[str, list[Hit]]) -> bool:
    """Whether a rule that one sign is enough for has found two, in words of their own: a farewell, a dog given away."""
    if rule.at_least > 1:
        return False
    hits = [hit for names in rule.needs for name in names for hit in live.get(name, ())]
    first_end = min((hit.end for hit in hits), default=0)
    return any(hit.start >= first_end for hit in hits)


def _span(hit: Hit, words: Words, rule: str) -> Span:
    return Span(words.starts[hit.start], words.ends[hit.end - 1], rule)


def _weighed(level: Level, terms: dict[str, int], words: Words, weights: Weights) -> _Alert:
    """The alert of the words weighed together, with the heaviest of them to show."""
    kind = kind_of(terms, weights)
    places = heaviest(terms, level, weights)
    name = f"{WEIGHED}.{kind}"
    return _Alert(name, kind, level, tuple(Span(words.starts[place], words.ends[place], name) for place in places))


def _live(hits: list[Hit], words: Words, pack: Pack, spoken: list[str], scopes: list[Scope]) -> dict[str, list[Hit]]:
    """The hits by name that no scope silences."""
    live: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.name.startswith(PREFIX):
            continue
        if _leaves_its_denial(hit, words, pack):
            continue
        if is_directly_denied(hit.start, words, pack.steering[spoken[words.sentences[hit.start]]]):
            continue
        silenced = scopes[hit.start] | scopes[hit.end - 1]
        if silenced and not silenced & ~_immunity(hit, words, pack):
            silenced = Scope.NONE
        if not silenced:
            live[hit.name].append(hit)
    return live


def _leaves_its_denial(hit: Hit, words: Words, pack: Pack) -> bool:
    """Whether a match goes on after a pause behind its own "no": "no fever, eats" is not "no ... eats"."""
    denied = False
    for place in range(hit.start, hit.end):
        if denied and (words.pauses[place] or words.texts[place] in pack.partings):
            return True
        denied = denied or words.texts[place] in pack.negative
    return False


def _immunity(hit: Hit, words: Words, pack: Pack) -> Scope:
    """The scopes that do not touch this match: "no, he can't breathe" is not a denial."""
    immune = pack.immune.get(hit.name, Scope.NONE)
    if hit.name in pack.own_denials and not pack.negative.isdisjoint(words.texts[hit.start : hit.end]):
        immune |= Scope.DENIED
    return immune


def _first_match(rule: Rule, live: dict[str, list[Hit]]) -> Hit | None:
    """Where a rule first holds: the hit that the other concepts it needs stand near to."""
    missing = len(rule.needs) - rule.at_least
    found: list[frozenset[str]] = []
    for names in rule.needs:
        if not names.isdisjoint(live):
            found.append(names)
        elif (missing := missing - 1) < 0:
            return None
    if rule.at_least == 1:
        return min((hit for names in found for name in names for hit in live.get(name, ())), key=_start)
    groups = [sorted((hit for name in names for hit in live.get(name, ())), key=_start) for names in found]
    groups.sort(key=len)
    starts = [[hit.start for hit in group] for group in groups]
    for number, group in enumerate(groups[: len(groups) - rule.at_least + 1]):
        for hit in group:
            chosen = [hit]
            for others, their_starts in zip(groups[number + 1 :], starts[number + 1 :], strict=True):
                near = _window(their_starts, hit.start, rule.within_words)
                chosen += next(([other] for other in others[near] if rule.overlap or _is_another(other, chosen)), [])
            if len(chosen) >= rule.at_least:
                return hit
    return None


def _start(hit: Hit) -> int:
    return hit.start


def _window(starts: list[int], place: int, within_words: int) -> slice:
    """The hits that start at most so many words from a place."""
    return slice(bisect_left(starts, place - within_words), bisect_right(starts, place + within_words))


def _is_another(hit: Hit, chosen: list[Hit]) -> bool:
    """Whether a hit says more than those chosen: "swollen tongue" holds "tongue", which is no second sign."""
    return all(hit.start != one.start and not _holds(one, hit) and not _holds(hit, one) for one in chosen)


def _holds(hit: Hit, other: Hit) -> bool:
    """Whether a hit of a few words has the other one inside it."""
    return hit.end - hit.start <= _FEW_WORDS and hit.start <= other.start and other.end <= hit.end
