"""Use cases of a patient's rights: take everything along, erase a question or everything, hold a proof of it."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from qa_portal import clock, settings
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import queries as clinic
from qa_portal.crypto.erasures import ErasureMark, mark_of_secret, secret_of
from qa_portal.crypto.shredding import Reason
from qa_portal.db import transaction
from qa_portal.errors import Conflict, Gone, NotFound
from qa_portal.identity.letters import post
from qa_portal.identity.models import Account, LetterKind
from qa_portal.identity.queries import account as account_of
from qa_portal.identity.queries import for_update as account_for_update
from qa_portal.identity.reading import open_contact, open_profile
from qa_portal.privacy.rights import queries
from qa_portal.privacy.rights.queries import Opening, Preview
from qa_portal.question import erasure
from qa_portal.question.attachments import Attachment, sent_of
from qa_portal.question.erasure import Order
from qa_portal.question.file_reading import OpenFile, open_file
from qa_portal.question.holds import is_person_held, is_question_held
from qa_portal.question.models import Publication, Question
from qa_portal.question.pictures import Kind
from qa_portal.question.publication_reading import open_publication
from qa_portal.question.queries import ask_draft_of, for_update, of_patient, publications_of
from qa_portal.question.questionnaires import plain_text
from qa_portal.question.reading import ClearQuestion, open_ask_draft, open_for

SHOWN_DAYS = 90
"""So many days the certificate of an erasure can be opened with its link."""
ENDINGS = {Kind.PICTURE: ".jpg", Kind.PDF: ".pdf"}


class Held(Conflict):
    """It must be kept for now; the person is told why and what to do."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says. It holds no word of what was erased."""

    mark: ErasureMark
    copies_end_at: datetime | None
    secret: str


def preview_question(user: Actor, question_id: str) -> Preview:
    """Say what erasing a question takes away, and what stays.

    Raises: NotFound, Erased.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_OWN, question)
        return queries.preview(session, [question], is_held=is_question_held(session, question))


def preview_account(user: Actor) -> Preview:
    """Say what erasing everything takes away, and what stays."""
    with transaction() as session:
        return queries.preview(session, of_patient(session, user), is_held=is_person_held(session, user.id))


def erase_question(user: Actor, question_id: str, *, withdraws: bool) -> str:
    """Erase one question of a patient, and return the secret of its certificate.

    Raises: NotFound, Erased, Held.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_OWN, question)
        mark = None
        if is_question_held(session, question):
            _note_refusal(session, user, question_id)
        else:
            mark = erasure.begin_question(session, question, Order(user, Reason.PATIENT, withdraws))
    if mark is None:
        raise Held("We must keep this question for now.")
    erasure.finish(mark.id)
    return secret_of(mark.id)


def erase_account(user: Actor, *, withdraws: bool) -> str:
    """Erase everything of a patient, and return the secret of its certificate.

    The address goes last: one mail tells whoever reads it that the account is gone.
    Raises: NotFound, Held.
    """
    with transaction() as session:
        account = account_for_update(session, user.id)
        ensure(user, Permission.PROFILE_OWN, account)
        mark = None
        if is_person_held(session, user.id):
            _note_refusal(session, user, user.id)
        else:
            mark = _close(session, account, Order(user, Reason.PATIENT, withdraws))
    if mark is None:
        raise Held("We must keep what you wrote for now.")
    erasure.finish(mark.id)
    return secret_of(mark.id)


def _close(session: Session, account: Account, order: Order) -> ErasureMark:
    is_reached = account.has_mail and account.bounced_at is None
    mark = erasure.begin_person(session, account, order)
    if is_reached:
        post(session, account.id, LetterKind.ACCOUNT_ERASED, f"/erased/{mark.id}")
    return mark


def certificate(secret: str) -> Certificate:
    """Return the certificate a link leads to.

    Raises: Gone.
    """
    with transaction() as session:
        mark = mark_of_secret(session, secret)
        if mark is None or mark.asked_at < clock.now() - timedelta(days=SHOWN_DAYS):
            raise Gone("This certificate is not shown any more.")
        ends_at = settings.current().last_keys_copy_ends_at(mark.shredded_at) if mark.shredded_at else None
        return Certificate(mark, ends_at, secret)


def certificates_of(user: Actor) -> list[Certificate]:
    """Return the certificates of a person that are still shown, newest first."""
    since = clock.now() - timedelta(days=SHOWN_DAYS)
    with transaction() as session:
        marks = [mark for mark in queries.erasures_of(session, user) if mark.asked_at >= since]
        return [Certificate(mark, None, secret_of(mark.id)) for mark in marks]


def export(user: Actor, form: str) -> dict[str, Any]:
    """Return everything we hold of a patient, readable; each opening is recorded, and the export itself.

    Raises: NotFound.
    """
    with transaction() as session:
        questions = of_patient(session, user)
        opened = queries.openings(session, [question.id for question in questions])
        taken = {
            "made_at": clock.now().isoformat(),
            "account": _account(session, user),
            "profile": _profile(session, user),
            "draft": _draft(session, user),
            "questions": [_question(session, user, one, opened.get(one.id, [])) for one in questions],
            "erased": [
                {"number": mark.number, "kind": mark.kind, "asked_at": mark.asked_at.isoformat(), "id": mark.id}
                for mark in queries.erasures_of(session, user)
            ],
        }
        record(session, Action.DATA_EXPORTED, actor=user, subject_id=user.id, form=form, questions=len(questions))
        return taken


def files_to_take(user: Actor) -> dict[str, str]:
    """Return where each file of a patient's questions lies in the archive, by the file's id."""
    with transaction() as session:
        return {
            attachment.id: _place_in_archive(question.number, attachment.id, Kind(attachment.kind))
            for question in of_patient(session, user)
            for attachment in sent_of(session, question.id)
        }


def take_file(user: Actor, file_id: str) -> OpenFile | None:
    """Open one file to take it along; None, when it does not open. The record of it is kept either way.

    Raises: NotFound.
    """
    with transaction() as session:
        attachment = session.get(Attachment, file_id)
        if attachment is None or attachment.patient_id != user.id:
            raise NotFound("There is nothing here.")
        return open_file(session, user, attachment, "export")


def _place_in_archive(number: str, file_id: str, kind: Kind) -> str:
    # Not what the patient called it: a name may hold what an unpacking program takes for a folder.
    return f"files/{number}/{file_id[:8]}{ENDINGS[kind]}"


def _account(session: Session, user: Actor) -> dict[str, Any]:
    account = account_of(session, user.id)
    ensure(user, Permission.ACCOUNT_OWN, account)
    contact = open_contact(session, user, user.id, "export", to_show=True)
    return {
        "email": contact.email,
        "language": account.language,
        "created_at": account.created_at.isoformat(),
        "confirmed_at": _iso(account.verified_at),
        "used_by_guardian_since": _iso(account.guardian_confirmed_at),
    }


def _profile(session: Session, user: Actor) -> dict[str, Any]:
    clear_profile = asdict(open_profile(session, user, user.id, "export", to_show=True))
    born = clear_profile["birth_date"]
    return {**clear_profile, "birth_date": born.isoformat() if born else ""}


def _draft(session: Session, user: Actor) -> dict[str, Any] | None:
    draft = ask_draft_of(session, user)
    return open_ask_draft(session, user, draft) if draft else None


def _question(session: Session, user: Actor, question: Question, opened: list[Opening]) -> dict[str, Any]:
    clear = open_for(session, user, question, "export")
    return {
        "id": question.id,
        "number": question.number,
        "status": question.status,
        "sent_at": question.sent_at.isoformat(),
        "answered_at": _iso(question.answered_at),
        "closed_at": _iso(question.closed_at),
        "language": question.lang,
        "about": question.about,
        "age_band": question.age_band,
        "subject": clear.subject,
        "body": clear.body,
        "files": [
            {
                "name": one.name,
                "kind": str(one.kind),
                "bytes": one.size,
                "in_the_archive": _place_in_archive(question.number, one.id, one.kind),
            }
            for one in clear.files
        ],
        "conversation": _conversation(session, user, clear),
        "consent": {"may_be_asked": question.consent_to_ask, "wording_version": question.consent_version},
        "publications": [_publication(session, user, row) for row in publications_of(session, question.id)],
        "opened_by": [{"at": one.at.isoformat(), "role": one.role, "purpose": one.purpose} for one in opened],
    }


def _conversation(session: Session, user: Actor, clear: ClearQuestion) -> list[dict[str, Any]]:
    authors = [one.author_id for one in clear.answers] + [one.author_id for one in clear.entries]
    people = clinic.members_by_id(session, set(authors))

    def who(author_id: str) -> str:
        return people[author_id].display_name if author_id in people else "you" if author_id == user.id else ""

    said: list[dict[str, Any]] = [
        {
            "at": one.created_at.isoformat(),
            "from": who(one.author_id),
            "kind": str(one.kind),
            "text": plain_text(one.kind, one.body),
        }
        for one in clear.entries
    ]
    said += [
        {
            "at": one.created_at.isoformat(),
            "from": who(one.author_id),
            "kind": "answer",
            "text": one.body,
            "what_to_look_out_for": asdict(one.safety_net),
            "sources": [asdict(source) for source in one.sources],
        }
        for one in clear.answers
    ]
    return sorted(said, key=lambda one: str(one["at"]))


def _publication(session: Session, user: Actor, row: Publication) -> dict[str, Any]:
    words: dict[str, Any] | None = None
    if row.has_words:
        permission = Permission.PUBLICATION_DECIDE
        words = asdict(open_publication(session, user, row, "export", permission=permission).words)
    return {
        "status": row.status,
        "wording_version": row.consent_version,
        "approved_at": _iso(row.approved_at),
        "published_at": _iso(row.published_at),
        "page": f"/answers/{row.page_id}" if row.is_public else None,
        "words": words,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _note_refusal(session: Session, user: Actor, subject_id: str) -> None:
    record(session, Action.ERASURE_REFUSED, actor=user, subject_id=subject_id, code="held")
