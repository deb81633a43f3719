"""Blind indexes under a new root, while people sign in and up.

First the second column of every row is brought to the new root; then the ring says that the older root is spent, and
the first column follows. Between any two moments of that, two rows of one address agree in one column.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from qa_portal.crypto.keyring import RootKey, keyring
from qa_portal.crypto.lookup import Lookup, blind
from qa_portal.crypto.rotation import Progress
from qa_portal.db import give_way, read, transaction
from qa_portal.errors import Unreadable
from qa_portal.identity.addresses import follow_lookup
from qa_portal.identity.follower_models import Follower
from qa_portal.identity.models import Account
from qa_portal.identity.reading import open_follower, open_for_lookup

BATCH = 50
"""Rows changed in one transaction: each is opened and recorded, and who signs in meanwhile waits for it."""
MANY = 500
"""Rows changed by one statement, where nothing is opened."""
PURPOSE = "key_rotation"


@dataclass(frozen=True, slots=True)
class Found:
    """A table whose rows are found by what is sealed in them."""

    rows: Any
    columns: dict[str, str]
    """What is sealed, and where its blind index stands; `_next` after the name is its second column."""
    opened: Callable[[Session, Any], dict[str, str]]
    made: Callable[[Any, str, str], Lookup]
    """Makes the blind index of a column's clear text."""


ACCOUNTS = Found(
    Account,
    {"email": "email_lookup", "code": "code_lookup"},
    lambda session, account: open_for_lookup(session, account, PURPOSE),
    lambda _account, column, clear_text: blind(column, clear_text),
)
FOLLOWERS = Found(
    Follower,
    {"email": "email_lookup"},
    lambda session, row: {"email": open_follower(session, row, PURPOSE).email},
    lambda row, _column, clear_text: follow_lookup(clear_text, row.topic_slug),
)
TABLES = (ACCOUNTS, FOLLOWERS)


def bring_second_columns(progress: Progress = lambda _done: None) -> int:
    """Bring the second column of each row that is still under an older root to the active one; return how many."""
    return sum(_bring(table, _behind(table), progress) for table in TABLES)


def catch_up() -> None:
    """Let people be found in a store that came back from before a rotation, in whichever state it was then."""
    if keyring().first is keyring().active:
        for table in TABLES:
            _bring(table, or_(*(_is_old(table, column) for column in table.columns)))
        bring_first_columns()


def bring_first_columns(progress: Progress = lambda _done: None) -> int:
    """Let the first column follow the second, once nothing new is made with the older root; return how many."""
    return sum(_bring_first(table, progress) for table in TABLES)


def _bring_first(table: Found, progress: Progress) -> int:
    active, changed = keyring().active.id, 0
    for ids in _pages(table, or_(*(_is_split(table, column) for column in table.columns)), MANY):
        with transaction() as session:
            for column, name in table.columns.items():
                values = {name: getattr(table.rows, f"{name}_next"), f"{column}_key_id": active}
                following = update(table.rows).where(table.rows.id.in_(ids), _is_split(table, column)).values(values)
                changed += int(getattr(session.execute(following), "rowcount", 0))
        progress(len(ids))
    return changed


def count_under(root: RootKey) -> int:
    """Return how many rows are found by blind indexes made with a root."""
    return sum(_count_under(table, root) for table in TABLES)


def _count_under(table: Found, root: RootKey) -> int:
    made = [
        (getattr(table.rows, f"{column}_key_id") == root.id) & getattr(table.rows, name).is_not(None)
        for column, name in table.columns.items()
    ]
    return read().scalar(select(func.count()).select_from(table.rows).where(or_(*made))) or 0


def count_all() -> int:
    """Return how many rows there are, for a progress bar."""
    return sum(read().scalar(select(func.count()).select_from(table.rows)) or 0 for table in TABLES)


def _bring(table: Found, wanted: ColumnElement[bool], progress: Progress = lambda _done: None) -> int:
    changed = 0
    for ids in _pages(table, wanted):
        with transaction() as session:
            for row in session.scalars(select(table.rows).where(table.rows.id.in_(ids)).with_for_update()):
                changed += _second(session, table, row)
        progress(len(ids))
    return changed


def _second(session: Session, table: Found, row: Any) -> int:
    try:
        clear = table.opened(session, row)
    except Unreadable:
        # Its key is gone or foreign: an address that nobody can open is found by nobody either.
        return 0
    known = {column: text for column, text in clear.items() if getattr(row, table.columns[column]) is not None}
    for column, text in known.items():
        setattr(row, f"{table.columns[column]}_next", table.made(row, column, text).following)
    return int(bool(known))


def _behind(table: Found) -> ColumnElement[bool]:
    """Rows whose two columns are still alike and under an older root."""
    alike = (
        _is_old(table, column) & (getattr(table.rows, name) == getattr(table.rows, f"{name}_next"))
        for column, name in table.columns.items()
    )
    return or_(*alike)


def _is_old(table: Found, column: str) -> ColumnElement[bool]:
    """Rows whose first column is under an older root, and that are found by something."""
    first = getattr(table.rows, table.columns[column])
    is_behind: ColumnElement[bool] = getattr(table.rows, f"{column}_key_id") != keyring().active.id
    # Who left is found by nothing any more.
    return and_(is_behind, first.is_not(None), first.not_like("left:%"), getattr(table.rows, column).is_not(None))


def _is_split(table: Found, column: str) -> ColumnElement[bool]:
    """Rows whose second column is under the active root and whose first is not; and those of people who left."""
    first, second = (getattr(table.rows, f"{table.columns[column]}{which}") for which in ("", "_next"))
    is_behind: ColumnElement[bool] = getattr(table.rows, f"{column}_key_id") != keyring().active.id
    return and_(is_behind, or_(first != second, first.like("left:%")))


def _pages(table: Found, wanted: ColumnElement[bool], size: int = 0) -> Iterator[list[str]]:
    last, row_id = "", table.rows.id
    while True:
        read().rollback()
        ids = list(read().scalars(select(row_id).where(row_id > last, wanted).order_by(row_id).limit(size or BATCH)))
        if not ids:
            return
        last, begun = ids[-1], time.monotonic()
        yield ids
        give_way(time.monotonic() - begun)
