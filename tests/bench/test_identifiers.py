"""How well identifiers are found, and what it costs. Run: `make bench`; the development data too, where present."""

import json
import re
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from qa_portal.text.identifiers import Kind, find
from tests.text.identifiers.texts import FRESH, OPEN, read

DEVELOPMENT = Path(__file__).parents[3] / "shared" / "data"
"""Texts seen while the engine was written, kept beside the project."""
WORDS = 300
TOKEN = re.compile(r"[^\W_]+")
SMALL = frozenset(
    "of the and at in on de la del el los las y en a al dr dra mr mrs ms sr sra doctor doctora miss st th nd rd am "
    "pm s n e o w "
    "for to no mi my id mrn dob ext don d".split()
)
"""Words that tell nothing when they are left of an identifier."""


@dataclass
class Tally:
    """Counts over a set of texts."""

    found: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    kept: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    texts: int = 0
    leaking: int = 0
    leaking_beside_organisations: int = 0
    words: int = 0
    false: int = 0
    unseen: int = 0
    """Identifiers of which something readable stands outside every mark, sure or doubtful."""
    doubtful: int = 0

    def lines(self) -> Iterable[str]:
        """The figures, a line a sort."""
        if self.texts:
            yield (
                f"  texts with a leak {self.leaking / self.texts:.3f}, "
                f"without organisations {self.leaking_beside_organisations / self.texts:.3f} of {self.texts}"
            )
            spans = sum(count for count, _ in self.found.values())
            yield f"  identifiers left and never shown to the editor {self.unseen} of {spans}"
        yield f"  false redactions per 1,000 words {1000 * self.false / max(1, self.words):.1f} of {self.words} words"
        yield f"  doubtful marks per 1,000 words {1000 * self.doubtful / max(1, self.words):.1f}"
        for kind, (count, missed) in sorted(self.found.items()):
            yield f"  {kind:12} {count:5} recall {1 - missed / count:.3f}"
        for kind, (count, hit) in sorted(self.kept.items()):
            yield f"  must stay: {kind:12} {count:5} redacted {hit / count:.3f}"


def tally(rows: Iterable[dict[str, Any]], *, with_profile: bool) -> Tally:
    """Run the engine over `rows` and count what a reader could still read."""
    total = Tally()
    for row in rows:
        text = row["text"]
        every = find(text, row.get("profile") if with_profile else None, row.get("lang", "en"))
        spans = [span for span in every if span.certain]
        hidden = {place for span in spans for place in range(span.start, span.end)}
        shown = {place for span in every for place in range(span.start, span.end)}
        missed = [span for span in row["spans"] if _readable(text, span, hidden)]
        for span in row["spans"]:
            total.found[span["type"]][0] += 1
        for span in missed:
            total.found[span["type"]][1] += 1
        total.unseen += sum(_readable(text, span, shown) for span in missed)
        total.doubtful += len(every) - len(spans)
        for span in row.get("neg", []):
            total.kept[span["type"]][0] += 1
            total.kept[span["type"]][1] += not hidden.isdisjoint(range(span["start"], span["end"]))
        total.texts += bool(row["spans"])
        total.leaking += bool(missed)
        total.leaking_beside_organisations += any(span["type"] != Kind.ORG for span in missed)
        marked = {p for s in [*row["spans"], *row.get("ok", [])] for p in range(s["start"], s["end"])}
        total.words += len(TOKEN.findall(text))
        total.false += sum(marked.isdisjoint(range(span.start, span.end)) for span in spans)
    return total


def _readable(text: str, span: dict[str, Any], hidden: set[int]) -> bool:
    """Whether more than half of some telling word of the span is left."""
    words = list(TOKEN.finditer(text, span["start"], span["end"]))
    telling = [word for word in words if word.group().lower() not in SMALL] or words
    if span["type"] == Kind.DATE:
        telling = [word for word in telling if not re.fullmatch(r"(?:19|20)\d\d", word.group())] or telling
    return any(
        2 * sum(place not in hidden for place in range(*word.span())) > word.end() - word.start() for word in telling
    )


def show(name: str, rows: list[dict[str, Any]]) -> Tally:
    """Print the figures with and, where there are profiles, without them."""
    scored = tally(rows, with_profile=True)
    print(f"\n{name}")
    print("\n".join(scored.lines()))
    if any(row.get("profile") for row in rows):
        bare = tally(rows, with_profile=False)
        print(f"  without the profile: texts with a leak {bare.leaking / max(1, bare.texts):.3f}")
    return scored


@pytest.mark.bench
@pytest.mark.parametrize("name", [*OPEN, *FRESH])
def test_the_open_half_of_our_texts(name: str) -> None:
    scored = show(name, [sample.as_gold() for sample in read(name)])
    assert scored.false <= 12 * scored.words / 1000


@pytest.mark.bench
@pytest.mark.parametrize("name", ["deid_dev", "asq_phi_dev", "clean_questions_dev"])
def test_the_development_data(name: str) -> None:
    path = DEVELOPMENT / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"no development data at {path}")
    scored = show(name, [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()])
    assert scored.false <= 12 * scored.words / 1000


@pytest.mark.bench
def test_what_300_words_cost() -> None:
    texts = {name: [sample.text for sample in read(name)] for name in ("english_open", "clean_open")}
    for name, parts in texts.items():
        words = " ".join(parts).split(" ")
        pieces = [" ".join(words[start : start + WORDS]) for start in range(0, len(words) - WORDS, WORDS)]
        for piece in pieces:
            find(piece)
        taken = sorted(_seconds(piece) for piece in pieces * 3)
        print(
            f"\n{name}: {WORDS} words take {1000 * taken[len(taken) // 2]:.1f} ms, "
            f"p95 {1000 * taken[int(0.95 * len(taken))]:.1f} ms CPU ({len(taken)} runs)"
        )


def _seconds(text: str) -> float:
    begun = time.process_time()
    find(text)
    return time.process_time() - begun
