"""Ways in which the folder of the index is harmed while it is read: by a disk, a slip of a person, or malice."""

import os
import pickle
import random
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

FILLED_BYTES = 4 * 2**20
Harm = tuple[str, Callable[[], None]]


class _Touch:
    """Unpickled, it makes a file: what garbage could do to a reader that trusts it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, int]]:
        return os.open, (str(self.path), os.O_CREAT)


def live_build(root: Path) -> Path:
    """The folder of the build that is read."""
    return root / (root / "CURRENT").read_text(encoding="ascii").strip()


def files_of(root: Path) -> list[Path]:
    """All files of the live build, and the note of which one it is."""
    return [root / "CURRENT", *sorted(path for path in live_build(root).iterdir() if path.is_file())]


def tocs_of(root: Path) -> list[Path]:
    """Tables of contents of the live build."""
    return sorted(live_build(root).glob("*.toc"))


def to_whole_folders(root: Path) -> Iterator[Harm]:
    """Harm to all at once."""
    yield "the folder is deleted", lambda: shutil.rmtree(root)
    yield "the build is deleted", lambda: shutil.rmtree(live_build(root))
    yield "a file stands in its place", lambda: _made_a_file(root)
    yield "every file is cut", lambda: _each(root, _cut)
    yield "every file is emptied", lambda: _each(root, lambda path: os.truncate(path, 0))
    yield "others may write to it", lambda: root.chmod(0o777)
    if not _sees_through(root):
        yield "nobody may enter the folder", lambda: root.chmod(0)
        yield "nobody may enter the build", lambda: live_build(root).chmod(0)


def _each(root: Path, act: Callable[[Path], None]) -> None:
    for path in files_of(root):
        act(path)


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _fill(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\xa5" * FILLED_BYTES)


def _overwrite(path: Path) -> None:
    path.write_bytes(b"\xa5" * path.stat().st_size)


def _made_a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.touch()


def to_tocs(root: Path, dice: random.Random, trap: Path) -> Iterator[Harm]:
    """Harm to the table of contents, which the engine unpickles."""

    def all_become(content: Callable[[bytes], bytes]) -> None:
        for path in tocs_of(root):
            path.write_bytes(content(path.read_bytes()))

    yield "the table of contents is zeroes", lambda: all_become(lambda old: bytes(len(old)))
    yield "the table of contents is noise", lambda: all_become(lambda old: dice.randbytes(len(old)))
    yield "the table of contents is a pickle", lambda: all_become(lambda old: pickle.dumps({"a": [1, 2.5]}))
    yield "the table of contents is a trap", lambda: all_become(lambda old: _with_trap(old, trap))


def _with_trap(toc: bytes, trap: Path) -> bytes:
    """Put a pickle that acts where the engine expects the one of the schema; two bytes before it say how long it is."""
    start, evil = toc.index(b"\x80\x02"), pickle.dumps(_Touch(trap), 2)
    length = bytes([len(evil) & 0x7F | 0x80, len(evil) >> 7])
    return toc[: start - 2] + length + evil + toc[start:]


def to_single_files(root: Path, dice: random.Random) -> Iterator[Harm]:
    """Harm to one file after another; which ones there are is looked up when it happens."""
    harms: tuple[tuple[str, Callable[[Path], None]], ...] = (
        ("deleted", lambda path: path.unlink()),
        ("cut", _cut),
        ("emptied", lambda path: os.truncate(path, 0)),
        ("changed in one bit", lambda path: _flip(path, dice, 1)),
        ("changed in fifty places", lambda path: _flip(path, dice, 50)),
        ("filled", _fill),
        ("overwritten", _overwrite),
        ("closed to everybody", lambda path: path.chmod(0)),
        ("a folder now", _made_a_folder),
    )
    for name, act in harms:
        if name == "closed to everybody" and _sees_through(root):
            continue
        for kind in ("CURRENT", "SEALS", ".toc", ".seg"):
            yield f"{kind} is {name}", partial(_harm_largest, root, kind, act)


def _sees_through(root: Path) -> bool:
    """Whether this account reads what nobody may read, as the superuser does: there is nothing to measure then."""
    probe = root.with_name("probe")
    probe.touch(mode=0)
    try:
        return os.access(probe, os.R_OK)
    finally:
        probe.unlink()


def _harm_largest(root: Path, kind: str, act: Callable[[Path], None]) -> None:
    fitting = [path for path in files_of(root) if kind in (path.name, path.suffix)]
    act(max(fitting, key=lambda path: path.stat().st_size))


TABLES = ("search_state", "search_pages", "search_postings", "search_stems", "search_words")


def to_tables() -> Iterator[tuple[str, str]]:
    """Harm to the index inside PostgreSQL: what it is called, and the statement."""
    for table in TABLES:
        yield f"{table} is emptied", f"DELETE FROM {table}"
    yield "half of the postings are gone", "DELETE FROM search_postings WHERE length(stem) % 2 = 0"
    yield "one posting is gone", "DELETE FROM search_postings WHERE ctid = (SELECT min(ctid) FROM search_postings)"
    yield "numbers are cut", "UPDATE search_postings SET documents = substr(documents, 1, 3)"
    yield "weights are gone", "UPDATE search_postings SET weights = '' WHERE NOT on_shelf"
    yield "the format is another", "UPDATE search_state SET format = 'x'"


def _flip(path: Path, dice: random.Random, times: int) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(times):
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    path.write_bytes(content)


def _made_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
