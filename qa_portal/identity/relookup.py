"""Blind indexes under a new root, while people sign in and up.

First the second column of every row is brought to the new root; then the ring says that the older root is spent, and
the first column follows. Between any two moments of that, two rows of one address agree in one column.
"""

import time
from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from qa_portal.crypto.keyring import RootKey, keyring
from qa_portal.crypto.lookup import blind
from qa_portal.crypto.rotation import Progress
from qa_portal.db import give_way, read, transaction
from qa_portal.errors import Unreadable
from qa_portal.identity.models import Account
from qa_portal.identity.reading import open_for_lookup

BATCH = 50
"""Accounts changed in one transaction: each is opened and recorded, and who signs in meanwhile waits for it."""
MANY = 500
"""Accounts changed by one statement, where nothing is opened."""
COLUMNS = {"email": "email_lookup", "code": "code_lookup"}
"""What is sealed, and where its blind index stands; `_next` after the name is its second column."""
KINDS = {"email": "email", "code": "code"}


def bring_second_columns(progress: Progress = lambda _done: None) -> int:
    """Bring the second column of each row that is still under an older root to the active one; return how many."""
    return _bring(_behind(), progress)


def catch_up() -> None:
    """Let people be found in a store that came back from before a rotation, in whichever state it was then."""
    if keyring().first is keyring().active:
        _bring(or_(*(_is_old(column) for column in COLUMNS)))
        bring_first_columns()


def bring_first_columns(progress: Progress = lambda _done: None) -> int:
    """Let the first column follow the second, once nothing new is made with the older root; return how many."""
    active, changed = keyring().active.id, 0
    for ids in _pages(or_(*(_is_split(column) for column in COLUMNS)), MANY):
        with transaction() as session:
            for column, name in COLUMNS.items():
                values = {name: getattr(Account, f"{name}_next"), f"{column}_key_id": active}
                following = update(Account).where(Account.id.in_(ids), _is_split(column)).values(values)
                changed += int(getattr(session.execute(following), "rowcount", 0))
        progress(len(ids))
    return changed


def count_under(root: RootKey) -> int:
    """Return how many blind indexes were made with a root."""
    email = (Account.email_key_id == root.id) & Account.email_lookup.is_not(None)
    wanted = or_(email, (Account.code_key_id == root.id) & Account.code_lookup.is_not(None))
    return read().scalar(select(func.count()).where(wanted)) or 0


def count_all() -> int:
    """Return how many accounts there are, for a progress bar."""
    return read().scalar(select(func.count()).select_from(Account)) or 0


def _bring(wanted: ColumnElement[bool], progress: Progress = lambda _done: None) -> int:
    changed = 0
    for ids in _pages(wanted):
        with transaction() as session:
            for account in session.scalars(select(Account).where(Account.id.in_(ids)).with_for_update()):
                changed += _second(session, account)
        progress(len(ids))
    return changed


def _second(session: Session, account: Account) -> int:
    try:
        clear = open_for_lookup(session, account, "key_rotation")
    except Unreadable:
        # Its key is gone or foreign: an address that nobody can open is found by nobody either.
        return 0
    known = {column: text for column, text in clear.items() if getattr(account, COLUMNS[column]) is not None}
    for column, text in known.items():
        setattr(account, f"{COLUMNS[column]}_next", blind(KINDS[column], text).following)
    return int(bool(known))


def _behind() -> ColumnElement[bool]:
    """Rows whose two columns are still alike and under an older root."""
    email = _is_old("email") & (Account.email_lookup == Account.email_lookup_next)
    return or_(email, _is_old("code") & (Account.code_lookup == Account.code_lookup_next))


def _is_old(column: str) -> ColumnElement[bool]:
    """Rows whose first column is under an older root, and that are found by something."""
    first = getattr(Account, COLUMNS[column])
    is_behind: ColumnElement[bool] = getattr(Account, f"{column}_key_id") != keyring().active.id
    # Who left is found by nothing any more.
    return and_(is_behind, first.is_not(None), first.not_like("left:%"), getattr(Account, column).is_not(None))


def _is_split(column: str) -> ColumnElement[bool]:
    """Rows whose second column is under the active root and whose first is not; and those of people who left."""
    first, second = (getattr(Account, f"{COLUMNS[column]}{which}") for which in ("", "_next"))
    is_behind: ColumnElement[bool] = getattr(Account, f"{column}_key_id") != keyring().active.id
    return and_(is_behind, or_(first != second, first.like("left:%")))


def _pages(wanted: ColumnElement[bool], size: int = 0) -> Iterator[list[str]]:
    last = ""
    while True:
        read().rollback()
        chosen = select(Account.id).where(Account.id > last, wanted).order_by(Account.id).limit(size or BATCH)
        ids = list(read().scalars(chosen))
        if not ids:
            return
        last, begun = ids[-1], time.monotonic()
        yield ids
        give_way(time.monotonic() - begun)
