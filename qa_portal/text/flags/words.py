"""Cut a text into plain words: lower case, no accents, contractions joined, sentences and commas known.

Every word keeps its place in the text given. One pass, so the cost grows with the length and no faster.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Protocol

_PIECE = re.compile(
    r"(?:[^\W\d_]|[\u0300-\u036f])+(?:['\u2019\u2018`\u00b4](?:[^\W\d_])+)*"
    r"|\d+(?:[.,]\d+)?"
    r"|[.!?\u2026;]+|\n+|,|:|[(){}\[\]]| [-\u2013\u2014]+ |\u2014"
)
_REPEATED = re.compile(r"([a-z])\1{2,}")
_APOSTROPHES = re.compile("['\u2019\u2018`\u00b4]")
_NOT_AFTER = {
    "can": "cant", "could": "couldnt", "do": "dont", "does": "doesnt", "did": "didnt", "is": "isnt", "are": "arent",
    "was": "wasnt", "were": "werent", "will": "wont", "would": "wouldnt", "has": "hasnt", "have": "havent",
    "had": "hadnt", "should": "shouldnt",
}  # fmt: skip
_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "hundred": 100, "dozen": 12, "un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
    "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15,
    "dieciseis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veinte": 20, "treinta": 30,
    "cuarenta": 40, "cincuenta": 50, "cien": 100,
}  # fmt: skip


class Aliases(Protocol):
    """Whatever maps a word as written to the word meant; a dict will do."""

    def get(self, word: str, default: str, /) -> str:
        """The word meant, or `default`."""


@dataclass(slots=True)
class Words:
    """The words of one text in parallel lists, all of the same length."""

    texts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    paragraphs: list[int] = field(default_factory=list)
    pauses: list[bool] = field(default_factory=list)
    """True where a comma, colon, dash or bracket stands before the word."""

    def __len__(self) -> int:
        return len(self.texts)


def plain(word: str) -> str:
    """A word in lower case without accents, apostrophes and letters repeated for effect."""
    word = word.lower()
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    if not word.isalpha():
        word = _APOSTROPHES.sub("", word)
    return _REPEATED.sub(r"\1", word) if len(set(word)) < len(word) - 1 else word


def number(word: str) -> float:
    """The value of a figure or a small number word; -1.0 when it is neither."""
    if word[0].isdigit():
        figure = word.replace(",", ".")
        # A sign such as one half becomes "1⁄2" when its accents are taken off: that is no figure of ours.
        return float(figure) if len(word) < 12 and figure.replace(".", "", 1).isdecimal() else -1.0
    return float(_NUMBER_WORDS.get(word, -1))


def _ends_sentence(piece: str, text: str, end: int) -> bool:
    """A full stop ends a sentence; a lone line break does unless the next line just goes on."""
    if piece[0] != "\n":
        return True
    return len(piece) > 1 or not text[end : end + 1].islower()


def cut(text: str, aliases: Aliases) -> Words:
    """The words of a text; `aliases` maps misspellings and text-speak to the word meant."""
    words = Words()
    sentence, paragraph, pause = 0, 0, False
    for found in _PIECE.finditer(text):
        piece = found.group()
        if not piece[0].isalnum() and not unicodedata.combining(piece[0]):
            if piece[0] in ".!?\u2026;\n":
                sentence += _ends_sentence(piece, text, found.end())
                paragraph += piece.startswith("\n\n")
            pause = True
            continue
        word = plain(piece)
        if word == "not" and words.texts and not pause and words.texts[-1] in _NOT_AFTER:
            words.texts[-1] = _NOT_AFTER[words.texts[-1]]
            words.ends[-1] = found.end()
            continue
        if not word:
            continue
        words.texts.append(aliases.get(word, word))
        words.starts.append(found.start())
        words.ends.append(found.end())
        words.sentences.append(sentence)
        words.paragraphs.append(paragraph)
        words.pauses.append(pause)
        pause = False
    return words
