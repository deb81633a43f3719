"""Use cases of upkeep: a page is still right, or needs changes; a report is decided."""

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.db import transaction
from qa_portal.errors import Conflict, NotFound
from qa_portal.library import recalls, release, reports
from qa_portal.library.models import Page
from qa_portal.library.upkeep_models import PageReport, Recall, Wrong
from qa_portal.question.keeping import note_vouching, publication_of, vouch


def still_right(user: Actor, page_id: str) -> None:
    """Say of a page that it was looked at and is still right.

    Raises: NotFound, Forbidden, Gone, WrongStep.
    """
    with transaction() as session:
        page = session.get(Page, page_id, with_for_update=True)
        ensure(user, Permission.PAGE_VOUCH, page)
        publication = publication_of(session, page_id)
        if publication is not None:
            vouch(session, user, publication)
        else:
            release.still_right(session, page_id)
        note_vouching(session, user, page_id)


def needs_changes(user: Actor, page_id: str, words: str, *, lang: str) -> None:
    """Say of a page that it needs changes: the desk finds it among the reports.

    Raises: NotFound, Forbidden, Gone.
    """
    with transaction() as session:
        page = session.get(Page, page_id)
        ensure(user, Permission.PAGES_DUE, page)
        if page is None:
            raise NotFound("There is no such page.")
        report = reports.add(session, page, Wrong.NEEDS_CHANGES, words, lang=lang)
        record(
            session,
            Action.PAGE_REPORTED,
            actor=user,
            subject_id=page.id,
            page_id=page.id,
            report_id=report.id,
            wrong=report.wrong,
        )


def decide(user: Actor, report_id: str, outcome: str) -> None:
    """Write down what became of a report; it is said once.

    Raises: NotFound, Forbidden, Conflict.
    """
    with transaction() as session:
        report = session.get(PageReport, report_id, with_for_update=True)
        ensure(user, Permission.REPORTS_WORK, report)
        if report is None:
            raise NotFound("There is no such report.")
        if report.outcome is not None:
            raise Conflict("This report was decided already.")
        report.outcome, report.decided_at, report.decided_by_id = outcome, clock.now(), user.id
        record(
            session,
            Action.REPORT_DECIDED,
            actor=user,
            subject_id=report.page_id,
            page_id=report.page_id,
            report_id=report.id,
            outcome=outcome,
        )


def recall(user: Actor, page_ids: list[str], *, reason: str, notice: str) -> int:
    """Take pages from the readers with a notice in their place; return how many.

    Raises: Forbidden, Conflict.
    """
    with transaction() as session:
        made = recalls.hold(session, page_ids[: recalls.MOST], reason=reason, notice=notice, by_id=user.id)
        ensure(user, Permission.PAGE_RECALL, made)
        record(
            session,
            Action.PAGES_RECALLED,
            actor=user,
            subject_id=made.id,
            recall_id=made.id,
            pages=made.pages,
            reason=reason,
        )
        return made.pages


def ask_undo(user: Actor, recall_id: str) -> None:
    """Ask that a recall be undone; somebody else has to say so, too.

    Raises: NotFound, Forbidden, Conflict.
    """
    with transaction() as session:
        made = _open_recall(session, user, recall_id)
        made.undo_by_id, made.undo_at = user.id, clock.now()
        record(session, Action.RECALL_DOUBTED, actor=user, subject_id=made.id, recall_id=made.id)


def restore(user: Actor, recall_id: str) -> int:
    """Undo a recall somebody else asked to undo; return how many pages are shown again.

    Raises: NotFound, Forbidden, Conflict.
    """
    with transaction() as session:
        made = _open_recall(session, user, recall_id)
        if made.undo_by_id is None or made.undo_by_id == user.id:
            raise Conflict("Undoing a recall needs a second person.")
        made.restored_by_id, made.restored_at = user.id, clock.now()
        count = recalls.give_back(session, made)
        record(session, Action.RECALL_UNDONE, actor=user, subject_id=made.id, recall_id=made.id, pages=count)
        return count


def _open_recall(session: Session, user: Actor, recall_id: str) -> Recall:
    made = session.get(Recall, recall_id, with_for_update=True)
    ensure(user, Permission.PAGE_RECALL, made)
    if made is None:
        raise NotFound("There is no such recall.")
    if made.restored_at is not None:
        raise Conflict("This recall was undone already.")
    return made


def merge(user: Actor, page_id: str, into_id: str) -> None:
    """Let the address of a page lead to another; whoever agreed to the first can still take it back.

    Raises: NotFound, Forbidden, Conflict.
    """
    with transaction() as session:
        page, into = session.get(Page, page_id, with_for_update=True), session.get(Page, into_id)
        ensure(user, Permission.PAGE_MERGE, page)
        if page is None or into is None:
            raise NotFound("There is no such page.")
        recalls.merge(session, page, into)
        record(session, Action.PAGE_MERGED, actor=user, subject_id=page.id, page_id=page.id, into_id=into.id)
