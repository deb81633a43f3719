"""How good the search is on questions as people ask them, beside other engines, and what it costs. Run `make bench`."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from qa_portal.index.pages import PublicPage
from qa_portal.index.whoosh import WhooshBackend
from tests.bench.search_peers import Find, fts5, tantivy
from tests.index import judged
from tests.index.judged import Judged

SHORT_KINDS = ("plain", "lay", "abbr", "typo", "told")


@pytest.fixture(scope="module")
def pages() -> tuple[PublicPage, ...]:
    if not judged.MEDQUAD.exists():
        pytest.skip(f"no {judged.MEDQUAD.name} beside the project")
    return judged.pages()


@pytest.mark.bench
@pytest.mark.parametrize("name", ["lay_queries", "lay_queries_aside"])
def test_the_right_answer_comes_first(pages: tuple[PublicPage, ...], tmp_path: Path, name: str) -> None:
    questions = judged.questions(name)
    ours = _ours(pages, tmp_path)
    reached = _report(f"{name}: ours", ours, questions)
    for peer in (fts5, tantivy):
        _report(f"{name}: {peer.__name__}", peer(pages), questions)
    assert reached["short"].ndcg >= 0.80
    assert reached["short"].in_three >= 0.90
    assert reached["raw"].ndcg >= 0.70


@pytest.mark.bench
@pytest.mark.parametrize(("count", "most_ms"), [(18_000, 35), (50_000, 80), (100_000, 160)])
def test_a_search_stays_cheap(pages: tuple[PublicPage, ...], tmp_path: Path, count: int, most_ms: float) -> None:
    questions = [*judged.questions("lay_queries"), *judged.questions("lay_queries_aside")]
    begun = time.process_time()
    find = _ours(islice(_copies(pages), count), tmp_path)
    built = time.process_time() - begun
    size = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    print(f"\n{count} pages: built in {built:.0f} s of CPU, {size / 1e6:.0f} MB on disk")
    find("warm up")
    times = [_timed(find, question.words)[1] for question in questions]
    print(f"every question once, nothing kept: {_percentiles(times)}")
    assert _percentile(times, 95) <= most_ms
    print(f"the same again: {_percentiles([_timed(find, question.words)[1] for question in questions])}")


class _Reached:
    def __init__(self, rows: list[tuple[float, bool, bool]]) -> None:
        self.count = max(1, len(rows))
        self.ndcg, self.first, self.in_three = (sum(column) / self.count for column in zip(*rows, strict=True))


def _report(name: str, find: Find, questions: list[Judged]) -> dict[str, _Reached]:
    rows: dict[str, list[tuple[float, bool, bool]]] = {}
    times = []
    for question in questions:
        ids, took = _timed(find, question.words)
        times.append(took)
        right = [question.is_right(public_id) for public_id in ids[:3]]
        row = (question.ndcg(ids), any(right[:1]), any(right))
        for kind in (question.kind, "short") if question.kind in SHORT_KINDS else (question.kind,):
            rows.setdefault(kind, []).append(row)
    reached = {kind: _Reached(of_kind) for kind, of_kind in rows.items()}
    print(f"\n{name}, CPU {_percentiles(times)}")
    for kind, one in reached.items():
        print(
            f"  {kind:6} {one.count:4}  nDCG@10 {one.ndcg:.3f}  first {one.first:.3f}  within three {one.in_three:.3f}"
        )
    return reached


def _ours(pages: Iterable[PublicPage], folder: Path) -> Find:
    backend = WhooshBackend(folder / "index")
    backend.rebuild(pages)
    return lambda words: [hit.public_id for hit in backend.find(words).hits]


def _copies(pages: tuple[PublicPage, ...]) -> Iterator[PublicPage]:
    """The pages, then again and again with sentences left out and moved, so that no copy is like another."""
    yield from pages
    random = Random(7)
    for turn in range(1, 100):
        for page in pages:
            sentences = page.answer.split(". ")
            kept = random.sample(sentences, max(1, len(sentences) * 2 // 3))
            yield replace(page, public_id=f"{page.public_id}-{turn}", answer=". ".join(kept))


def _timed(find: Callable[[str], list[str]], words: str) -> tuple[list[str], float]:
    begun = time.process_time()
    ids = find(words)
    return ids, 1000 * (time.process_time() - begun)


def _percentiles(times: list[float]) -> str:
    return f"p50 {_percentile(times, 50):.1f} ms, p95 {_percentile(times, 95):.1f} ms, most {max(times):.1f} ms"


def _percentile(times: list[float], share: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * share // 100)]
