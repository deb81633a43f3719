"""Keeping the search index equal to the live pages: at once after a commit, and again by comparison."""

from collections.abc import Callable

import structlog

from qa_portal import settings
from qa_portal.db import read, transaction
from qa_portal.index.backend import IndexDamaged
from qa_portal.index.chosen import take_others_away
from qa_portal.index.current import index
from qa_portal.index.pages import checksum_of
from qa_portal.library import queries, related, release
from qa_portal.outbox import queue
from qa_portal.outbox.topics import Topic

log = structlog.get_logger()
WATCH_SECONDS = 5.0
"""How often the worker looks whether a reader met damage."""
COMPARE_SECONDS = 60.0
"""How often the index is compared with the live pages."""
RELATE_SECONDS = 2.0
DUE_SECONDS = 3600.0
MANY = 0.5
"""When more than this share of the pages differs, a new index is quicker than mending the old one."""


def put_page(page_id: str) -> None:
    """Index one page as it is now; one that is gone is taken out."""
    pages = list(queries.each_public_page(read(), [page_id]))
    if pages:
        index().put(pages[0])
        related.look_again_around(page_id)
    else:
        index().drop(page_id)


def put_batch(batch_id: str) -> None:
    """Index the pages of an import batch."""
    index().put_many(queries.each_public_page(read(), queries.ids_of_batch(read(), batch_id)))


def drop_page(page_id: str) -> None:
    """Take a page out, unless it was released again meanwhile."""
    put_page(page_id)


def watch() -> None:
    """Make a new index as soon as a reader met damage, or when there is none."""
    if index().needs_rebuild():
        rebuild()


def mend() -> None:
    """Make the index equal to the live pages, whatever it takes, and the only one."""
    compare()
    take_others_away(settings.current())


def compare() -> str:
    """Compare the index with the live pages and mend it; return `same`, `mended`, `rebuilt`, or `busy` (work waits)."""
    try:
        index().verify()
        held = index().entries()
    except IndexDamaged:
        rebuild()
        return "rebuilt"
    wanted = queries.stamps(read())
    if held == wanted:
        return "same"
    if queue.is_waiting(read(), HANDLERS):
        return "busy"
    missing = [page_id for page_id, stamp in wanted.items() if held.get(page_id) != stamp]
    extra = held.keys() - wanted.keys()
    if len(missing) + len(extra) > MANY * len(wanted):
        rebuild()
        return "rebuilt"
    index().drop_many(extra)
    index().put_many(queries.each_public_page(read(), missing))
    log.info("search index mended", put=len(missing), dropped=len(extra))
    return "mended"


def rebuild() -> int:
    """Make a new index of all live pages and swap it in; return how many.

    Raises: IndexDamaged, when it does not hold them; the old one stays.
    """
    count = index().rebuild(queries.each_public_page(read()))
    log.info("search index rebuilt", pages=count)
    return count


def is_same() -> bool:
    """Whether the index holds exactly the live pages, unharmed. Changes nothing."""
    try:
        index().verify()
        return index().checksum() == checksum_of(queries.stamps(read()))
    except IndexDamaged:
        return False


def mark_due() -> None:
    """Mark pages whose review date has passed."""
    with transaction() as session:
        release.mark_due(session)


def relate() -> None:
    """Find the answers near those that are new, when nothing waits for the index."""
    if not queue.is_waiting(read(), HANDLERS):
        related.find_missing()


HANDLERS: dict[Topic, Callable[[str], None]] = {
    Topic.INDEX_PUT: put_page,
    Topic.INDEX_PUT_BATCH: put_batch,
    Topic.INDEX_DROP: drop_page,
}
PERIODIC: dict[str, tuple[float, Callable[[], None]]] = {
    "watch search index": (WATCH_SECONDS, watch),
    "find related answers": (RELATE_SECONDS, relate),
    "compare search index": (COMPARE_SECONDS, mend),
    "mark pages due for review": (DUE_SECONDS, mark_due),
}
