"""The terms of a text: words, pairs and pieces of them, and what they stand for; each can have a weight of its own."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from qa_portal.text.flags.patterns import Hit
from qa_portal.text.flags.scopes import Scope
from qa_portal.text.flags.slots import SlotTable
from qa_portal.text.flags.words import Words

_STEM_LETTERS = 6
"""Words are told apart by their first letters, which takes endings off in both languages."""

_PIECE_LETTERS = 4
"""Longer words are also taken in pieces of so many letters, so that a slip of the pen costs a little only."""

MEANING = "e:"
"""What the terms of whole words start with, which are weighed by what they mean."""

_PAIR_WITHIN_WORDS = 12
"""Two groups of the vocabulary are taken as a pair when their words stand this near in one sentence."""

_IDLE = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february april june july august september "
    "october november december think thinks thought said says told name called "
    "lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio agosto "
    "septiembre octubre noviembre diciembre creo cree dice dijo".split()
)
"""The day of the week and who thinks so are no sign of anything, whatever the lessons were full of."""


class Vocabulary:
    """Groups of words that mean the same, in all languages of the pack at once."""

    def __init__(self, groups: Mapping[str, Sequence[str]]) -> None:
        """Build from lists of words and beginnings by group. Raises: BadPattern."""
        table = SlotTable()
        self._names = {table.add("|".join(words), {}): name for name, words in groups.items()}
        table.close()
        self._table = table

    def groups(self, word: str) -> list[str]:
        """The names of the groups a word belongs to."""
        return [self._names[number] for number in self._table.fitting(word)]


def terms_of(
    words: Words, scopes: Sequence[Scope], live: Mapping[str, Sequence[Hit]], vocabulary: Vocabulary
) -> list[dict[str, int]]:
    """Return the terms of every paragraph of a text, with the number of the first word they stand at.

    `w:` a stem, `b:` two stems in a row, `g:` a piece of a word, `v:` a group of the vocabulary, `p:` two of them
    near each other, `e:` a whole word for its meaning; `n:` and `m:` a stem and a group that a scope silences; `k:` a
    concept.
    """
    paragraphs: dict[int, dict[str, int]] = defaultdict(dict)
    groups_of = {word: vocabulary.groups(word) for word in set(words.texts)}
    before = ""
    for place, word in enumerate(words.texts):
        if word in _IDLE:
            before = ""
            continue
        silenced = bool(scopes[place])
        stem = "#" if word[0].isdigit() else word[:_STEM_LETTERS]
        if silenced or (place and words.sentences[place] != words.sentences[place - 1]):
            before = ""
        terms = paragraphs[words.paragraphs[place]]
        for term in _of_word(word, stem, before, silenced, groups_of[word]):
            terms.setdefault(term, place)
        before = "" if silenced else stem
    for place, term in _pairs(words, scopes, groups_of):
        paragraphs[words.paragraphs[place]].setdefault(term, place)
    for name, hits in live.items():
        for hit in hits:
            paragraphs[words.paragraphs[hit.start]].setdefault(f"k:{name}", hit.start)
    return list(paragraphs.values())


def together(paragraphs: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Return the terms of a whole text."""
    terms: dict[str, int] = {}
    for paragraph in paragraphs:
        for term, place in paragraph.items():
            terms.setdefault(term, place)
    return terms


def _pairs(words: Words, scopes: Sequence[Scope], groups_of: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, str]]:
    """The pairs of groups whose words stand near each other in a sentence, whichever comes first."""
    recent: list[tuple[int, str]] = []
    for place, word in enumerate(words.texts):
        if scopes[place] or not groups_of[word] or word in _IDLE:
            continue
        sentence = words.sentences[place]
        near = place - _PAIR_WITHIN_WORDS
        recent = [(at, other) for at, other in recent if at >= near and words.sentences[at] == sentence]
        for group in groups_of[word]:
            for _, other in recent:
                if other != group:
                    yield place, f"p:{group}+{other}" if group < other else f"p:{other}+{group}"
        recent += [(place, group) for group in groups_of[word]]


def _of_word(word: str, stem: str, before: str, silenced: bool, groups: Sequence[str]) -> Iterator[str]:
    """The terms that one word makes, behind the stem before it."""
    mark = "m" if silenced else "v"
    for group in groups:
        yield f"{mark}:{group}"
    if silenced:
        yield f"n:{stem}"
        return
    yield f"w:{stem}"
    yield MEANING + word
    if before:
        yield f"b:{before}+{stem}"
    yield from _pieces(word)


def _pieces(word: str) -> Iterator[str]:
    if len(word) >= _PIECE_LETTERS:
        whole = f"^{word}$"
        for start in range(len(whole) - _PIECE_LETTERS + 1):
            yield f"g:{whole[start : start + _PIECE_LETTERS]}"
