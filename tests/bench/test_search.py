"""How good the search is on questions as people ask them, beside other engines, and what it costs. Run `make bench`.

Of PostgreSQL the processor time is that of the asking process alone; the wall clock holds both.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import text

from qa_portal.db import read
from qa_portal.index.backend import SearchBackend
from qa_portal.index.pages import PublicPage
from qa_portal.index.postgresql import PostgresqlBackend
from qa_portal.index.whoosh import WhooshBackend
from tests.bench.copies import copies
from tests.bench.search_peers import Find, fts5, tantivy, ts_rank
from tests.index import judged
from tests.index.judged import Judged

SHORT_KINDS = ("plain", "lay", "abbr", "typo", "told")


@pytest.fixture(scope="module")
def pages() -> tuple[PublicPage, ...]:
    if not judged.MEDQUAD.exists():
        pytest.skip(f"no {judged.MEDQUAD.name} beside the project")
    return judged.pages()


ENGINES = ("whoosh", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, public_app: Flask, tmp_path: Path) -> Iterator[SearchBackend]:
    with public_app.app_context():
        yield WhooshBackend(tmp_path / "index") if request.param == "whoosh" else PostgresqlBackend()


@pytest.mark.bench
@pytest.mark.parametrize("name", ["lay_queries", "lay_queries_aside"])
def test_the_right_answer_comes_first(pages: tuple[PublicPage, ...], engine: SearchBackend, name: str) -> None:
    questions = judged.questions(name)
    engine.rebuild(pages)
    reached = _report(f"{name}: {type(engine).__name__}", _find(engine), questions)
    assert reached["short"].ndcg >= 0.80
    assert reached["short"].in_three >= 0.90
    assert reached["raw"].ndcg >= 0.70


@pytest.mark.bench
@pytest.mark.parametrize("peer", [fts5, tantivy])
@pytest.mark.parametrize("name", ["lay_queries", "lay_queries_aside"])
def test_other_engines(pages: tuple[PublicPage, ...], peer: Callable[..., Find], name: str) -> None:
    _report(f"{name}: {peer.__name__}", peer(pages), judged.questions(name))


@pytest.mark.bench
@pytest.mark.postgres
@pytest.mark.parametrize("name", ["lay_queries", "lay_queries_aside"])
def test_the_full_text_search_of_postgresql(pages: tuple[PublicPage, ...], public_app: Flask, name: str) -> None:
    with public_app.app_context():
        _report(f"{name}: ts_rank", ts_rank(pages, read()), judged.questions(name))


@pytest.mark.bench
@pytest.mark.parametrize(("count", "most_ms"), [(18_000, 35), (50_000, 80), (100_000, 160)])
def test_a_search_stays_cheap(
    pages: tuple[PublicPage, ...], engine: SearchBackend, tmp_path: Path, count: int, most_ms: float
) -> None:
    questions = [*judged.questions("lay_queries"), *judged.questions("lay_queries_aside")]
    begun, started = time.process_time(), time.perf_counter()
    engine.rebuild(islice(copies(pages, Random(7)), count))
    cpu, wall = time.process_time() - begun, time.perf_counter() - started
    name, size = type(engine).__name__, _size(engine, tmp_path)
    print(f"\n{name}, {count} pages: built in {cpu:.0f} s of CPU, {wall:.0f} s, {size}")
    find = _find(engine)
    find("warm up")
    times = [_timed(find, question.words)[1:] for question in questions]
    print(f"every question once, nothing kept: {_both(times)}")
    assert _percentile([cpu for cpu, _ in times], 95) <= most_ms
    print(f"the same again: {_both([_timed(find, question.words)[1:] for question in questions])}")
    more = [replace(page, public_id=f"one-{number}") for number, page in enumerate(pages[:20])]
    puts = [_timed_wall(partial(engine.put, page)) for page in more]
    drops = [_timed_wall(partial(engine.drop, page.public_id)) for page in more]
    print(f"one page put in: {_percentiles(puts)}; taken out: {_percentiles(drops)}")


def _size(engine: SearchBackend, folder: Path) -> str:
    if isinstance(engine, PostgresqlBackend):
        names = ("search_pages", "search_postings", "search_stems", "search_words")
        sizes = {name: read().scalar(text(f"SELECT pg_total_relation_size('{name}')")) or 0 for name in names}
        parts = ", ".join(f"{name} {size / 1e6:.0f}" for name, size in sizes.items())
        return f"{sum(sizes.values()) / 1e6:.0f} MB ({parts})"
    return f"{sum(path.stat().st_size for path in folder.rglob('*.seg')) / 1e6:.0f} MB"


def _timed_wall(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - begun)


def _both(times: list[tuple[float, float]]) -> str:
    cpu, wall = zip(*times, strict=True)
    return f"CPU {_percentiles(list(cpu))}; wall {_percentiles(list(wall))}"


class _Reached:
    def __init__(self, rows: list[tuple[float, bool, bool]]) -> None:
        self.count = max(1, len(rows))
        self.ndcg, self.first, self.in_three = (sum(column) / self.count for column in zip(*rows, strict=True))


def _report(name: str, find: Find, questions: list[Judged]) -> dict[str, _Reached]:
    rows: dict[str, list[tuple[float, bool, bool]]] = {}
    times = []
    for question in questions:
        ids, *took = _timed(find, question.words)
        times.append((took[0], took[1]))
        right = [question.is_right(public_id) for public_id in ids[:3]]
        row = (question.ndcg(ids), any(right[:1]), any(right))
        for kind in (question.kind, "short") if question.kind in SHORT_KINDS else (question.kind,):
            rows.setdefault(kind, []).append(row)
    reached = {kind: _Reached(of_kind) for kind, of_kind in rows.items()}
    print(f"\n{name}, {_both(times)}")
    for kind, one in reached.items():
        print(
            f"  {kind:6} {one.count:4}  nDCG@10 {one.ndcg:.3f}  first {one.first:.3f}  within three {one.in_three:.3f}"
        )
    return reached


def _find(engine: SearchBackend) -> Find:
    return lambda words: [hit.public_id for hit in engine.find(words).hits]


def _timed(find: Callable[[str], list[str]], words: str) -> tuple[list[str], float, float]:
    begun, started = time.process_time(), time.perf_counter()
    ids = find(words)
    return ids, 1000 * (time.process_time() - begun), 1000 * (time.perf_counter() - started)


def _percentiles(times: list[float]) -> str:
    return f"p50 {_percentile(times, 50):.1f} ms, p95 {_percentile(times, 95):.1f} ms, most {max(times):.1f} ms"


def _percentile(times: list[float], share: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * share // 100)]
