"""How much quasi-identifiers tell before and after suggestions are taken, and what it costs. Run: `make bench`."""

import gzip
import json
import re
import time
from collections import Counter
from pathlib import Path

import pytest

from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.lexicon import is_clinical
from qa_portal.text.quasi import find_quasi, generalised, needs_second_reader, residual_risk
from tests.text.identifiers.texts import read

QUESTIONS = Path(__file__).parents[3] / "shared" / "data" / "patient_questions_dev.jsonl.gz"
"""Published questions, for measuring only, kept beside the project."""
WORD = re.compile(r"[^\W\d_]+")
OTHER_EYES = {
    "age": re.compile(
        r"\b\d{1,2}[ -]?(?:years?|yrs?|months?|weeks?)[ -]?old|\b(?:i am|i'm|im|aged?|he is|she is) \d{2}\b"
        r"(?! ?(?:weeks|days|months|mg|lb|pounds))|\b\d{2} ?[MF]\b",
        re.IGNORECASE,
    ),
    "body": re.compile(r"\b\d{2,3} ?(?:lbs?|pounds|kgs?|kilos)\b|\b[4-6] ?(?:'|ft|feet|foot)", re.IGNORECASE),
    "family": re.compile(r"\b(?:married|marriage|wedding|divorced?|husband|wife|fianc)", re.IGNORECASE),
    "job": re.compile(
        r"\b(?:i work|my job|nurse by|teacher|army|navy|military|college|university|factory)\b", re.IGNORECASE
    ),
    "place": re.compile(r"\b(?:live in|from|in) (?!I |The |My )[A-Z][a-z]+|\bindia\b|\busa\b"),
    "time": re.compile(
        r"\b(?:19|20)\d\d\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b\d{1,2}(?::\d\d)? ?[ap]\.?m\b|"
        r"christmas|easter|thanksgiving|birthday",
        re.IGNORECASE,
    ),
}
"""Six crude patterns that know nothing of the rules under test, so that these are not measured by themselves."""


def _seen(text: str) -> set[str]:
    return {name for name, pattern in OTHER_EYES.items() if pattern.search(text)}


def _terms(text: str) -> Counter[str]:
    return Counter(word for word in map(fold, WORD.findall(text)) if is_clinical(word))


@pytest.mark.bench
@pytest.mark.parametrize("source", ["", "icliniq", "ehealthforum"])
def test_what_is_left_of_published_questions(source: str) -> None:
    if not QUESTIONS.exists():
        pytest.skip(f"no development data at {QUESTIONS}")
    with gzip.open(QUESTIONS, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    texts = [row["text"] for row in rows if source in {"", row["source"]}]
    wider = [generalised(text) for text in texts]
    before = [residual_risk(find_quasi(text)) for text in texts]
    after = [residual_risk(find_quasi(text)) for text in wider]
    terms = [(_terms(text), _terms(said)) for text, said in zip(texts, wider, strict=True)]
    kept = sum((a & b).total() for a, b in terms) / sum(a.total() for a, _ in terms)
    left = sum(len(_seen(text)) >= 2 for text in wider) / len(texts)
    print(
        f"\n{source or 'all'}: {len(texts)} texts; two classes or more, own count "
        f"{sum(len(risk.classes) >= 2 for risk in before) / len(texts):.3f} -> "
        f"{sum(len(risk.classes) >= 2 for risk in after) / len(texts):.3f}, by other patterns "
        f"{sum(len(_seen(text)) >= 2 for text in texts) / len(texts):.3f} -> {left:.3f}; a second reader for "
        f"{sum(map(needs_second_reader, before)) / len(texts):.3f}; clinical terms kept {kept:.3f}"
    )
    assert left <= 0.05
    assert kept >= 0.90


@pytest.mark.bench
def test_what_300_words_cost() -> None:
    words = " ".join(sample.text for name in ("english_open", "clean_open") for sample in read(name)).split(" ")
    pieces = [" ".join(words[start : start + 300]) for start in range(0, len(words) - 300, 300)]
    find_quasi(pieces[0])
    taken = []
    for piece in pieces:
        begun = time.process_time()
        find_quasi(piece)
        taken.append(time.process_time() - begun)
    taken.sort()
    half, high = (1000 * taken[int(share * len(taken))] for share in (0.5, 0.95))
    print(f"\n300 words take {half:.1f} ms, p95 {high:.1f} ms CPU")
