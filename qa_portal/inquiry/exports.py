"""Signed tables: CSV whose last line is an Ed25519 signature over all lines before, checked by a command."""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa_portal.crypto.signing import is_signed, public_keys, sign

MARK = "qa-portal-signature"
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins like this would be a formula to a spreadsheet. Source: OWASP, CSV Injection."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a signed table found."""

    whole: bool
    ours: bool
    key: str

    @property
    def is_good(self) -> bool:
        """Whether nothing was changed since a key of this installation signed it."""
        return self.whole and self.ours


def signed_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as CSV with a signature as its last line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in head])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    content = out.getvalue().encode()
    key, signature = sign(content)
    return content + f"{MARK},ed25519,{key},{signature}\r\n".encode()


def safe_cell(cell: object) -> str:
    """Return a cell that no spreadsheet runs: one that begins like a formula gets an apostrophe in front."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(RISKY) else text


def digest(content: bytes) -> str:
    """Return the fingerprint of an export, for the log."""
    return hashlib.sha256(content).hexdigest()


def check(content: bytes) -> Checked:
    """Say whether a signed table is as it was signed, and whether a key of this installation did it."""
    before, found, line = content.rstrip(b"\r\n").rpartition(f"\r\n{MARK},ed25519,".encode())
    parts = line.decode("ascii", "replace").split(",")
    if not found or len(parts) != 2:
        return Checked(False, False, "")
    key, signature = parts
    return Checked(is_signed(key, signature, before + b"\r\n"), key in public_keys(), key)
