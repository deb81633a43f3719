"""Canaries: words of random consonants, one a sealed field; and looking for them in every byte on the disk."""

import os
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.audit.sweep import hits
from qa_portal.audit.sweep import sweep as sweep_disk
from qa_portal.crypto.keystore import owner_key, question_key
from qa_portal.crypto.sealed import Sealed, SealedColumn, place_of, unseal
from qa_portal.db import Base
from qa_portal.errors import Unreadable

CONSONANTS = "bcdfghjklmnpqrstvwxz"
LENGTH = 16
BIRTH_DATE = "1907-11-23"
"""A date is the one field that takes no consonants."""


@dataclass
class Canaries:
    """The words planted, by the field they were planted in."""

    words: dict[str, str] = field(default_factory=dict)
    _dice: random.Random = field(default_factory=random.SystemRandom)

    def of(self, name: str, signs: str = CONSONANTS, length: int = LENGTH) -> str:
        """Return the canary of a field; the same whenever it is asked for."""
        if name not in self.words:
            self.words[name] = "".join(self._dice.choice(signs) for _ in range(length))
        return self.words[name]

    def number(self, name: str) -> str:
        """Return the canary of a field that takes a telephone number."""
        return self.of(name, "123456789", 13)


def sealed_columns() -> dict[str, type[Any]]:
    """Return every sealed column there is, as `table.column`, found by its type."""
    found = {}
    for mapper in Base.registry.mappers:
        for name, column in mapper.columns.items():
            if isinstance(column.type, SealedColumn):
                found[f"{mapper.class_.__tablename__}.{name}"] = mapper.class_
    return found


def opened(session: Session) -> dict[str, list[str]]:
    """Open every sealed value of a store; return the clear texts by column."""
    texts: dict[str, list[str]] = {}
    for (name, _row_id), text in opened_by_place(session).items():
        texts.setdefault(name, []).append(text)
    return texts


def opened_by_place(session: Session) -> dict[tuple[str, str], str]:
    """Open every sealed value of a store; return the clear text by `table.column` and row."""
    texts: dict[tuple[str, str], str] = {}
    for name, model in sealed_columns().items():
        column = name.partition(".")[2]
        for row in session.scalars(select(model)):
            value: Sealed | None = getattr(row, column)
            if value is not None:
                texts[name, row.id] = _open(row, column, value)
    return texts


def _open(row: Any, column: str, value: Sealed) -> str:
    owners = [row.id, row.owner_id, getattr(row, "question_id", "")]
    finders: tuple[Callable[[str], bytes], ...] = (question_key, owner_key)
    for find, owner in product(finders, owners):
        try:
            return unseal(find(owner), place_of(row, column), value)
        except Unreadable:
            continue
    raise AssertionError(f"{row.__tablename__}.{column} does not open with any key of its row")


def sweep(folders: Iterable[Path], words: Iterable[str]) -> dict[str, list[str]]:
    """Look through every file below the folders, names too; return what was found, by file."""
    return sweep_disk(folders, words).found


def sweep_open_files(groups: Iterable[int], words: Iterable[str], but: Iterable[Path] = ()) -> dict[str, list[str]]:
    """Look through the files that processes hold open, deleted ones too; those below the folders `but` are known."""
    wanted, known = list(words), list(but)
    found = {}
    for process in (path for path in Path("/proc").iterdir() if path.name.isdigit()):
        try:
            if os.getpgid(int(process.name)) not in set(groups):
                continue
            for held in (process / "fd").iterdir():
                if not held.is_file() or _is_known(held.readlink(), known):
                    continue
                if seen := hits(held.read_bytes(), wanted):
                    found[f"{held} -> {held.readlink()}"] = [word for word, _form in seen]
        except (OSError, ProcessLookupError):
            continue
    return found


def _is_known(path: Path, folders: list[Path]) -> bool:
    # The name of a deleted file has a word behind it, so it exists no more.
    return path.exists() and any(path.is_relative_to(folder) for folder in folders)
