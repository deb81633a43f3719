"""What the outbox and the clock ask of the bridge: publishing, comparing, and acting on every deadline."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM, Role
from qa_portal.clinic import queries as clinic
from qa_portal.db import transaction
from qa_portal.identity.letters import post, post_to_role
from qa_portal.identity.models import LetterKind
from qa_portal.journey.publish.service import compare_with_approvals, publish
from qa_portal.library import release as library
from qa_portal.outbox.queue import put
from qa_portal.outbox.topics import Topic
from qa_portal.question.deadlines import try_again_at
from qa_portal.question.keeping import keeper_of, review_by
from qa_portal.question.ledger import move_publication, set_publication_alarm
from qa_portal.question.models import Publication
from qa_portal.question.status import PublicationStatus, PublicationStep
from qa_portal.question.taking_down import take_down
from qa_portal.question.writing import wipe_publication


def act_on_deadline(publication_id: str) -> None:
    """Do what the status asks for when its time has passed; an alarm that rings too early does nothing."""
    with transaction() as session:
        publication = session.get(Publication, publication_id, with_for_update=True)
        if publication is None or publication.due_at is None or publication.due_at > clock.now():
            return
        AFTER_DEADLINE[publication.where](session, publication)


def _draft_again(session: Session, publication: Publication) -> None:
    put(session, Topic.MAKE_DRAFT, publication.id)
    _tell_desk(session, publication)
    set_publication_alarm(session, publication, try_again_at(publication))


def _remind_desk(session: Session, publication: Publication) -> None:
    _tell_desk(session, publication)
    set_publication_alarm(session, publication)


def _tell_desk(session: Session, publication: Publication) -> None:
    post_to_role(session, Role.EDITOR, LetterKind.DESK_WAITING, f"/desk/{publication.id}")


def _remind_reviewers(session: Session, publication: Publication) -> None:
    for member in clinic.members(session):
        if member.account_id != publication.answered_by_id and clinic.queue_ids_of(session, member.account_id):
            post(session, member.account_id, LetterKind.REVIEW_ASKED, f"/review/{publication.id}")
    set_publication_alarm(session, publication)


def _remind_patient_or_keep(session: Session, publication: Publication) -> None:
    if publication.reminders == 0:
        publication.reminders = 1
        post(session, publication.patient_id, LetterKind.PUBLICATION_ASKED, f"/publication/{publication.id}")
        set_publication_alarm(session, publication)
        return
    # Silence is no yes.
    publication.end_reason = "patient_silent"
    move_publication(session, publication, PublicationStep.KEEP_PRIVATE, actor=SYSTEM, reason="silent")


def _publish_again(session: Session, publication: Publication) -> None:
    put(session, Topic.PUBLISH, publication.id)
    _tell_desk(session, publication)
    set_publication_alarm(session, publication, try_again_at(publication))


def _come_due(session: Session, publication: Publication) -> None:
    if library.is_merged(session, publication.page_id or ""):
        # Nobody reads its words: the page it leads to has a date of its own.
        publication.review_by_at = review_by(session, publication)
        set_publication_alarm(session, publication)
        return
    move_publication(session, publication, PublicationStep.COME_DUE, actor=SYSTEM)
    _tell_desk(session, publication)
    keeper_id = keeper_of(session, publication.answered_by_id, publication.queue_id)
    if keeper_id is not None:
        post(session, keeper_id, LetterKind.PAGE_DUE, "/pages-due")


def _take_down_overdue(session: Session, publication: Publication) -> None:
    take_down(session, publication, PublicationStep.WITHDRAW, actor=SYSTEM, reason="review_overdue")
    post(session, publication.patient_id, LetterKind.WITHDRAWN, f"/questions/{publication.question_id}")


def _wipe(session: Session, publication: Publication) -> None:
    wipe_publication(publication)
    # The end of the way: nothing is left that could be late.
    publication.due_at = None


AFTER_DEADLINE: dict[PublicationStatus, Callable[[Session, Publication], None]] = {
    PublicationStatus.CANDIDATE: _draft_again,
    PublicationStatus.DRAFTED: _remind_desk,
    PublicationStatus.IN_REVIEW: _remind_reviewers,
    PublicationStatus.REVIEWED: _remind_patient_or_keep,
    PublicationStatus.APPROVED: _publish_again,
    PublicationStatus.PUBLISHED: _come_due,
    PublicationStatus.DUE: _take_down_overdue,
    PublicationStatus.DECLINED: _wipe,
    PublicationStatus.DROPPED: _wipe,
    PublicationStatus.WITHDRAWN: _wipe,
}
"""What happens when the deadline of a status passes."""

HANDLERS: dict[Topic, Callable[[str], None]] = {
    Topic.PUBLISH: publish,
    Topic.PUBLICATION_DUE: act_on_deadline,
}
CHECK_SECONDS = 60.0
"""How often the public pages are compared with what their patients approved, in seconds."""
PERIODIC: dict[str, tuple[float, Callable[[], None]]] = {
    "compare_with_approvals": (CHECK_SECONDS, compare_with_approvals),
}
