"""ZIP archives made while they are sent: nothing of them lies on the disk, and one piece at a time in memory."""

import io
from collections.abc import Iterable, Iterator
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from qa_portal import clock

Part = tuple[str, Iterable[bytes]]
"""Name and pieces of a file in an archive."""
READABLE = 0o600 << 16
"""The rights a file gets where it is unpacked: its owner's."""


def zipped(parts: Iterable[Part]) -> Iterator[bytes]:
    """Give an archive of the parts, piece by piece."""
    outlet = _Outlet()
    made_at = clock.now().timetuple()[:6]
    with ZipFile(outlet, "w", ZIP_DEFLATED) as archive:
        for name, pieces in parts:
            info = ZipInfo(name, date_time=made_at)
            info.external_attr = READABLE
            info.compress_type = ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as member:
                for piece in pieces:
                    member.write(piece)
                    yield outlet.taken()
            yield outlet.taken()
    yield outlet.taken()


class _Outlet(io.RawIOBase):
    """Where an archive is written to: it can only go on, never back."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """Say yes: `ZipFile` asks."""
        return True

    def write(self, piece: Any) -> int:
        """Keep a piece until it is taken."""
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
