"""Look for red flags in a patient's own words.

`find` is a pure function of the text and the rule pack. It can only raise a level: whoever calls it keeps the highest
of what the patient answered, what the text says and what was known before.
"""

from bisect import bisect_left
from collections import defaultdict

from qa_portal.text.flags.pack import LANGUAGES, Pack, Rule, load
from qa_portal.text.flags.patterns import Hit
from qa_portal.text.flags.scopes import PREFIX, Scope, mark
from qa_portal.text.flags.verdict import Flags, Level, Span
from qa_portal.text.flags.words import Words, cut


def find(text: str, lang: str | None = None, *, pack: Pack | None = None) -> Flags:
    """The red flags in a text, with all languages of the pack read at once (patients mix them).

    `lang` only says how to read a sentence whose words do not tell its language.
    """
    pack = pack or load()
    words = cut(text, pack.aliases)
    hits = pack.index.find(words)
    live = _live(hits, words, pack, lang if lang in LANGUAGES else LANGUAGES[0])
    fired = [(rule, hit) for rule in pack.rules if (hit := _first_match(rule, live))]
    fired.sort(key=lambda pair: -pair[0].level.rank)
    return Flags(
        level=Level.highest(*(rule.level for rule, _ in fired)),
        categories=tuple(dict.fromkeys(rule.category for rule, _ in fired)),
        rules=tuple(rule.id for rule, _ in fired),
        spans=tuple(Span(words.starts[hit.start], words.ends[hit.end - 1], rule.id) for rule, hit in fired),
        pack_version=pack.version,
    )


def _live(hits: list[Hit], words: Words, pack: Pack, fallback: str) -> dict[str, list[Hit]]:
    """The hits by name that no scope silences."""
    scopes = mark(words, hits, dict(pack.steering), fallback)
    live: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.name.startswith(PREFIX):
            continue
        silenced = scopes[hit.start] | scopes[hit.end - 1]
        if silenced and not silenced & ~_immunity(hit, words, pack):
            silenced = Scope.NONE
        if not silenced:
            live[hit.name].append(hit)
    return live


def _immunity(hit: Hit, words: Words, pack: Pack) -> Scope:
    """The scopes that do not touch this match: "no, he can't breathe" is not a denial."""
    immune = pack.immune.get(hit.name, Scope.NONE)
    if hit.name in pack.own_denials and not pack.negative.isdisjoint(words.texts[hit.start : hit.end]):
        immune |= Scope.DENIED
    return immune


def _first_match(rule: Rule, live: dict[str, list[Hit]]) -> Hit | None:
    """Where a rule first holds: the hit that the other concepts it needs stand near to."""
    found = [names for names in rule.needs if any(name in live for name in names)]
    if len(found) < rule.at_least:
        return None
    if rule.at_least == 1:
        return min((hit for names in found for name in names for hit in live.get(name, ())), key=_start)
    groups = [sorted((hit for name in names for hit in live.get(name, ())), key=_start) for names in found]
    groups.sort(key=len)
    starts = [[hit.start for hit in group] for group in groups]
    for group in groups:
        for hit in group:
            if sum(_near(others, hit.start, rule.within_words) for others in starts) >= rule.at_least:
                return hit
    return None


def _start(hit: Hit) -> int:
    return hit.start


def _near(starts: list[int], place: int, within_words: int) -> bool:
    at = bisect_left(starts, place - within_words)
    return at < len(starts) and starts[at] <= place + within_words
