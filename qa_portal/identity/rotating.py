"""The whole of a rotation in its order: a new root, everything wrapped anew, every look-up brought over."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qa_portal.crypto import rotation, uses
from qa_portal.crypto.keyring import KeyState, keyring
from qa_portal.crypto.rotation import Progress
from qa_portal.crypto.sources import KeySource
from qa_portal.identity import relookup
from qa_portal.settings import Settings

SETTLE_SECONDS = 1.0
"""So long after a change of the ring a request that began before it may still write with the older root."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a rotation, as it is shown: what is done, to how many."""

    name: str
    total: int


def rotate(settings: Settings, source: KeySource, progress: Progress = lambda _done: None) -> Iterator[Step]:
    """Bring everything to the active root, after `rotation.begin`; broken off anywhere, it goes on when called again.

    Gives each step before it is done. Where others keep the source, it ends before the last step, until they have put
    in what was written for them.
    """
    yield Step("Wrapping keys anew", uses.count_keys())
    _until_none(rotation_of_wraps, progress)
    yield Step("Making look-ups anew", relookup.count_all())
    _until_none(relookup.bring_second_columns, progress)
    if _is_left(source):
        source.write(source.read().with_older_spent())
    if _is_left(source):
        return
    yield Step("Using the new look-ups", relookup.count_all())
    _until_none(relookup.bring_first_columns, progress)
    rotation.forget_unused(settings, source.read())


def rotation_of_wraps(progress: Progress) -> int:
    """Wrap keys anew with the ring as it is now."""
    return rotation.rewrap(keyring(), progress)


def _is_left(source: KeySource) -> bool:
    """Say whether look-ups are still made with an older root."""
    return any(root.state is KeyState.DECRYPT_ONLY for root in source.read())


def _until_none(act: Callable[[Progress], int], progress: Progress) -> None:
    """Do it, and again after a moment, until there was nothing left: requests under way may have added to it."""
    act(progress)
    while True:
        time.sleep(SETTLE_SECONDS)
        if not act(lambda _done: None):
            return
