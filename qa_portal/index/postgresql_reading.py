"""Reading the index inside PostgreSQL: at one moment, with every harm named."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import DataError, DBAPIError, InternalError, ProgrammingError

from qa_portal.db import db
from qa_portal.index.backend import IndexDamaged
from qa_portal.index.postgresql_memory import State
from qa_portal.index.postgresql_tables import (
    FORMAT,
    THE_STATE,
    SearchPage,
    SearchPosting,
    SearchState,
    SearchStem,
    SearchWord,
)

HARM = (ProgrammingError, DataError, InternalError, LookupError, ValueError)
"""What tables that are gone, cut or unreadable raise. A database that is away is no harm to the index."""
NUMBER_BYTES = 4
STATE = select(*SearchState.__table__.columns).where(SearchState.id == THE_STATE)


@contextmanager
def reading() -> Iterator[Connection]:
    """Open a connection on which everything is read as it was at one moment."""
    with db.engine.execution_options(isolation_level="REPEATABLE READ").connect() as connection:
        yield connection


@contextmanager
def harm_is_named() -> Iterator[None]:
    """Turn what harmed tables raise into IndexDamaged."""
    try:
        yield
    except HARM as problem:
        raise IndexDamaged(f"the search index cannot be read ({type(problem).__name__})") from problem


def state_of(connection: Connection) -> State:
    """Return the state. Raises: IndexDamaged, when there is none of this format."""
    state = connection.execute(STATE).one_or_none()
    if state is None or state.format != FORMAT:
        raise IndexDamaged("there is no search index")
    return state


def is_marked() -> bool:
    """Whether there is no index of this format, or a reader met damage in it."""
    with reading() as connection:
        state = connection.execute(STATE).one_or_none()
    return state is None or state.is_damaged or state.format != FORMAT


def entries_of(connection: Connection) -> dict[str, str]:
    """Stamp of every page by public id."""
    return dict(connection.execute(select(SearchPage.public_id, SearchPage.stamp)).all())


def verify() -> None:
    """Compare what is stored with what was counted.

    Raises: IndexDamaged.
    """
    with harm_is_named(), reading() as connection:
        state, row, sum_of = state_of(connection), SearchPosting, func.sum
        cut = func.octet_length(row.weights) != func.octet_length(row.documents)
        is_cut = connection.scalar(select(row.block).where(cut, ~row.on_shelf).limit(1)) is not None
        found = [
            connection.scalar(select(func.coalesce(counted, 0)))
            for counted in (
                func.count(SearchPage.number),
                sum_of(func.octet_length(row.documents)),
                sum_of(SearchStem.held + SearchStem.shelved) * NUMBER_BYTES,
                sum_of(SearchWord.pages),
            )
        ]
    size = state.postings * NUMBER_BYTES
    if is_cut or found != [state.pages, size, size, state.spelled]:
        raise IndexDamaged("the tables of the search index do not fit each other")


def mark() -> None:
    """Leave word of damage; wait for nobody."""
    free = select(SearchState.id).with_for_update(skip_locked=True).scalar_subquery()
    note = update(SearchState).where(SearchState.id.in_(free)).values(is_damaged=True)
    try:
        # Past the transaction that may be open: a reader leaves word even where the page then fails.
        with db.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(note)
    except DBAPIError:
        return
