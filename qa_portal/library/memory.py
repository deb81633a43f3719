"""What a process keeps in memory: values until something changes, and many values within a limit of bytes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

V = TypeVar("V")


class UntilChanged(Generic[V]):
    """One value for each database, as long as a mark stays what it was."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Engine | Connection, tuple[int | str, V]] = WeakKeyDictionary()

    def get(self, session: Session, mark: int | str, make: Callable[[], V]) -> V:
        """Return what is known under this mark, made now where it is not; an empty mark keeps nothing."""
        engine = session.get_bind()
        known = self._known.get(engine)
        if known is None or known[0] != mark or not mark:
            known = self._known[engine] = (mark, make())
        return known[1]


class Memory(Generic[V]):
    """Values by key, all kept under one mark: under another they are forgotten.

    Of too many bytes the value asked for longest ago goes first.
    """

    def __init__(self, max_bytes: int, size_of: Callable[[V], int]) -> None:
        self._max_bytes, self._size_of = max_bytes, size_of
        self._kept: OrderedDict[Hashable, V] = OrderedDict()
        self._mark: Hashable = None
        self._lock = threading.Lock()
        self.bytes = 0

    def __len__(self) -> int:
        """How many values are kept."""
        return len(self._kept)

    def get(self, key: Hashable, mark: Hashable) -> V | None:
        """Return what is kept of a key under a mark."""
        with self._lock:
            if mark != self._mark:
                self._kept.clear()
                self.bytes, self._mark = 0, mark
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: Hashable, value: V, mark: Hashable) -> None:
        """Keep a value that was made under a mark; one that was made too slowly, and is old already, is not kept."""
        with self._lock:
            if mark != self._mark:
                return
            self._drop(key)
            self._kept[key] = value
            self.bytes += self._size_of(value)
            while self.bytes > self._max_bytes:
                self._drop(next(iter(self._kept)))

    def _drop(self, key: Hashable) -> None:
        old = self._kept.pop(key, None)
        self.bytes -= self._size_of(old) if old is not None else 0
