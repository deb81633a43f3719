"""Closing a patient's account for good. The row stays as an id with times: records of acts keep their meaning."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.db import Base
from qa_portal.identity.models import Account, AccountState, Letter
from qa_portal.outbox import queue


def close_account(session: Session, account: Account) -> None:
    """End every session, free the address, and delete all that hangs on the account.

    The sealed address stays until `forget_address`, for one last mail.
    """
    account.state, account.left_at = AccountState.ERASED, clock.now()
    account.password_hash = account.bounced_at = account.guardian_confirmed_at = None
    account.email_lookup = account.code_lookup = account.code_key_id = account.code = None
    letters = Letter.account_id == account.id
    queue.forget(session, session.scalars(Letter.__table__.select().with_only_columns(Letter.id).where(letters)))
    for table in reversed(Base.metadata.sorted_tables):
        for key in table.foreign_keys:
            if key.column.table is Account.__table__ and key.ondelete == "CASCADE":
                session.execute(delete(table).where(key.parent == account.id))


def forget_address(account: Account) -> None:
    """Wipe the sealed address; its key is gone."""
    # A rotation in between may have made the blind index anew.
    account.email = account.email_key_id = account.email_lookup = None
