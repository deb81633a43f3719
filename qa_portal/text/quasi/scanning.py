"""One text as the rules see it, and one walk over its words that tries only the rules beginning with each word."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from qa_portal.text.identifiers.tags import TAG
from qa_portal.text.quasi.kinds import HINT, Quasi, QuasiKind

WORD = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)?")
SENTENCE_END = re.compile(r"[.!?;:](?=\s|\ue000)|[\n\ue000]")
INSIDE = re.compile(r"\d[.,:/]$")
NUMBER_LEAD = "#"
"""The lead of rules that begin with a figure or a number word."""
_LOWER = str.maketrans(
    "áàâäãéèêëíìîïóòôöõúùûüñçÁÀÂÄÃÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇ’‘ʼ´`″”“–‐‑−",
    "aaaaaeeeeiiiiooooouuuuncaaaaaeeeeiiiiooooouuuunc'''''\"\"\"----",
)
MAX_LOOK_BACK = 120
"""Characters a rule may look back for whom it is about."""


def plain(text: str) -> str:
    """Lower case without accents, of the same length."""
    low = text.translate(_LOWER)
    lowered = low.lower()
    return lowered if len(lowered) == len(low) else "".join(c.lower() if len(c.lower()) == 1 else c for c in low)


class Scanned:
    """A text, its plain form with tags blotted out, and where its sentences begin."""

    def __init__(self, text: str, lang: str) -> None:
        """Take a text with composed accents."""
        self.text = text
        self.lang = lang
        self.plain = plain(TAG.sub(lambda tag: "\ue000" * len(tag.group()), text))

    @cached_property
    def words(self) -> list[tuple[int, str]]:
        """Start and plain form of every word and every run of digits."""
        return [(match.start(), match.group()) for match in WORD.finditer(self.plain)]

    def before(self, place: int) -> str:
        """The plain sentence so far, up to `place`."""
        back = self.plain[max(0, place - MAX_LOOK_BACK) : place]
        ends = [match.end() for match in SENTENCE_END.finditer(back)]
        return back[ends[-1] :] if ends else back

    def inside_number(self, place: int) -> bool:
        """Whether the digits at `place` go on a number, as those of a decimal or a fraction do."""
        return self.plain[place].isdigit() and INSIDE.search(self.plain, max(0, place - 2), place) is not None

    def begins_sentence(self, place: int) -> bool:
        """Whether nothing but blanks and opening marks stands before `place` in its sentence."""
        return not self.before(place).strip(" \t\r\"'(¿¡-*•")


@dataclass(frozen=True, slots=True)
class Rule:
    """What to look for from one of the words `leads` on, and what to say instead; None: this one is none.

    A group `q` of the pattern is what is replaced, the rest only has to be there.
    """

    kind: QuasiKind
    leads: frozenset[str]
    pattern: re.Pattern[str]
    put: Callable[[re.Match[str], Scanned], str | None]
    weight: int = 1


class Rules:
    """Rules under their first words."""

    def __init__(self, rules: Iterable[Rule], number_words: frozenset[str]) -> None:
        """Index `rules`; a word of `number_words` leads like a figure too."""
        self._by_lead: dict[str, list[Rule]] = {}
        self._number_words = number_words
        for rule in rules:
            for lead in rule.leads:
                self._by_lead.setdefault(lead, []).append(rule)

    def find(self, scanned: Scanned) -> list[Quasi]:
        """The finds in order, without overlaps: the first, and of those the longest; a hint gives way."""
        found: list[Quasi] = []
        for start, word in scanned.words:
            if scanned.inside_number(start) or (fresh := self._longest(scanned, start, word)) is None:
                continue
            while found and found[-1].end > fresh.start and found[-1].weight == HINT < fresh.weight:
                found.pop()
            if not found or found[-1].end <= fresh.start:
                found.append(fresh)
        return found

    def _longest(self, scanned: Scanned, start: int, word: str) -> Quasi | None:
        best: Quasi | None = None
        for rule in self._led_by(word):
            match = rule.pattern.match(scanned.plain, start)
            if match is None or (best is not None and match.end() <= best.end):
                continue
            put = rule.put(match, scanned)
            if put is not None:
                begin, end = match.span("q") if "q" in rule.pattern.groupindex else match.span()
                best = Quasi(begin, end, rule.kind, _cased(put, scanned, begin), rule.weight)
        return best

    def _led_by(self, word: str) -> Iterable[Rule]:
        if word[0].isdigit():
            return self._by_lead.get(NUMBER_LEAD, ())
        own = self._by_lead.get(word, [])
        return [*own, *self._by_lead.get(NUMBER_LEAD, [])] if word in self._number_words else own


def _cased(put: str, scanned: Scanned, start: int) -> str:
    """Begin with a capital where the sentence does."""
    written = scanned.text[start]
    if put and (written.isupper() or written.isdigit()) and scanned.begins_sentence(start):
        return put[0].upper() + put[1:] if written.isupper() or _has_capitals(scanned.text) else put
    return put


def _has_capitals(text: str) -> bool:
    return any(char.isupper() for char in text[:400])
