"""Marks the words asked for in text that comes from the database. Gives pieces, never HTML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qa_portal.index.asking import read
from qa_portal.index.words import plain, query_words, stem, written_words

SNIPPET_CHARS = 260
"""Length of a snippet on a page of results, in characters, about."""
Span = tuple[int, int]
"""Where a word begins and ends."""
_LOOK_AT_CHARS = 12_000
"""A snippet is looked for in the beginning of a text; few are longer."""


class Marks:
    """What is to be marked for some words: read once, for many texts."""

    def __init__(self, meant: Mapping[str, str]) -> None:
        """`meant` says of each stem or word which of the things that were asked for it stands for."""
        self._meant = meant
        self._met: dict[str, dict[str, str]] = {}

    def __bool__(self) -> bool:
        """Whether there is anything to mark."""
        return bool(self._meant)

    def which(self, text: str, lang: str) -> Iterator[tuple[Span, str]]:
        """Find the words of a text that stand for a thing, and which."""
        met = self._met.setdefault(lang, {})
        for word in written_words(text):
            written = word.group()
            thing = met.get(written)
            if thing is None:
                bare = plain(written)
                thing = met[written] = self._meant.get(stem(bare, lang)) or self._meant.get(bare) or ""
            if thing:
                yield word.span(), thing


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `hit` when it is a word that was asked for."""

    text: str
    hit: bool = False


def marks_of(words: str, lang: str = "en") -> Marks:
    """Read what is to be marked for some words, once for many texts: the words, and other names of the same things."""
    marks = {form: thing.plain for thing in read(words, lang).things for way in thing.ways for form in way.stems}
    return Marks(marks | {word.plain: word.plain for word in query_words(words, lang)})


def highlight(text: str, words: str | Marks, *, lang: str = "en", text_lang: str | None = None) -> list[Piece]:
    """Cut a whole text into pieces. `lang` is the language of the words, `text_lang` that of the text."""
    return _pieces(text, 0, len(text), [word for word, _ in _hits(text, words, lang, text_lang or lang)])


def snippet(
    text: str, words: str | Marks, *, lang: str = "en", text_lang: str | None = None, max_chars: int = SNIPPET_CHARS
) -> list[Piece]:
    """Cut out the stretch with most of the different words asked for; dots stand where text was left out."""
    text = " ".join(text[:_LOOK_AT_CHARS].split())
    hits = _hits(text, words, lang, text_lang or lang)
    start, end = _best_window(text, hits, max_chars)
    inside = [word for word, _ in hits if start <= word[0] and word[1] <= end]
    pieces = _pieces(text, start, end, inside)
    if start > 0:
        pieces.insert(0, Piece("\u2026 "))
    if end < len(text):
        pieces.append(Piece(" \u2026"))
    return pieces


def _hits(text: str, words: str | Marks, lang: str, text_lang: str) -> list[tuple[Span, str]]:
    asked = marks_of(words, lang) if isinstance(words, str) else words
    if not asked:
        return []
    return list(asked.which(text, text_lang))


def _best_window(text: str, hits: list[tuple[Span, str]], max_chars: int) -> tuple[int, int]:
    if len(text) <= max_chars:
        return 0, len(text)
    best, best_worth = 0, (0, 0)
    for at, ((first, _), _) in enumerate(hits):
        inside = [which for (_, end), which in hits[at : at + 40] if end - first <= max_chars * 3 // 4]
        worth = (len(set(inside)), len(inside))
        if worth > best_worth:
            best, best_worth = first, worth
    start = _sentence_start(text, best, max_chars // 4)
    end = min(len(text), start + max_chars)
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > start else end
    return start, end


def _sentence_start(text: str, at: int, room: int) -> int:
    if at <= room:
        return 0
    stop = max(text.rfind(". ", at - room, at), text.rfind("? ", at - room, at))
    if stop >= 0:
        return stop + 2
    space = text.find(" ", at - room // 2, at)
    return space + 1 if space >= 0 else at


def _pieces(text: str, start: int, end: int, hits: list[Span]) -> list[Piece]:
    pieces: list[Piece] = []
    at = start
    for first, last in hits:
        if first > at:
            pieces.append(Piece(text[at:first]))
        pieces.append(Piece(text[first:last], hit=True))
        at = last
    if at < end:
        pieces.append(Piece(text[at:end]))
    return pieces
