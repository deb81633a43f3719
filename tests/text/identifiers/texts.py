"""Texts written for measuring: what people send, with every identifier marked where it stands.

A file under `texts/` holds samples, each a header line and the text below it:

    ## style more styles | names=Joe Brandt; Joey | dob=1961-03-04
    my name is {NAME:joe brandt} and I take {drug:Eliquis}, {ok:Ohio} is cold

A capital kind is an identifier that must go (`{ORG/school:St Bride's}` tells its sort too), a small one a clinical
or everyday word that must stay, `{ok:...}` may do either. Any other brace is part of the text. The style `crlf`
ends lines as Windows does, `combining` takes accents apart, `es` in a mixed file tells the language.

    python -m tests.text.identifiers.texts english_open spanish_open > gold.jsonl
"""

import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa_portal.text.identifiers import Kind, Profile

FOLDER = Path(__file__).with_name("texts")
OPEN = ("english_open", "spanish_open", "clean_open")
"""For tuning: read, measured and argued over at will."""
FRESH = (
    "english_fresh1",
    "spanish_fresh1",
    "clean_fresh1",
    "english_fresh2",
    "spanish_fresh2",
    "clean_fresh2",
    "english_fresh3",
    "spanish_fresh3",
    "english_fresh4",
    "english_fresh5",
    "english_fresh6",
    "english_fresh7",
    "spanish_fresh4",
    "spanish_fresh5",
    "spanish_fresh6",
    "spanish_fresh7",
    "spanish_fresh8",
    "english_fresh9",
    "spanish_fresh9",
    "clean_fresh3",
)
"""Written later, before a look at the engine; measured once as they were, then used for tuning."""
KEPT = ("english_kept", "spanish_kept", "clean_kept")
"""Set aside at first, measured once when the finders were thought finished, and for tuning since."""

STAYS = frozenset("epo drug dose lab vital age dur icd num term word place food sport".split())
"""What must stay: eponym, drug, dose, laboratory value, vital sign, age under 90, duration, code of a diagnosis,
other number, medical term, everyday word that is also a name, place named generally, food, sport."""
EITHER = "ok"
MARK = re.compile(rf"\{{({'|'.join([*Kind, *sorted(STAYS), EITHER])})(?:/([a-z]+))?:([^{{}}]+)\}}")
_HEAD = "## "
_MANY = ("names", "relatives")


@dataclass(frozen=True)
class Piece:
    """A marked stretch of a text; offsets count characters, as Python does."""

    start: int
    end: int
    kind: str
    sort: str
    text: str


@dataclass(frozen=True)
class Sample:
    """One text with its marks."""

    name: str
    lang: str
    styles: tuple[str, ...]
    text: str
    pieces: tuple[Piece, ...]
    profile: dict[str, list[str]] = field(default_factory=dict)

    @property
    def spans(self) -> list[Piece]:
        """What must go."""
        return [piece for piece in self.pieces if piece.kind in set(Kind)]

    @property
    def stays(self) -> list[Piece]:
        """What must stay."""
        return [piece for piece in self.pieces if piece.kind in STAYS]

    @property
    def either(self) -> list[Piece]:
        """What may go or stay."""
        return [piece for piece in self.pieces if piece.kind == EITHER]

    def as_profile(self) -> Profile:
        """What the house would hold about the writer."""
        return Profile.from_mapping(self.profile)

    def as_gold(self) -> dict[str, Any]:
        """The form a scorer reads, one JSON line a text."""
        return {
            "id": self.name,
            "lang": self.lang,
            "kind": "question" if self.spans else "clean",
            "style": self.styles[0],
            "styles": list(self.styles),
            "text": self.text,
            "spans": [
                {"start": p.start, "end": p.end, "type": p.kind, "sub": p.sort, "text": p.text} for p in self.spans
            ],
            "ok": [{"start": p.start, "end": p.end, "text": p.text} for p in self.either],
            "neg": [{"start": p.start, "end": p.end, "type": p.kind, "text": p.text} for p in self.stays],
            "profile": {key: values if key in _MANY else values[0] for key, values in self.profile.items()},
        }


def read(name: str) -> list[Sample]:
    """The samples of one file."""
    blocks = f"\n{(FOLDER / f'{name}.txt').read_text(encoding='utf-8')}".split(f"\n{_HEAD}")[1:]
    return [_sample(f"{name.replace('_', '-')}-{number:03}", block) for number, block in enumerate(blocks, 1)]


def write(samples: Iterable[Sample], to: Path) -> None:
    """Write the samples as JSON lines."""
    to.write_text("".join(_lines(samples)), encoding="utf-8", newline="")


def unmark(marked: str) -> tuple[str, tuple[Piece, ...]]:
    """The text without its marks, and the pieces that carried them."""
    text, pieces, done = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[done : mark.start()]
        pieces.append(Piece(len(text), len(text) + len(mark[3]), mark[1], mark[2] or "", mark[3]))
        text += mark[3]
        done = mark.end()
    return text + marked[done:], tuple(pieces)


def _sample(name: str, block: str) -> Sample:
    head, _, marked = block.partition("\n")
    words, *told = (part.strip() for part in head.split("|"))
    styles = tuple(words.split())
    lang = "es" if name.startswith("spanish") or "es" in styles else "en"
    text, pieces = unmark(_line_ends(marked.strip("\n"), styles))
    pairs = [item.split("=", 1) for item in told]
    profile = {key: [value.strip() for value in values.split(";")] for key, values in pairs}
    return Sample(name, lang, tuple(s for s in styles if s != "es"), text, pieces, profile)


def _line_ends(marked: str, styles: tuple[str, ...]) -> str:
    if "combining" in styles:
        marked = unicodedata.normalize("NFD", marked)
    return marked.replace("\n", "\r\n") if "crlf" in styles else marked


def _lines(samples: Iterable[Sample]) -> Iterator[str]:
    return (json.dumps(sample.as_gold(), ensure_ascii=False) + "\n" for sample in samples)


if __name__ == "__main__":
    sys.stdout.writelines(_lines(sample for name in sys.argv[1:] or OPEN for sample in read(name)))
