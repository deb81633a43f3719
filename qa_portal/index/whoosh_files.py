"""Whoosh's files: opened without a memory map, always closed again, and every failure to read them named.

And the one thing it is told about words: their weight, which was worked out before.
"""

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from pickle import UnpicklingError
from typing import IO, Any

from whoosh.analysis import Analyzer, Token
from whoosh.codec.base import OutOfOrderError
from whoosh.filedb.filestore import FileStorage, StorageError
from whoosh.filedb.filetables import FileFormatError
from whoosh.index import FileIndex
from whoosh.index import IndexError as TocError
from whoosh.reading import CorruptIndexError, ReaderClosed, TermNotFound

from qa_portal.index.backend import IndexDamaged
from qa_portal.index.seals import TOC, is_sealed, seal

DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    ImportError,
    NameError,
    RuntimeError,
    MemoryError,
    struct.error,
    zlib.error,
    UnpicklingError,
    TocError,
    CorruptIndexError,
    FileFormatError,
    StorageError,
    OutOfOrderError,
    ReaderClosed,
    TermNotFound,
)
"""What a cut or overwritten file makes the engine raise: measured, it is nearly anything."""


@contextmanager
def damage_is_named() -> Iterator[None]:
    """Turn whatever the engine raises while it reads into IndexDamaged."""
    try:
        yield
    except DAMAGE as problem:
        raise IndexDamaged(f"the search index cannot be read ({type(problem).__name__})") from problem


def files_of(build: Path) -> tuple[FileStorage, Callable[[], None]]:
    """Return the files of one build, and a function that closes those still open.

    A file cut under a memory map kills the process; without a map a read only fails. The engine forgets
    to close files it could not read, so each one opened is remembered. And it unpickles a table of contents
    before it knows what it is: one that is not what was sealed is not opened.
    """
    storage = FileStorage(str(build), supports_mmap=False)
    engine_opens: Callable[..., Any] = storage.open_file
    engine_renames: Callable[..., Any] = storage.rename_file
    handles: list[IO[bytes]] = []

    def rename_file(oldname: str, newname: str, safe: bool = False) -> None:
        if newname.endswith(TOC):
            seal(build, {newname: build / oldname})
        engine_renames(oldname, newname, safe=safe)

    def open_file(name: str, **wishes: Any) -> Any:
        if name.endswith(TOC) and not is_sealed(build / name):
            raise IndexDamaged("the table of contents of the search index is not what was written")
        file = engine_opens(name, **wishes)
        handles.append(file.file)
        return file

    def close_all() -> None:
        while handles:
            handles.pop().close()

    storage.open_file = open_file
    storage.rename_file = rename_file
    return storage, close_all


@contextmanager
def opened(build: Path) -> Iterator[FileIndex]:
    """Open the index of a build for as long as the block runs."""
    storage, close_all = files_of(build)
    try:
        yield storage.open_index()
    finally:
        close_all()


class WeighedStems(Analyzer):  # type: ignore[misc]
    """Reads `stem^weight stem^weight ...`, so that the engine keeps a weight that is no count."""

    def __call__(self, value: str, **_: Any) -> Iterator[Token]:
        """Yield one token a stem; its boost is what the engine stores as weight."""
        token = Token()
        for part in value.split():
            token.text, _sign, weight = part.partition("^")
            token.boost = float(weight)
            yield token


def as_text(weights: Mapping[str, float]) -> str:
    """Write weights the way `WeighedStems` reads them."""
    return " ".join(f"{stem}^{weight!r}" for stem, weight in weights.items())
