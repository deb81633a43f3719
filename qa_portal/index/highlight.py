"""Marks the words asked for in text that comes from the database. Gives pieces, never HTML."""

from dataclasses import dataclass

from qa_portal.index.asking import read
from qa_portal.index.words import Word, query_words, stem, words_of

SNIPPET_CHARS = 260
"""Length of a snippet on a page of results, in characters, about."""
_LOOK_AT_CHARS = 12_000
"""A snippet is looked for in the beginning of a text; few are longer."""
Marks = dict[str, str]
"""Stem or word to mark -> which of the things that were asked for it stands for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `hit` when it is a word that was asked for."""

    text: str
    hit: bool = False


def marks_of(words: str, lang: str = "en") -> Marks:
    """Read what is to be marked for some words, once for many texts: the words, and other names of the same things."""
    marks = {form: thing.plain for thing in read(words, lang).things for way in thing.ways for form in way.stems}
    return marks | {word.plain: word.plain for word in query_words(words, lang)}


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
    inside = [word for word, _ in hits if start <= word.start and word.end <= end]
    pieces = _pieces(text, start, end, inside)
    if start > 0:
        pieces.insert(0, Piece("\u2026 "))
    if end < len(text):
        pieces.append(Piece(" \u2026"))
    return pieces


def _hits(text: str, words: str | Marks, lang: str, text_lang: str) -> list[tuple[Word, str]]:
    asked = marks_of(words, lang) if isinstance(words, str) else words
    if not asked:
        return []
    found = []
    for word in words_of(text):
        which = asked.get(stem(word.plain, text_lang)) or asked.get(word.plain)
        if which:
            found.append((word, which))
    return found


def _best_window(text: str, hits: list[tuple[Word, str]], max_chars: int) -> tuple[int, int]:
    if len(text) <= max_chars:
        return 0, len(text)
    best, best_worth = 0, (0, 0)
    for at, (first, _) in enumerate(hits):
        inside = [which for word, which in hits[at : at + 40] if word.end - first.start <= max_chars * 3 // 4]
        worth = (len(set(inside)), len(inside))
        if worth > best_worth:
            best, best_worth = first.start, worth
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


def _pieces(text: str, start: int, end: int, hits: list[Word]) -> list[Piece]:
    pieces: list[Piece] = []
    at = start
    for word in hits:
        if word.start > at:
            pieces.append(Piece(text[at : word.start]))
        pieces.append(Piece(text[word.start : word.end], hit=True))
        at = word.end
    if at < end:
        pieces.append(Piece(text[at:end]))
    return pieces
