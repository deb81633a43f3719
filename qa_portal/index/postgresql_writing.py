"""Changing the index inside PostgreSQL, one writer at a time."""

import secrets
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from qa_portal.db import transaction
from qa_portal.index.backend import IndexDamaged
from qa_portal.index.pages import PublicPage
from qa_portal.index.postgresql_filling import put_in, take_out
from qa_portal.index.postgresql_reading import entries_of
from qa_portal.index.postgresql_tables import (
    BLOCK_PAGES,
    FORMAT,
    THE_STATE,
    SearchPage,
    SearchPosting,
    SearchState,
    SearchStem,
    SearchWord,
)

TABLES = (SearchPage, SearchPosting, SearchStem, SearchWord)
T = TypeVar("T")
LOCK = 7_305_811
"""Number of the writer's lock among the advisory locks of the database."""


def lock(session: Session) -> None:
    """Wait until nobody else writes, however long, and be the one who does until the transaction ends."""
    session.execute(text("SET LOCAL statement_timeout = 0"))
    session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})


def empty(session: Session) -> None:
    """Take everything out."""
    for table in (*TABLES, SearchState):
        session.execute(delete(table))


def begun(session: Session) -> SearchState:
    """Begin an index without pages in the place of what there is."""
    empty(session)
    state = SearchState(id=THE_STATE, format=FORMAT, build=secrets.token_hex(16), generation=1, is_damaged=False)
    state.words_gone_at = state.next_number = state.pages = state.postings = state.spelled = 0
    session.add(state)
    return state


def batches(many: Iterable[T]) -> Iterator[list[T]]:
    """Cut many pages, or ids, into lists of as many as a block has."""
    rest = iter(many)
    while batch := list(islice(rest, BLOCK_PAGES)):
        yield batch


def write(pages: list[PublicPage], gone: list[str]) -> None:
    """Put pages in and take others out, in one transaction; what is there already costs next to nothing."""
    with transaction() as session:
        lock(session)
        state = session.get(SearchState, THE_STATE)
        if state is None or state.format != FORMAT:
            state = begun(session)
        fresh = {page.public_id: page for page in pages}
        columns = (SearchPage.public_id, SearchPage.stamp, SearchPage.number)
        asked = select(*columns).where(SearchPage.public_id.in_([*gone, *fresh]))
        held = {public_id: (stamp, number) for public_id, stamp, number in session.execute(asked)}
        changed = [page for page in fresh.values() if held.get(page.public_id, ("",))[0] != page.stamp()]
        out = held.keys() & {*gone, *(page.public_id for page in changed)}
        if changed or out:
            state.generation += 1
            take_out(session, state, [held[public_id][1] for public_id in out])
            put_in(session, state, changed)


def rebuild(pages: Iterable[PublicPage]) -> int:
    """Make a new index and return how many pages it has. Until the transaction ends, others read what was there before.

    Raises: IndexDamaged, when the new index does not hold what was put in; the old one stays.
    """
    expected: dict[str, str] = {}
    with transaction() as session:
        lock(session)
        state = begun(session)
        for batch in batches(pages):
            once = {page.public_id: page for page in batch}
            put_in(session, state, once.values())
            expected |= {page.public_id: page.stamp() for page in once.values()}
        if entries_of(session.connection()) != expected:
            raise IndexDamaged("the new search index does not hold what was put in")
        for table in TABLES:
            session.execute(text(f"ANALYZE {table.__tablename__}"))
    return len(expected)
