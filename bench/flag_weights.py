"""Build `qa_portal/text/flags/weights.json` from texts of our own: `.venv/bin/python -m bench.flag_weights`.

Two linear machines (an emergency, any need at all) are trained with a fixed seed, so that the same texts give the same
weights. A term that stands for the texts by chance has little weight; the smallest are left out. What is learned of the
words of the lessons is passed on to words that mean the like (`flag_words.gz`) and stand in none of them.
The sums from which a level is raised or kept are set here by hand: they were chosen on ordinary questions.
"""

import hashlib
import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from operator import mul
from pathlib import Path
from typing import NamedTuple

from bench.flag_likeness import DIMENSIONS, vectors
from bench.flag_machine import Machine, Row, train
from qa_portal.text.flags import load
from qa_portal.text.flags.engine import read_text
from qa_portal.text.flags.terms import MEANING, terms_of, together
from qa_portal.text.flags.weighing import FEWEST_TERMS, FEWEST_WORDS, share_of

_HERE = Path(__file__).parent
_LESSONS = _HERE / "flag_lessons"
_TESTS = _HERE.parent / "tests/text/flags"
_OUT = _HERE.parent / "qa_portal/text/flags/weights.json"

RAISE_AT = (59, 60)
KEEP_AT = (-10, 10)
FIRM_AT = -10
"""In hundredths. Chosen so that few ordinary questions are raised by words alone; see the README of the test texts."""

_MOST_TERMS = 16_000
_FEWEST_TEXTS = 2
_MEANING_SHARE = 0.5
"""How much the meaning of the words counts beside their terms."""

_LEAST_TOLD = 8
"""A word that says less than this on both scales, in hundredths, is left out."""

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
    for name in ("open", "fresh1", "fresh2", "fresh3", "fresh4", "fresh5", "fresh6", "fresh7"):
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


def _rows(made: Sequence[Lesson], index: Mapping[str, int], known: Mapping[str, list[float]]) -> list[Row]:
    rows = []
    for lesson in made:
        places = sorted(index[term] for term in lesson.terms if term in index)
        value = share_of(len(places), FEWEST_TERMS)
        told = [known[term] for term in sorted(lesson.terms) if term in known]
        share = _MEANING_SHARE * share_of(len(told), FEWEST_WORDS)
        meaning = [share * sum(parts) for parts in zip(*told, strict=True)] if told else [0.0] * DIMENSIONS
        rows.append(Row(places, value, meaning))
    return rows


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


def _both(
    made: Sequence[Lesson], index: Mapping[str, int], known: Mapping[str, list[float]]
) -> tuple[Machine, Machine]:
    """Train the two machines: for an emergency, and for any need."""
    rows = _rows(made, index, known)
    emergency, need = [lesson.label == "emergency" for lesson in made], [lesson.label != "routine" for lesson in made]
    return train(rows, emergency, len(index)), train(rows, need, len(index))


def _told(known: Mapping[str, list[float]], machines: tuple[Machine, Machine]) -> dict[str, list[int]]:
    """Return what each word says by its meaning alone, in hundredths."""
    told = {}
    for word, vector in known.items():
        pair = [round(100 * _MEANING_SHARE * sum(map(mul, machine.meaning, vector))) for machine in machines]
        if max(map(abs, pair)) >= _LEAST_TOLD:
            told[word] = pair
    return told


def build(rows: list[tuple[str, str, str, bool]]) -> dict[str, object]:
    """Return what `weights.json` has to hold."""
    made = [_lesson(*row) for row in rows]
    known = {MEANING + word: vector for word, vector in vectors().items()}
    found = Counter(term for lesson in made for term in lesson.terms if not term.startswith(MEANING))
    index = {term: place for place, term in enumerate(sorted(term for term, n in found.items() if n >= _FEWEST_TEXTS))}
    emergency, need = _both(made, index, known)
    heaviest = sorted(
        index, key=lambda term: (-abs(emergency.weights[index[term]]) - abs(need.weights[index[term]]), term)
    )
    # Once more with those that stay, so that the sums at work are the sums that were trained.
    index = {term: place for place, term in enumerate(sorted(heaviest[:_MOST_TERMS]))}
    emergency, need = _both(made, index, known)
    pairs = {
        term: [round(100 * emergency.weights[place]), round(100 * need.weights[place])] for term, place in index.items()
    }
    return {
        "lessons": digest(rows),
        "raise_at": RAISE_AT,
        "keep_at": KEEP_AT,
        "firm_at": FIRM_AT,
        "bias": [round(100 * emergency.bias), round(100 * need.bias)],
        "terms": pairs,
        "words": _told(known, (emergency, need)),
        "kinds": _kinds(made),
    }


def main() -> None:
    """Write the weights, one line a term, so that a change can be read."""
    built = build(lessons())
    text = json.dumps(built, ensure_ascii=False, separators=(",", ":")).replace('],"', '],\n"')
    _OUT.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
