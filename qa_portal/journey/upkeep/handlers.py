"""What the outbox and the clock ask of upkeep: looking at places, reminding owners, holding back what is overdue."""

from collections.abc import Callable

from qa_portal import clock, settings
from qa_portal.access.permissions import Role
from qa_portal.db import transaction
from qa_portal.errors import Unavailable
from qa_portal.identity.letters import post, post_to_role
from qa_portal.identity.models import LetterKind
from qa_portal.journey.upkeep import queries
from qa_portal.library import recalls, release, sources
from qa_portal.library.models import Page
from qa_portal.library.upkeep_models import PageReport, Recall
from qa_portal.outbox.topics import Topic
from qa_portal.question.keeping import keeper_of
from qa_portal.question.places import looked_at
from qa_portal.question.removals import Removal, note_places

ROUND_SECONDS = 3600.0
"""How often the dates of pages are looked at."""


class StillThere(Unavailable):
    """A page stands somewhere still; the worker looks again."""


def verify_removal(removal_id: str) -> None:
    """Look at every place a page stood in and write down where it is gone; look again until it is gone everywhere.

    Raises: StillThere.
    """
    with transaction() as session:
        removal = session.get(Removal, removal_id)
        # An erased question takes its receipts with it.
        if removal is None or removal.finished_at is not None:
            return
        page_id = removal.page_id
    gone = looked_at(page_id)
    with transaction() as session:
        removal = session.get(Removal, removal_id, with_for_update=True)
        all_gone = removal is None or note_places(removal, gone)
    if not all_gone:
        raise StillThere("A page that was taken away stands somewhere still.")


def tell_of_report(report_id: str) -> None:
    """Tell the desk and who stands for the page that somebody reported it."""
    with transaction() as session:
        report = session.get(PageReport, report_id)
        if report is None or report.outcome is not None:
            return
        post_to_role(session, Role.EDITOR, LetterKind.DESK_WAITING, "/page-reports")
        keeper_id = keeper_of(session, report.page.owner_id, report.page.queue_id)
        if keeper_id is not None:
            post(session, keeper_id, LetterKind.PAGE_DUE, "/pages-due")


def tell_of_recall(recall_id: str) -> None:
    """Tell who stands for recalled pages, and whoever follows them; only ids go on from here."""
    with transaction() as session:
        recall = session.get(Recall, recall_id)
        if recall is None or recall.restored_at is not None:
            return
        page_ids = recalls.ids_of(session, recall_id)
        pages = [session.get_one(Page, page_id) for page_id in page_ids]
        keepers = {keeper_of(session, page.owner_id, page.queue_id) for page in pages} - {None}
        for keeper_id in sorted(map(str, keepers)):
            post(session, keeper_id, LetterKind.PAGE_DUE, "/pages-due")
    for teller in recalls.tellers():
        teller.recalled(recall_id, page_ids)


def remind() -> None:
    """Write to who stands for pages whose review date is near: one mail each, however many pages."""
    with transaction() as session:
        pages = queries.to_remind(session)
        keepers = {keeper_of(session, page.owner_id, page.queue_id) for page in pages}
        for keeper_id in sorted(keepers - {None}, key=str):
            post(session, str(keeper_id), LetterKind.PAGE_DUE, "/pages-due")
        if None in keepers:
            post_to_role(session, Role.EDITOR, LetterKind.PAGE_DUE, "/pages-due")
        for page in pages:
            page.reminded_at = clock.now()


def hold_overdue() -> None:
    """Hold back the clinic's own pages nobody looked at in time."""
    with transaction() as session:
        release.hold_overdue(session, settings.current().overdue_months)


HANDLERS: dict[Topic, Callable[[str], None]] = {
    Topic.VERIFY_REMOVAL: verify_removal,
    Topic.PAGE_REPORTED: tell_of_report,
    Topic.PAGES_RECALLED: tell_of_recall,
}
PERIODIC: dict[str, tuple[float, Callable[[], None]]] = {
    "remind owners of pages": (ROUND_SECONDS, remind),
    "gather sources": (ROUND_SECONDS, sources.gather_when_wanted),
    "look at a source": (sources.STEP_SECONDS, sources.Walker().step),
    "hold back overdue pages": (ROUND_SECONDS, hold_overdue),
}
