"""The demo's sign-ins: random passwords in a file beside the keys that only its owner can read.

While the demo is being loaded the file has another name, and also says which questions are done:
so a load that was broken off goes on, with the same passwords.
"""

import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from qa_portal.access.permissions import Role
from qa_portal.demo import content
from qa_portal.identity import totp

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
"""Signs of a demo password: none that looks like another."""
GROUPS, GROUP_SIGNS = 4, 4
PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class SignIn:
    """One person's way in."""

    role: str
    email: str
    password: str = field(repr=False)
    name: str = ""
    totp_secret: str = field(default="", repr=False)
    """What the authenticator app of a member of staff would know; empty for patients."""


@dataclass(slots=True)
class Progress:
    """How far loading came."""

    sign_ins: list[SignIn]
    played: list[str] = field(default_factory=list)
    """Names of the questions whose story is told."""


def fresh() -> list[SignIn]:
    """Return new sign-ins for everybody of the demo."""
    return [_fresh(person) for person in content.people()]


def _fresh(person: content.Row) -> SignIn:
    clear_secret = totp.new_secret() if Role(person["role"]).is_staff else ""
    return SignIn(person["role"], person["email"], _password(), person["display_name"], clear_secret)


def saved(path: Path) -> list[SignIn]:
    """Return the sign-ins of a loaded demo; none when there is no such file."""
    return [SignIn(**row) for row in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []


def begun(path: Path) -> Progress | None:
    """Return how far a load came that was broken off; None when there was none."""
    unfinished = _unfinished(path)
    if not unfinished.exists():
        return None
    told = json.loads(unfinished.read_text(encoding="utf-8"))
    return Progress([SignIn(**row) for row in told["sign_ins"]], told["played"])


def note(path: Path, progress: Progress) -> None:
    """Keep how far loading came."""
    rows = _rows(progress.sign_ins)
    _write(_unfinished(path), json.dumps({"sign_ins": rows, "played": progress.played}))


def finish(path: Path, sign_ins: Iterable[SignIn]) -> None:
    """Keep the sign-ins of a demo that is loaded."""
    _write(path, json.dumps(_rows(sign_ins), ensure_ascii=False, indent=1) + "\n")
    _unfinished(path).unlink(missing_ok=True)


def _rows(sign_ins: Iterable[SignIn]) -> list[dict[str, str]]:
    return [asdict(one) for one in sign_ins]


def _password() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_SIGNS)) for _ in range(GROUPS))


def _unfinished(path: Path) -> Path:
    return path.with_name(f"{path.name}.unfinished")


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all, closed to others from its first moment."""
    beside = path.with_name(f".{path.name}")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "w", encoding="utf-8") as file:
        file.write(text)
    beside.replace(path)
