"""Help for who writes: how hard the words are to read, which sentences are long, which words have plainer ones."""

from dataclasses import dataclass, field

from qa_portal.text.jargon import jargon
from qa_portal.text.readability import grade, long_sentences

AIM = 8.0
"""The school grade a text for everybody stays at or below."""
MOST = 5
"""More sentences or words than this nobody mends at once."""
FEWEST_WORDS = 8
"""Of fewer words a grade says nothing."""


@dataclass(frozen=True, slots=True)
class Hard:
    """A hard word and what to say instead."""

    word: str
    plain: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What could be easier in a text; `grade` is 0.0 for one too short to tell."""

    grade: float
    sentences: list[str] = field(repr=False)
    words: list[Hard] = field(repr=False)

    @property
    def is_easy(self) -> bool:
        """True when most people can read it."""
        return self.grade <= AIM

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to say."""
        return not (self.grade or self.sentences or self.words)


def advise(text: str, lang: str) -> Advice:
    """Look at a text in its language."""
    found: dict[str, Hard] = {}
    for hit in jargon(text, lang):
        found.setdefault(hit.word, Hard(text[hit.start : hit.end], hit.plain))
    # The formula goes below nothing for very short words: that is the first grade.
    whole = max(grade(text, lang), 1.0) if len(text.split()) >= FEWEST_WORDS else 0.0
    return Advice(whole, long_sentences(text)[:MOST], list(found.values())[:MOST])
