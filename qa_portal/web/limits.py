"""Rate limits that hold across processes and restarts: counted in the main store, by names nobody can read.

A caller is known by a hash of its address under a random salt of the day; yesterday's salt is deleted,
and with it the way back. So a process without any key can count, too.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache, wraps
from ipaddress import ip_address, ip_network
from math import ceil
from typing import ParamSpec, TypeVar

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import Date, Executable, Integer, LargeBinary, String, bindparam, case, delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from qa_portal import clock
from qa_portal.db import Base, UtcDateTime, dialect_of, inserting, read, transaction
from qa_portal.errors import SettingsProblem, TooMany
from qa_portal.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")
EXTENSION = "qa_portal.rates"
RATE_NAMES = tuple("sign_in sign_up reset code code_everybody ask search suggest report vote upload follow".split())
"""Each is a setting `rate_<name>`."""
REMEMBERED = timedelta(days=1)
"""How long failures in a row are remembered."""
SALT_BYTES = 32
IPV6_PREFIX_BITS = 64
"""One household or phone owns a whole /64, so that counts as one caller."""


class RateCount(Base):
    """How often somebody did something in the window that ends at `expires_at`."""

    __tablename__ = "rate_counts"
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class RateWait(Base):
    """How often somebody failed in a row, and until when they have to wait for it."""

    __tablename__ = "rate_waits"
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    strikes: Mapped[int]
    ready_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class RateSalt(Base):
    """The random salt callers are hashed under on one day."""

    __tablename__ = "rate_salts"
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(SALT_BYTES))


@cache
def _counting(dialect: str) -> Executable:
    """Count in one statement, a new window beginning where the last one is over; made once, asked often."""
    key, first, more = (
        bindparam("name", type_=String),
        bindparam("first", type_=Integer),
        bindparam("more", type_=Integer),
    )
    now, ends = bindparam("now", type_=UtcDateTime), bindparam("ends", type_=UtcDateTime)
    over = RateCount.expires_at <= now
    changed = {
        "count": case((over, first), else_=RateCount.count + more),
        "expires_at": case((over, ends), else_=RateCount.expires_at),
    }
    adding = inserting(dialect, RateCount).values(key=key, count=first, expires_at=ends)
    counted = adding.on_conflict_do_update(index_elements=[RateCount.key], set_=changed)
    return counted.returning(RateCount.count)


class StoreCounter(Storage):
    """The counting part of the `limits` library over our own table; one statement a count."""

    STORAGE_SCHEME = ["portal"]

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what the store may raise."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, starting a new window of `expiry` seconds when the last is over; return the count."""
        now = clock.now()
        ends = now + timedelta(seconds=expiry)
        told = {"name": key, "first": max(amount, 0), "more": amount, "now": now, "ends": ends}
        with transaction() as session:
            return int(session.execute(_counting(dialect_of(session)), told).scalar_one())

    def get(self, key: str) -> int:
        """Return the count of the window that runs now."""
        wanted = select(RateCount.count).where(RateCount.key == key, RateCount.expires_at > clock.now())
        return read().scalar(wanted) or 0

    def get_expiry(self, key: str) -> float:
        """Return when the window of a key ends, in seconds since 1970."""
        ends = read().scalar(select(RateCount.expires_at).where(RateCount.key == key))
        return (ends or clock.now()).timestamp()

    def check(self) -> bool:
        """Say whether the store answers."""
        read().execute(select(RateCount.key).limit(1))
        return True

    def reset(self) -> int:
        """Forget every count; return how many there were."""
        with transaction() as session:
            return int(getattr(session.execute(delete(RateCount)), "rowcount", 0))

    def clear(self, key: str) -> None:
        """Forget one count."""
        with transaction() as session:
            session.execute(delete(RateCount).where(RateCount.key == key))


_counter = FixedWindowRateLimiter(StoreCounter())


def init_limits(app: Flask, settings: Settings) -> None:
    """Read the rates from the settings.

    Raises: SettingsProblem, naming the setting that is no rate.
    """
    rates: dict[str, RateLimitItem] = {}
    for name in RATE_NAMES:
        try:
            rates[name] = parse(getattr(settings, f"rate_{name}"))
        except ValueError:
            raise SettingsProblem(f"QA_RATE_{name.upper()} must be like 10/minute.") from None
    app.extensions[EXTENSION] = rates


def limit(name: str, *, by: Callable[[], str] | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a view run only so often for each caller; stands under `@guard`.

    `by` names the caller in another way than by address (for a signed-in person: by account).
    Raises (in the view): TooMany.
    """

    def dress(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def limited(*args: P.args, **kwargs: P.kwargs) -> R:
            if not within(name, (by or client)()):
                raise TooMany("That was too often. Wait a little, then try again.")
            return view(*args, **kwargs)

        return limited

    return dress


def within(name: str, who: str) -> bool:
    """Count one more try of `who` at what the setting `rate_<name>` limits; False when it is one too many."""
    return _counter.hit(_rate(name), name, who)


def within_rate(rate: str, name: str, *, who: str) -> bool:
    """Count one more try against a rate that is no setting, such as `5/15 minutes`."""
    return _counter.hit(parse(rate), name, who)


def is_within(rate: str, name: str, *, who: str) -> bool:
    """Say whether one more try would be within a rate, without counting it."""
    return _counter.test(parse(rate), name, who)


def is_known(name: str) -> bool:
    """Say whether there is a setting `rate_<name>`."""
    return name in current_app.extensions[EXTENSION]


def counted(name: str, who: str) -> tuple[int, int]:
    """Count one more try of `who`; return how many that makes in this window, and how many the setting allows."""
    rate = _rate(name)
    return _counter.storage.incr(rate.key_for(name, who), rate.get_expiry()), rate.amount


def used(name: str, who: str) -> tuple[int, int]:
    """Return how many tries of `who` this window has seen, and how many the setting allows."""
    rate = _rate(name)
    return _counter.storage.get(rate.key_for(name, who)), rate.amount


def counted_rate(rate: str, name: str, *, who: str, tries: int = 1) -> None:
    """Count tries for a rate that is no setting, or take some back; `used_rate` tells what it makes."""
    parsed = parse(rate)
    _counter.storage.incr(parsed.key_for(name, who), parsed.get_expiry(), tries)


def used_rate(rate: str, name: str, *, who: str) -> tuple[int, int]:
    """Return how many tries of `who` the window of such a rate has seen, and how many it allows."""
    parsed = parse(rate)
    return _counter.storage.get(parsed.key_for(name, who)), parsed.amount


def window_seconds(name: str) -> int:
    """Return how long the window of a setting is."""
    return _rate(name).get_expiry()


def first_use(name: str, lifetime_seconds: int) -> bool:
    """Say whether something that may be used once was not used before; it counts as used from now on."""
    return _counter.storage.incr(f"once:{name}", lifetime_seconds) == 1


def wait_left(key: str) -> int:
    """Return for how many seconds somebody who failed has still to wait."""
    ready_at = read().scalar(select(RateWait.ready_at).where(RateWait.key == key))
    return _seconds_until(ready_at) if ready_at else 0


def strike(key: str, wait_after: Callable[[int], timedelta]) -> int:
    """Note one more failure in a row, before it is known to be one; return how long to wait when it came too early.

    `wait_after` tells how long to wait after so many of them. `forgive` takes all of them back.
    """
    now = clock.now()
    forgotten_at = now + REMEMBERED
    with transaction() as session:
        adding = inserting(dialect_of(session), RateWait).values(
            key=key, strikes=0, ready_at=now, expires_at=forgotten_at
        )
        session.execute(adding.on_conflict_do_nothing(index_elements=[RateWait.key]))
        row = session.scalars(select(RateWait).where(RateWait.key == key).with_for_update()).one()
        if row.ready_at > now:
            return _seconds_until(row.ready_at)
        row.strikes = row.strikes + 1 if row.expires_at > now else 1
        row.ready_at, row.expires_at = now + wait_after(row.strikes), forgotten_at
    return 0


def forgive(key: str) -> None:
    """Forget the failures of somebody who got through."""
    with transaction() as session:
        session.execute(delete(RateWait).where(RateWait.key == key))


def client() -> str:
    """Name the caller by its address, unreadably and for today only."""
    return hidden(_network(request.remote_addr or ""))


def hidden(*facts: str) -> str:
    """Hash facts about a caller under the salt of the day; 32 hex characters."""
    message = "\x00".join(facts).encode()
    return hmac.new(_salt(clock.now().date()), message, hashlib.sha256).hexdigest()[:32]


def forget_old() -> None:
    """Delete the counts that are over, and the salts of past days."""
    now = clock.now()
    with transaction() as session:
        session.execute(delete(RateCount).where(RateCount.expires_at <= now))
        session.execute(delete(RateWait).where(RateWait.expires_at <= now))
        session.execute(delete(RateSalt).where(RateSalt.day < now.date()))


def _rate(name: str) -> RateLimitItem:
    rate: RateLimitItem = current_app.extensions[EXTENSION][name]
    return rate


def _seconds_until(moment: datetime) -> int:
    return max(0, ceil((moment - clock.now()).total_seconds()))


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(ip_network((parsed, IPV6_PREFIX_BITS), strict=False))


def _salt(day: date) -> bytes:
    found = read().scalar(select(RateSalt.salt).where(RateSalt.day == day))
    return found if found is not None else _make_salt(day)


def _make_salt(day: date) -> bytes:
    with transaction() as session:
        adding = inserting(dialect_of(session), RateSalt).values(day=day, salt=secrets.token_bytes(SALT_BYTES))
        session.execute(adding.on_conflict_do_nothing(index_elements=[RateSalt.day]))
        return session.scalars(select(RateSalt.salt).where(RateSalt.day == day)).one()
