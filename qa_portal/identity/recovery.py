"""Codes on paper, for the day the phone is lost: ten, shown once, each good for one sign-in."""

import re
import secrets

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.crypto.keystore import owner_key
from qa_portal.crypto.lookup import keyed_hash
from qa_portal.db import new_id
from qa_portal.identity.factor_models import RecoveryCode

COUNT = 10
FEW = 3
"""With so many left or fewer, the owner is told to make new ones."""
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
"""None looks like another. Twelve of these thirty signs are 58 random bits: a keyed hash is enough."""
GROUPS, GROUP_SIGNS = 3, 4
_BETWEEN = re.compile(r"[\s-]+")


def renew(session: Session, account_id: str) -> list[str]:
    """Make new codes in place of the old ones, and return them: they are stored nowhere in clear."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    clear_codes = [_new_code() for _ in range(COUNT)]
    session.add_all(
        RecoveryCode(id=new_id(), account_id=account_id, code_hash=_hash(account_id, clear), created_at=clock.now())
        for clear in clear_codes
    )
    return clear_codes


def use(session: Session, account_id: str, clear_code: str) -> bool:
    """Use a code up; False when it is none of the account's, or was used before."""
    done = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.code_hash == _hash(account_id, clear_code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    )
    return done.scalar() is not None


def left(session: Session, account_id: str) -> int:
    """Return how many codes still work."""
    wanted = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return session.scalar(wanted) or 0


def forget(session: Session, account_id: str) -> None:
    """Take every code of an account away."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


def is_code(clear_typed: str) -> bool:
    """Say whether somebody typed a code on paper, and not one of an app."""
    return len(_plain(clear_typed)) == GROUPS * GROUP_SIGNS


def _new_code() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_SIGNS)) for _ in range(GROUPS))


def _plain(clear_typed: str) -> str:
    return _BETWEEN.sub("", clear_typed).lower()


def _hash(account_id: str, clear_code: str) -> str:
    # Under the person's own key: it outlives a new root key, and goes when the person goes.
    return keyed_hash(owner_key(account_id), "recovery code", _plain(clear_code))
