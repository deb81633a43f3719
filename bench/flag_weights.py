"""Build `qa_portal/text/flags/weights.json` from texts of our own: `.venv/bin/python bench/flag_weights.py`.

Two linear machines (an emergency, any need at all) are trained by dual coordinate descent, with a fixed seed, so that
the same texts give the same weights. A word that stands for the texts by chance has little weight; the smallest are
left out. The two sums from which a level is raised are set here by hand: they were chosen on ordinary questions.
Source of the method: Hsieh et al., A Dual Coordinate Descent Method for Large-scale Linear SVM, ICML 2008.
"""

import hashlib
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from qa_portal.text.flags import load
from qa_portal.text.flags.engine import read_text
from qa_portal.text.flags.weighing import FEWEST_TERMS, terms_of, together

_HERE = Path(__file__).parent
_LESSONS = _HERE / "flag_lessons"
_TESTS = _HERE.parent / "tests/text/flags"
_OUT = _HERE.parent / "qa_portal/text/flags/weights.json"

RAISE_AT = (80, 74)
KEEP_AT = (-30, 20)
"""In hundredths. Chosen so that few ordinary questions are raised by words alone; see the README of the test texts."""

_MOST_TERMS = 14_000
_FEWEST_TEXTS = 2
_COST = 2.0
_EPOCHS = 40
_TERMS_A_KIND = 80


class Lesson(NamedTuple):
    """One text: its terms, its label and, where it needs somebody, what it is about."""

    terms: frozenset[str]
    label: str
    kind: str


def lessons() -> list[tuple[str, str, str, bool]]:
    """Return (text, label, kind, whether the rules were made with it in view)."""
    rows: list[tuple[str, str, str, bool]] = []
    for path in sorted(_LESSONS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rows.append((row["text"], path.stem.partition("-")[0], row["category"], False))
    for name in ("open", "fresh1", "fresh2", "fresh3"):
        for line in (_TESTS / f"texts/{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rows.append((row["text"], row["label"], "", name in {"open", "fresh1"}))
    for line in (_TESTS / "texts.tsv").read_text(encoding="utf-8").splitlines():
        if line:
            label, _, _, text = line.split("\t")
            rows.append((text, label, "", True))
    ordinary = (_TESTS / "ordinary.txt").read_text(encoding="utf-8").splitlines()
    return rows + [(text, "routine", "", True) for text in ordinary if text]


def digest(rows: Sequence[tuple[str, str, str, bool]]) -> str:
    """Return a short digest of all texts, so that a test sees when the weights are older than they."""
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()[:16]


def _lesson(text: str, label: str, kind: str, seen: bool) -> Lesson:
    reading = read_text(text, load())
    terms = frozenset(together(terms_of(reading.words, reading.scopes, reading.live, load().vocabulary)))
    # The rules know these texts by heart: what their concepts find here says nothing about other texts.
    return Lesson(frozenset(term for term in terms if not (seen and term.startswith("k:"))), label, kind)


def _vectors(made: Sequence[Lesson], index: Mapping[str, int]) -> list[tuple[list[int], float]]:
    vectors = []
    for lesson in made:
        places = sorted(index[term] for term in lesson.terms if term in index)
        vectors.append((places, 1 / math.sqrt(max(len(places), FEWEST_TERMS))))
    return vectors


def train(vectors: Sequence[tuple[list[int], float]], wanted: Sequence[bool], size: int) -> tuple[list[float], float]:
    """Return the weights and the bias of a linear machine with squared hinge loss, classes balanced."""
    share = sum(wanted) / len(wanted)
    costs = [_COST / (2 * share) if want else _COST / (2 * (1 - share)) for want in wanted]
    weights, bias = [0.0] * size, 0.0
    alphas = [0.0] * len(vectors)
    order = list(range(len(vectors)))
    draw = random.Random(1)  # noqa: S311 - a fixed order, nothing secret
    for _ in range(_EPOCHS):
        draw.shuffle(order)
        for row in order:
            places, value = vectors[row]
            sign = 1.0 if wanted[row] else -1.0
            slack = 1 / (2 * costs[row])
            margin = sign * (bias + value * sum(weights[place] for place in places)) - 1 + alphas[row] * slack
            square = value * value * len(places) + 1 + slack
            new = max(alphas[row] - margin / square, 0.0)
            step = (new - alphas[row]) * sign
            if step:
                alphas[row] = new
                bias += step
                for place in places:
                    weights[place] += step * value
    return weights, bias


def _kinds(made: Sequence[Lesson]) -> dict[str, dict[str, int]]:
    """Return for every category the terms that stand in its texts more often than in the others, in hundredths."""
    everywhere: Counter[str] = Counter()
    here: dict[str, Counter[str]] = defaultdict(Counter)
    texts: Counter[str] = Counter()
    for lesson in made:
        if lesson.kind and lesson.label != "routine":
            words = [term for term in lesson.terms if term[0] in "wkv"]
            everywhere.update(words)
            here[lesson.kind].update(words)
            texts[lesson.kind] += 1
    whole = sum(texts.values())
    kinds = {}
    for kind, counts in sorted(here.items()):
        told = {
            term: math.log((count + 0.3) / (everywhere[term] * texts[kind] / whole + 0.3)) * math.sqrt(count)
            for term, count in counts.items()
            if count >= _FEWEST_TEXTS
        }
        best = sorted(told, key=lambda term: (-told[term], term))[:_TERMS_A_KIND]
        kinds[kind] = {term: round(100 * told[term] / math.sqrt(texts[kind])) for term in best if told[term] > 0}
    return kinds


def _both(made: Sequence[Lesson], index: Mapping[str, int]) -> list[tuple[list[float], float]]:
    """Train the two machines: for an emergency, and for any need."""
    vectors = _vectors(made, index)
    wanted = ([lesson.label == "emergency" for lesson in made], [lesson.label != "routine" for lesson in made])
    return [train(vectors, want, len(index)) for want in wanted]


def build() -> dict[str, object]:
    """Return what `weights.json` has to hold."""
    rows = lessons()
    made = [_lesson(*row) for row in rows]
    found = Counter(term for lesson in made for term in lesson.terms)
    index = {term: place for place, term in enumerate(sorted(term for term, n in found.items() if n >= _FEWEST_TEXTS))}
    (emergency, _), (need, _) = _both(made, index)
    heaviest = sorted(index, key=lambda term: (-abs(emergency[index[term]]) - abs(need[index[term]]), term))
    # Once more with those that stay, so that the sums at work are the sums that were trained.
    index = {term: place for place, term in enumerate(sorted(heaviest[:_MOST_TERMS]))}
    (emergency, first), (need, second) = _both(made, index)
    return {
        "lessons": digest(rows),
        "raise_at": RAISE_AT,
        "keep_at": KEEP_AT,
        "bias": [round(100 * first), round(100 * second)],
        "terms": {term: [round(100 * emergency[index[term]]), round(100 * need[index[term]])] for term in index},
        "kinds": _kinds(made),
    }


def main() -> None:
    """Write the weights, one line a term, so that a change can be read."""
    built = build()
    text = json.dumps(built, ensure_ascii=False, separators=(",", ":")).replace('],"', '],\n"')
    _OUT.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
