"""From text to the forms words are matched by (lower case, no accents, stemmed), and what a query means."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from whoosh.lang.porter import stem as porter_stem
from whoosh.lang.snowball.spanish import SpanishStemmer

from qa_portal.index.backend import MAX_QUERY_CHARS
from qa_portal.index.stop_words import STOP_WORDS

MAX_QUERY_WORDS = 64
"""Different words of a query that are looked up at all."""
MANY_WORDS = 4
"""With more words than this, bare numbers in a query ("34 year old") are left out."""
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_SPANISH = SpanishStemmer()


@dataclass(frozen=True, slots=True)
class Word:
    """One word in its place: `plain` is lower case without accents or a possessive ending."""

    plain: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word asked for, as typed, and every stem that counts as a match."""

    plain: str
    stems: tuple[str, ...]

    def also(self, other: str, lang: str) -> "QueryWord":
        """Return the same word, matching another one as well."""
        return QueryWord(self.plain, tuple(dict.fromkeys((*self.stems, *_stems(other, lang)))))


def words_of(text: str) -> Iterator[Word]:
    """Find the words of a text, in order."""
    for found in written_words(text):
        yield Word(plain(found.group()), found.start(), found.end())


def written_words(text: str) -> Iterator[re.Match[str]]:
    """Find the words of a text as they are written."""
    return _WORD.finditer(text)


@lru_cache(maxsize=100_000)
def plain(word: str) -> str:
    """Lower case, no accents, no possessive ending: "Ménière’s" gives "meniere"."""
    low = word.lower().replace("\u2019", "'")
    if low.endswith("'s"):
        low = low[:-2]
    if low.isascii():
        return low.replace("'", "")
    spread = unicodedata.normalize("NFKD", low)
    return "".join(char for char in spread if not unicodedata.combining(char)).replace("'", "")


@lru_cache(maxsize=100_000)
def stem(word: str, lang: str) -> str:
    """Stem of a plain word; one in an unknown language is its own stem."""
    if len(word) < 3 or not word.isalpha():
        return word
    if lang == "es":
        return str(_SPANISH.stem(word))
    return str(porter_stem(word)) if lang == "en" else word


def plain_words(text: str) -> list[str]:
    """Plain forms of all words of a text, in order."""
    return [plain(word) for word in _WORD.findall(text)]


def stems_of(text: str, lang: str) -> Iterator[str]:
    """Stems of all words of a text in its language, for the index."""
    return (stem(word, lang) for word in plain_words(text))


def query_words(words: str, lang: str) -> list[QueryWord]:
    """Read a stranger's words: the different ones that mean something, in order.

    Nothing in them is syntax. Words in another language than English also match as English ones,
    since names of illnesses and medicines travel.
    """
    stops = STOP_WORDS.get(lang, STOP_WORDS["en"])
    seen: dict[str, QueryWord] = {}
    for word in words_of(words[:MAX_QUERY_CHARS]):
        if word.plain in stops or len(seen) >= MAX_QUERY_WORDS:
            continue
        stems = _stems(word.plain, lang)
        seen.setdefault(stems[0], QueryWord(word.plain, stems))
    found = list(seen.values())
    if len(found) > MANY_WORDS:
        return [word for word in found if not word.plain.isdigit()] or found
    return found


def _stems(word: str, lang: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((stem(word, lang), stem(word, "en"))))
