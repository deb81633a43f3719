"""The table of people who get topics by mail. They have no account: an address, sealed under a key of its own."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, validates

from qa_portal import clock
from qa_portal.crypto.lookup import Lookup
from qa_portal.crypto.sealed import Sealed, SealedColumn
from qa_portal.db import Base, Id, UtcDateTime


class Follower(Base):
    """One address that follows one topic, or all of them. `id` is also whose key seals the address."""

    __tablename__ = "followers"
    id: Mapped[Id]
    topic_slug: Mapped[str] = mapped_column(String(64), default="", index=True)
    """The topic; empty for everything that is published."""
    email_lookup: Mapped[str] = mapped_column(String(64), unique=True)
    """Blind index of the address and the topic together: one address is one row a topic, and no two rows tell that
    they are of one person."""
    email_lookup_next: Mapped[str] = mapped_column(String(64), unique=True)
    """The same; during a rotation of the root key already under the new one."""
    email_key_id: Mapped[str] = mapped_column(String(32))
    email: Mapped[Sealed] = mapped_column(SealedColumn)
    language: Mapped[str] = mapped_column(String(5), default="en")
    """Language of the page they asked on, for the mails."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When the owner of the address said yes; until then they get one mail, which asks."""
    told_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """What was published up to then they have been told of."""
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)
    """When it is looked next whether there is something new."""

    @validates("email_lookup")
    def _in_both_columns(self, _name: str, lookup: str) -> str:
        # As for accounts: two rows of one address and topic agree in one column at any moment of a rotation.
        self.email_lookup_next = lookup.following if isinstance(lookup, Lookup) else lookup
        return str(lookup)

    @property
    def owner_id(self) -> str:
        """Whose key seals the address: the row's own."""
        return self.id

    @property
    def is_confirmed(self) -> bool:
        """Whether the owner of the address said yes."""
        return self.confirmed_at is not None
