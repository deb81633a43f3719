"""The tables of second factors: what an authenticator app shares with us, codes on paper, passkeys."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_portal import clock
from qa_portal.crypto.sealed import Sealed, SealedColumn
from qa_portal.db import Base, Id, UtcDateTime


class Totp(Base):
    """The secret an authenticator app and we share. It counts once the app has shown a right code."""

    __tablename__ = "totps"
    id: Mapped[Id]
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    secret: Mapped[Sealed] = mapped_column(SealedColumn)
    last_step: Mapped[int] = mapped_column(default=0)
    """The newest 30-second step a code was taken for: no code of it or of an older step is taken again."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    @property
    def owner_id(self) -> str:
        """Whose key seals the secret."""
        return self.account_id


class RecoveryCode(Base):
    """One code on paper, as a keyed hash: it works once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("account_id", "code_hash"),)
    id: Mapped[Id]
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Passkey(Base):
    """One passkey: the public half of a key a device or a manager keeps."""

    __tablename__ = "passkeys"
    id: Mapped[Id]
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    """Source: WebAuthn level 3, 4: at most 1023 bytes."""
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    copied_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When its counter went back: somebody has a copy, and it is not taken any more."""


class PasskeyChallenge(Base):
    """What a passkey is asked to sign, once, by the browser it was made for."""

    __tablename__ = "passkey_challenges"
    id: Mapped[Id]
    bound_to: Mapped[str] = mapped_column(String(64))
    """The session row it was made for, or a hash of what only this visitor's form holds."""
    challenge: Mapped[bytes] = mapped_column(LargeBinary(64))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
