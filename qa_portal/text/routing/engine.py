"""Routing by term lists: phrases found in the text, weighted by how rare a term is among queues and where it stands."""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

TITLE_WEIGHT = 2.0
"""A term in the title counts so many times one in the text."""
LEAD_WORDS = 40
"""Words at the beginning say what a letter is about; later ones fade to half."""
MAX_TERM_WORDS = 5
MAX_WORDS = 2000
"""Longer texts are judged by their beginning, which keeps the time linear."""
SURE_SHARE = 0.45
"""Share of all points the first queue needs to be taken without asking."""
SURE_POINTS = 0.8
SURE_MARGIN = 0.3
"""Points the first queue must be ahead of the second. With these three, 77 % of real questions go without asking."""
ADULT_YEARS = 18
BAND_YEARS = re.compile(r"\d{1,3}")
CHILD_BAND_WORD = re.compile(r"under|<|child|infant|baby|newborn|toddler|teen|adolescent")
CHILD_SLUGS = ("paediatrics", "pediatrics", "children")
CHILD_YEARS = 16
"""A son or daughter said to be younger than this is a child."""
CHILD_AGE = re.compile(
    r"\b(\d{1,2})\s*-?\s*(?:(?:years?|yrs?|yo|y/o|a[nñ]os?)\b"
    r"|(?P<small>months?|mo|weeks?|wks?|days?|mes(?:es)?|semanas?|d[ií]as)\b[\s-]*(?:old|de edad|de nacid[oa]))"
)
CHILD_WORD = re.compile(
    r"\b(sons?|daughters?|child|kids?|bab(?:y|ies)|infant|newborn|toddler|boy|girl|nephew|niece|grand(?:son|daughter)|"
    r"hij[oa]s?|ni[nñ][oa]s?|beb[eé]s?|niet[oa]s?|sobrin[oa]s?)\b"
)
CHILD_WORD_WITHIN_CHARS = 40
PREGNANCY = re.compile(r"\b(pregnan\w*|embaraz\w*|weeks along|trimester|trimestre)\b")
PREGNANCY_SLUGS = ("ob_gyn", "obstetrics", "womens_health", "gynaecology")
WEAK_MARK = "~"
"""A term that begins with this is a weak sign: it decides only where nothing stronger is said."""
WEAK_SHARE = 0.45
RULE_POINTS = 2.5
"""What an age or pregnancy rule adds: it comes first, and many clear terms can still outweigh it."""
WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class QueueTerms:
    """A queue with the words that lead to it. `slug` is what comes back; `kind` names its field for the rules."""

    slug: str
    terms: tuple[str, ...]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Queues, best first, and why. `auto` is False when a person should look."""

    ranked: list[str]
    terms: list[str]
    auto: bool
    scores: dict[str, float]


def words_of(text: str) -> list[str]:
    """Return a text's words: lower case, accents off, plural endings off."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return [_stem(word) for word in WORD.findall(plain)[:MAX_WORDS]]


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("es") and word[-3] in "sxz":
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _is_child_band(age_band: str) -> bool:
    """Whether an age band ("5_11", "under_1", "child") is below eighteen."""
    if CHILD_BAND_WORD.search(age_band.casefold()):
        return True
    years = BAND_YEARS.search(age_band)
    return years is not None and int(years.group()) < ADULT_YEARS


def _is_about_a_child(text: str) -> bool:
    """Whether the text names a child's age beside a word for a child ("my son is 4 years old")."""
    for found in CHILD_AGE.finditer(text):
        if found["small"] is None and int(found[1]) >= CHILD_YEARS:
            continue
        near = text[max(0, found.start() - CHILD_WORD_WITHIN_CHARS) : found.end() + CHILD_WORD_WITHIN_CHARS]
        if CHILD_WORD.search(near):
            return True
    return False


class Router:
    """A compiled set of queues; make it once for a set of term lists."""

    def __init__(self, queues: Sequence[QueueTerms]) -> None:
        """Compile the term lists; a queue's place in the order breaks ties."""
        self._queues = tuple(queues)
        self._owners: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._shown: dict[tuple[str, ...], str] = {}
        self._weak: set[tuple[tuple[str, ...], str]] = set()
        for queue in self._queues:
            for term in queue.terms:
                key = tuple(words_of(term))[:MAX_TERM_WORDS]
                if key and queue.slug not in self._owners[key]:
                    self._owners[key].append(queue.slug)
                    self._shown.setdefault(key, term.lstrip(WEAK_MARK))
                    if term.startswith(WEAK_MARK):
                        self._weak.add((key, queue.slug))

    def rank(self, text: str, *, title: str = "", age_band: str | None = None, pregnant: bool | None = None) -> Ranking:
        """Order the queues for one question; without any hint they come in their own order, and `auto` is False."""
        scores: dict[str, float] = {queue.slug: 0.0 for queue in self._queues}
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for term, points in self._hits(words_of(title), words_of(text)):
            for slug in self._owners[term]:
                worth = points * (WEAK_SHARE if (term, slug) in self._weak else 1.0)
                scores[slug] += worth
                found[slug][self._shown[term]] = found[slug].get(self._shown[term], 0.0) + worth
        self._apply_rules(scores, found, f"{title} {text}".casefold(), age_band, pregnant)
        order = sorted(scores, key=lambda slug: -scores[slug])
        first = order[0] if order else ""
        terms = sorted(found[first], key=lambda term: -found[first][term])[:3]
        return Ranking(order, terms, self._is_sure(scores, first), scores)

    def _hits(self, title: list[str], text: list[str]) -> Iterator[tuple[tuple[str, ...], float]]:
        seen: set[tuple[str, ...]] = set()
        for words, base in ((title, TITLE_WEIGHT), (text, 1.0)):
            for position, term in self._longest(words):
                fade = 1.0 if base != 1.0 or position < LEAD_WORDS else 0.5
                again = 0.25 if term in seen else 1.0
                seen.add(term)
                yield term, self._rarity(term) * base * fade * again

    def _longest(self, words: list[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
        position = 0
        while position < len(words):
            for length in range(min(MAX_TERM_WORDS, len(words) - position), 0, -1):
                term = tuple(words[position : position + length])
                if term in self._owners:
                    yield position, term
                    position += length
                    break
            else:
                position += 1

    def _rarity(self, term: tuple[str, ...]) -> float:
        rare = math.log((1 + len(self._queues)) / len(self._owners[term])) / math.log(1 + len(self._queues))
        return rare * math.sqrt(len(term))

    def _apply_rules(
        self,
        scores: dict[str, float],
        found: dict[str, dict[str, float]],
        text: str,
        age_band: str | None,
        pregnant: bool | None,
    ) -> None:
        if _is_child_band(age_band) if age_band else _is_about_a_child(text):
            self._add(scores, found, CHILD_SLUGS, "age")
        if pregnant or (pregnant is None and PREGNANCY.search(text)):
            self._add(scores, found, PREGNANCY_SLUGS, "pregnancy")

    def _add(
        self, scores: dict[str, float], found: dict[str, dict[str, float]], kinds: Iterable[str], why: str
    ) -> None:
        wanted = set(kinds)
        for queue in self._queues:
            if (queue.kind or queue.slug) in wanted:
                scores[queue.slug] += RULE_POINTS
                found[queue.slug][why] = RULE_POINTS

    def _is_sure(self, scores: dict[str, float], first: str) -> bool:
        if not first or scores[first] < SURE_POINTS:
            return False
        second = max((points for slug, points in scores.items() if slug != first), default=0.0)
        return scores[first] - second >= SURE_MARGIN and scores[first] / sum(scores.values()) >= SURE_SHARE
