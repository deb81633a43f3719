"""Lists of pages are read along an index, so that they take no longer in a library of 100,000 than in one of 1,000."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event

from qa_portal.db import db, read
from qa_portal.library import queries
from tests.library import shelf

LISTS: dict[str, Callable[[], object]] = {
    "guides": lambda: queries.guides(read()),
    "guides of a topic": lambda: queries.guides(read(), topic_slug="brain"),
    "answers of a topic": lambda: queries.in_topic(read(), "brain", page_number=2),
    "newest answers": lambda: queries.newest(read(), 6),
    "newest titles of a topic": lambda: queries.newest_titles(read(), "brain", 10),
    "a feed": lambda: queries.for_feed(read()),
}


def plan_of(ask: Callable[[], object]) -> list[str]:
    """Return what SQLite would do for each statement that is sent."""
    sent: list[tuple[str, object]] = []
    engine = db.engines[None]

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    ask()
    event.remove(engine, "before_cursor_execute", note)
    connection = read().connection()
    return [row[3] for one in sent for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one[0]}", one[1])]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_along_an_index(library: Flask, name: str) -> None:
    shelf.put()
    plan = plan_of(LISTS[name])
    assert plan
    # The index of slugs holds nearly every page under one value: to follow it is to read them all.
    slow = ("SCAN", "TEMP B-TREE", "pages_3 (slug=?")
    assert [step for step in plan if any(sign in step for sign in slow)] == []


def test_topics_are_counted_without_opening_a_page(library: Flask) -> None:
    assert any("COVERING INDEX" in step for step in plan_of(lambda: queries.topic_counts(read())))
