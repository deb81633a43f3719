"""What needs a root key. The database counts, so that it costs the same memory however much there is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, LargeBinary, func, select
from sqlalchemy.orm import Session

from qa_portal.crypto.kept import KeptKey
from qa_portal.crypto.keyring import Keyring, RootKey
from qa_portal.crypto.keystore import OwnerKey
from qa_portal.crypto.sealed import KEY_ID_BYTES
from qa_portal.db import keys_read

EXTENSION = "qa_portal.root_users"
WRAPPED, KEPT, LOOKUPS = "wrapped keys", "kept keys of older roots", "look-ups"
BROUGHT_OVER = frozenset({WRAPPED, KEPT, LOOKUPS})
"""Kinds that a rotation brings over; others end by themselves, or have a command of their own."""
KEK_ID_AT = 3
"""Where the id of the wrapping key begins in what is wrapped, counted from one: after version and algorithm."""
Count = Callable[[RootKey], int]
"""How many things of one kind still need a root."""


@dataclass(frozen=True, slots=True)
class Use:
    """How many things of one kind need a root."""

    name: str
    count: int


def needs_root(app: Flask, name: str, count: Count) -> None:
    """Let a kind of thing be asked before a root is retired; other rooms bring what they keep under a root."""
    app.extensions.setdefault(EXTENSION, {})[name] = count


def uses_of(root: RootKey) -> list[Use]:
    """Return what still needs a root, by kind."""
    others: dict[str, Count] = current_app.extensions.get(EXTENSION, {})
    with keys_read() as session:
        counted = {WRAPPED: count_wrapped(session, root), KEPT: _count(session, KeptKey, root)}
    counted |= {name: count(root) for name, count in others.items()}
    return [Use(name, count) for name, count in counted.items()]


def is_unfinished(root: RootKey) -> bool:
    """Say whether a rotation left something under a root."""
    return any(use.count for use in uses_of(root) if use.name in BROUGHT_OVER)


def count_wrapped(session: Session, root: RootKey) -> int:
    """Return how many keys of people a root wraps."""
    return _count(session, OwnerKey, root)


def count_keys() -> int:
    """Return how many people have a key, for a progress bar."""
    with keys_read() as session:
        return session.scalar(select(func.count()).select_from(OwnerKey)) or 0


def kek_ids(session: Session) -> set[bytes]:
    """Return the ids of the key-encryption keys that wrap something: a few, however many keys there are."""
    return {bytes(kek_id) for kek_id in session.scalars(select(kek_id_in(OwnerKey.wrapped)).distinct())}


def strangers(ring: Keyring) -> set[bytes]:
    """Return the ids of key-encryption keys that wrap something and are of no root of the ring."""
    with keys_read() as session:
        return kek_ids(session) - {root.kek_id for root in ring}


def kek_id_in(wrapped: Any) -> ColumnElement[bytes]:
    """Return the id of the wrapping key as the database finds it in a column."""
    return func.substr(wrapped, KEK_ID_AT, KEY_ID_BYTES, type_=LargeBinary)


def _count(session: Session, table: Any, root: RootKey) -> int:
    wanted = select(func.count()).select_from(table).where(kek_id_in(table.wrapped) == root.kek_id)
    return session.scalar(wanted) or 0
