"""Blind indexes under a new root, while people sign in and up.

First the second column of every row is brought to the new root; then the ring says that the older root is spent, and
the first column follows. Between any two moments of that, two rows of one address agree in one column.
"""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from qa_portal.crypto.keyring import RootKey, keyring
from qa_portal.crypto.lookup import blind
from qa_portal.crypto.rotation import BATCH, Progress
from qa_portal.db import read, transaction
from qa_portal.errors import Unreadable
from qa_portal.identity.models import Account
from qa_portal.identity.reading import open_for_lookup

COLUMNS = {"email": "email_lookup", "code": "code_lookup"}
"""What is sealed, and where its blind index stands; `_next` after the name is its second column."""
KINDS = {"email": "email", "code": "code"}


def bring_second_columns(progress: Progress = lambda _done: None) -> int:
    """Bring the second column of each row that is still under an older root to the active one; return how many."""
    changed = 0
    for ids in _pages(_behind()):
        with transaction() as session:
            for account in session.scalars(select(Account).where(Account.id.in_(ids)).with_for_update()):
                changed += _second(session, account)
        progress(len(ids))
    return changed


def bring_first_columns(progress: Progress = lambda _done: None) -> int:
    """Let the first column follow the second, once nothing new is made with the older root; return how many."""
    active, changed = keyring().active.id, 0
    for ids in _pages(_split()):
        with transaction() as session:
            for name in COLUMNS.values():
                first, second = getattr(Account, name), getattr(Account, f"{name}_next")
                key_id = f"{name.removesuffix('_lookup')}_key_id"
                following = update(Account).where(Account.id.in_(ids), second.is_not(None))
                session.execute(following.values({first: second, key_id: active}))
        changed += len(ids)
        progress(len(ids))
    return changed


def count_under(root: RootKey) -> int:
    """Return how many blind indexes were made with a root."""
    wanted = or_(Account.email_key_id == root.id, Account.code_key_id == root.id)
    return read().scalar(select(func.count()).where(wanted)) or 0


def count_all() -> int:
    """Return how many accounts there are, for a progress bar."""
    return read().scalar(select(func.count()).select_from(Account)) or 0


def _second(session: Session, account: Account) -> int:
    try:
        clear = open_for_lookup(session, account, "key_rotation")
    except Unreadable:
        # Its key is gone or foreign: an address that nobody can open is found by nobody either.
        return 0
    for column, text in clear.items():
        name = COLUMNS[column]
        if getattr(account, name) is not None:
            setattr(account, f"{name}_next", blind(KINDS[column], text).following)
    return 1


def _behind() -> ColumnElement[bool]:
    """Rows whose two columns are still alike and under an older root."""
    active = keyring().active.id
    email = (Account.email_key_id != active) & (Account.email_lookup == Account.email_lookup_next)
    code = (Account.code_key_id != active) & (Account.code_lookup == Account.code_lookup_next)
    # Who left is found by nothing any more.
    return or_(email & Account.email.is_not(None) & Account.email_lookup.not_like("left:%"), code)


def _split() -> ColumnElement[bool]:
    """Rows whose first column is still under an older root."""
    active = keyring().active.id
    return or_(Account.email_key_id != active, Account.code_key_id != active)


def _pages(wanted: ColumnElement[bool]) -> Iterator[list[str]]:
    last = ""
    while True:
        read().rollback()
        chosen = select(Account.id).where(Account.id > last, wanted).order_by(Account.id).limit(BATCH)
        ids = list(read().scalars(chosen))
        if not ids:
            return
        yield ids
        last = ids[-1]
