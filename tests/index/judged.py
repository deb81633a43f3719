"""Questions as people ask them, and which answers of the MedQuAD collection are right for them.

The questions are our own words (`lay_queries.tsv`; `lay_queries_aside.tsv` is looked at only when the work is done).
What is right was set by meaning: the subject of the answer, and the kinds of question it may answer.
"""

import gzip
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import log2
from pathlib import Path
from typing import Any

from qa_portal.index.pages import PublicPage
from qa_portal.library.catalogue import starter_topics
from qa_portal.library.import_rows import lines_of
from qa_portal.library.models import Topic

HERE = Path(__file__).parent
_BESIDE = [parent / "shared" / "data" / "medquad.jsonl.gz" for parent in HERE.parents]
MEDQUAD = next((path for path in _BESIDE if path.exists()), _BESIDE[-1])
"""MedQuAD (CC BY 4.0), for measuring, kept beside the project; it need not be there."""
RIGHT, SHORT, BESIDE = 3, 2, 1
"""Worth of an answer to what was asked, of a short overview of its subject, and of another answer on its subject."""
LETTERS = {
    "information": "i", "symptoms": "s", "treatment": "t", "inheritance": "h", "frequency": "f", "genetic changes": "g",
    "causes": "c", "exams and tests": "x", "research": "r", "outlook": "o", "susceptibility": "u",
    "considerations": "n", "prevention": "p", "stages": "S", "complications": "C", "support groups": "G",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """One question, its kind (plain, lay, abbr, typo, told, raw), and what each answer about its subject is worth."""

    kind: str
    words: str
    worth: dict[str, int]

    def is_right(self, public_id: str) -> bool:
        """Whether somebody who asked this is helped by that answer."""
        return self.worth.get(public_id, 0) >= SHORT

    def ndcg(self, ids: Sequence[str], depth: int = 10) -> float:
        """Gain of the first answers, less for later ones, as a share of the best there could be."""
        best = sorted(self.worth.values(), reverse=True)[:depth]
        return _gain([self.worth.get(public_id, 0) for public_id in ids[:depth]]) / _gain(best)


def _gain(worths: Iterable[int]) -> float:
    return sum(worth / log2(place) for place, worth in enumerate(worths, 2))


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """The collection as it comes."""
    with gzip.open(MEDQUAD, "rt", encoding="utf-8") as file:
        return tuple(json.loads(line) for line in file)


@cache
def pages() -> tuple[PublicPage, ...]:
    """The collection as the product imports it, in the order of the rows."""
    topics = {topic.slug: topic.words for topic in (Topic(**row) for row in starter_topics())}
    return tuple(_page(line.facts, topics) for line in lines_of(MEDQUAD, "medquad"))


def _page(facts: Any, topics: dict[str, str]) -> PublicPage:
    return PublicPage(
        facts.id,
        facts.kind,
        facts.words.title,
        facts.words.question,
        facts.words.answer,
        facts.topic_slug or "",
        topics.get(facts.topic_slug, ""),
        facts.lang,
    )


def questions(name: str) -> list[Judged]:
    """Read one file of questions, with the ids of right answers."""
    lines = (HERE / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [_judged(*line.split("\t")) for line in lines if not line.startswith("#")]


def _judged(kind: str, subject: str, letters: str, words: str) -> Judged:
    about = [
        (row, page.public_id) for row, page in zip(rows(), pages(), strict=True) if _fits(subject, row["focus"].lower())
    ]
    return Judged(kind, words, {public_id: _worth(row, letters) for row, public_id in about})


@cache
def _fits(subject: str, focus: str) -> bool:
    return re.search(subject, focus) is not None


def _worth(row: dict[str, Any], letters: str) -> int:
    if LETTERS[row["qtype"]] in letters:
        return RIGHT
    return SHORT if row["source"] == "MPlusHealthTopics" else BESIDE
