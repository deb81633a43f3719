"""What only an index inside PostgreSQL can get wrong."""

import threading
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text

from qa_portal.app import work_of
from qa_portal.db import db, read, transaction
from qa_portal.errors import SettingsProblem
from qa_portal.index.backend import IndexDamaged
from qa_portal.index.current import index
from qa_portal.index.postgresql import PostgresqlBackend
from qa_portal.index.postgresql_filling import LONGEST_WORD
from qa_portal.index.postgresql_tables import BLOCK_PAGES, FORMAT
from qa_portal.index.postgresql_writing import TABLES, lock
from qa_portal.library import handlers
from qa_portal.outbox.worker import Worker
from qa_portal.settings import Settings
from tests.index.pages import ALL, FEVER, MIGRAINE, PRESSURE, a_page
from tests.library import shelf
from tests.support.stores import opened

pytestmark = pytest.mark.postgres
CANARY = "zqxvkwrtplm"
NAMES = [table.__tablename__ for table in TABLES]


@pytest.fixture
def backend(inside_postgresql: PostgresqlBackend) -> PostgresqlBackend:
    inside_postgresql.rebuild(ALL)
    return inside_postgresql


def rows(name: str) -> list[str]:
    read().rollback()
    return [str(tuple(row)) for row in read().execute(text(f"SELECT * FROM {name}"))]


def run(statement: str) -> None:
    with transaction() as session:
        session.execute(text(statement))


def test_before_the_first_build_reading_says_damaged(inside_postgresql: PostgresqlBackend) -> None:
    assert inside_postgresql.needs_rebuild()
    for ask in (lambda: inside_postgresql.find("fever"), inside_postgresql.count, inside_postgresql.verify):
        with pytest.raises(IndexDamaged):
            ask()
    inside_postgresql.report_damage()
    inside_postgresql.put(FEVER)
    assert inside_postgresql.count() == 1
    assert not inside_postgresql.needs_rebuild()


def test_a_reader_sees_what_another_process_wrote(backend: PostgresqlBackend) -> None:
    reader = PostgresqlBackend()
    assert reader.find("sunburn").total == 0
    backend.put(a_page("sun", title="Sunburn", topic="skin"))
    found = reader.find("sunburn")
    assert (found.total, found.facets["topic"]) == (1, {"skin": 1})
    backend.drop("sun")
    assert reader.find("sunburn").total == 0
    backend.rebuild([a_page("sun", title="Sunburn")])
    assert [hit.public_id for hit in reader.find("sunburn").hits] == ["sun"]
    assert reader.find("toddler").total == 0


def test_a_reader_is_offered_no_word_that_is_gone(backend: PostgresqlBackend) -> None:
    backend.put_many(a_page(f"s{number}", title="Sunburn") for number in range(3))
    reader = PostgresqlBackend()
    assert reader.find("sunbrn").suggestion == "sunburn"
    backend.drop_many([f"s{number}" for number in range(3)])
    assert reader.find("sunbrn").suggestion is None
    assert reader.suggest("sunb", limit=3) == ()


def test_the_words_of_a_dropped_page_leave_every_row(backend: PostgresqlBackend) -> None:
    before = {name: set(rows(name)) for name in NAMES if name not in {"search_words", "search_stems"}}
    page = a_page("secret", title=CANARY, answer=f"{CANARY} {CANARY}s migraine", topic_words=f"shelf{CANARY}")
    backend.put_many([page, *ALL])
    assert all(any(CANARY in row for row in rows(name)) for name in NAMES)
    backend.drop("secret")
    assert not any(CANARY in row for name in NAMES for row in rows(name))
    assert {name: set(rows(name)) for name in before} == before
    backend.verify()


def test_the_text_of_an_answer_is_not_kept(backend: PostgresqlBackend) -> None:
    # Two words may stand side by side by chance; the sentence cannot.
    assert not any("Rest in a dark room" in row for name in NAMES for row in rows(name))


def test_putting_and_taking_out_leaves_what_a_new_build_would(backend: PostgresqlBackend) -> None:
    changed = a_page("fever", title="Sunburn", topic_words="baby")
    for page in (changed, FEVER, changed):
        backend.put(page)
    backend.drop("migraine")
    counted = {name: sorted(rows(name)) for name in ("search_stems",)}
    found = backend.find("sunburn ibuprofen baby")
    backend.rebuild([changed, *(page for page in ALL if page.public_id not in {"fever", "migraine"})])
    assert {name: sorted(rows(name)) for name in counted} == counted
    again = backend.find("sunburn ibuprofen baby")
    assert [(hit.public_id, hit.score) for hit in again.hits] == [(hit.public_id, hit.score) for hit in found.hits]


def test_pages_lie_in_blocks(backend: PostgresqlBackend) -> None:
    run(f"UPDATE search_state SET next_number = {BLOCK_PAGES - 1}")
    backend.put_many([a_page("last"), a_page("first")])
    assert {hit.public_id for hit in backend.find("migraine").hits} == {"last", "first", "migraine"}
    backend.drop("last")
    assert {hit.public_id for hit in backend.find("migraine").hits} == {"first", "migraine"}
    backend.verify()


def test_words_too_long_for_a_key_are_left_out(backend: PostgresqlBackend) -> None:
    long = "".join(chr(0x4E00 + number % 20_000) for number in range(0, 70_000, 7))
    page = a_page("long", title=f"Sunburn {long}", answer="ä" * (LONGEST_WORD + 1), topic_words=f"{long} skin")
    backend.put(page)
    assert backend.find("sunburn").total == 1
    backend.drop("long")
    backend.verify()
    assert backend.count() == len(ALL)


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM search_pages WHERE number = 0",
        "DELETE FROM search_postings WHERE stem = 'fever'",
        "UPDATE search_postings SET documents = substr(documents, 1, 3)",
        "UPDATE search_postings SET weights = '' WHERE NOT on_shelf",
        "UPDATE search_state SET format = 'x'",
        "DELETE FROM search_stems",
        "UPDATE search_words SET pages = pages + 1 WHERE word = 'fever'",
        "DELETE FROM search_state",
        "TRUNCATE search_postings",
    ],
)
def test_damage_is_named_and_healed_by_a_rebuild(backend: PostgresqlBackend, harm: str) -> None:
    run(harm)
    fresh = PostgresqlBackend()
    with pytest.raises(IndexDamaged):
        fresh.verify()
    try:
        fresh.find("fever in a child")
    except IndexDamaged:
        fresh.report_damage()
        assert fresh.needs_rebuild()
    assert fresh.rebuild(ALL) == len(ALL)
    fresh.verify()
    assert not fresh.needs_rebuild()
    assert fresh.find("toddler").total == 1


@pytest.mark.parametrize("gone", ["search_pages", "search_stems", "search_postings WHERE stem = 'fever'"])
def test_a_reader_sees_that_rows_are_gone(backend: PostgresqlBackend, gone: str) -> None:
    run(f"DELETE FROM {gone}")
    with pytest.raises(IndexDamaged):
        PostgresqlBackend().find("fever")


def test_a_report_waits_for_nobody(backend: PostgresqlBackend) -> None:
    with transaction() as session:
        session.execute(text("SELECT * FROM search_state FOR UPDATE"))
        backend.report_damage()
    assert not backend.needs_rebuild()
    backend.report_damage()
    assert backend.needs_rebuild()
    backend.rebuild(ALL)
    assert not backend.needs_rebuild()


def test_readers_go_on_while_a_new_index_is_made(backend: PostgresqlBackend) -> None:
    reader = PostgresqlBackend()

    def pages() -> object:
        yield MIGRAINE
        assert reader.find("toddler").total == 1
        yield PRESSURE

    assert backend.rebuild(pages()) == 2  # type: ignore[arg-type]
    assert reader.find("toddler").total == 0


def test_a_second_writer_waits(public_app: Flask, backend: PostgresqlBackend) -> None:
    def put() -> None:
        with public_app.app_context():
            PostgresqlBackend().put(a_page("late", title="Sunburn"))

    other = threading.Thread(target=put)
    with transaction() as session:
        lock(session)
        other.start()
        other.join(0.3)
        assert other.is_alive()
    other.join(20)
    assert backend.find("sunburn").total == 1


def test_the_library_keeps_it_equal_to_the_pages(settings: Settings) -> None:
    with opened(replace(settings, search="postgresql"), role="public") as app, app.app_context():
        worker = Worker(app, *work_of(app))
        shelf.put_topics()
        page_ids = {shelf.put() for _ in range(3)}
        worker.drain()
        assert isinstance(index(), PostgresqlBackend)
        assert index().ids() == page_ids
        shelf.withdraw(page_ids.pop())
        worker.drain()
        assert index().ids() == page_ids
        run("DELETE FROM search_postings WHERE stem = 'migrain'")
        assert "migraine" in app.test_client().get("/search?q=migraine").text
        assert handlers.compare() == "rebuilt"
        assert handlers.is_same()
        assert not settings.index_dir.exists()


def test_the_engine_that_is_not_chosen_keeps_nothing(settings: Settings) -> None:
    for chosen in ("whoosh", "postgresql", "whoosh"):
        with opened(replace(settings, search=chosen), role="public") as app, app.app_context():
            if chosen == "whoosh":
                shelf.put_topics()
                shelf.put()
            handlers.watch()
            handlers.mend()
            assert handlers.is_same()
            assert settings.index_dir.exists() == (chosen == "whoosh")
            assert bool(rows("search_pages")) == (chosen == "postgresql")


def test_it_needs_a_main_store_in_postgresql(settings: Settings) -> None:
    replace(settings, search="postgresql")
    with pytest.raises(SettingsProblem, match="QA_SEARCH=postgresql needs"):
        Settings(data_dir=settings.data_dir, keys_dir=settings.keys_dir, search="postgresql")
    with pytest.raises(SettingsProblem, match="QA_SEARCH must be one of"):
        replace(settings, search="elastic")


def test_an_index_of_another_format_counts_as_none(backend: PostgresqlBackend) -> None:
    assert db.engine.dialect.name == "postgresql"
    run(f"UPDATE search_state SET format = '{FORMAT} of old'")
    assert backend.needs_rebuild()
    with pytest.raises(IndexDamaged):
        backend.ids()
