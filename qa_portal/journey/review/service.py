"""Use cases of review: the second clinician's check, and the patient's decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.queries import Wording
from qa_portal.db import transaction
from qa_portal.errors import Conflict
from qa_portal.identity.letters import post
from qa_portal.identity.models import LetterKind
from qa_portal.outbox.queue import put
from qa_portal.outbox.topics import Topic
from qa_portal.question.agreements import Consent, Verdict, add_check, agreed, consents_of, enough_agree, give_consent
from qa_portal.question.ledger import move_publication
from qa_portal.question.models import Publication
from qa_portal.question.publication_reading import ClearPublication, ClearSource, open_publication, open_source
from qa_portal.question.queries import publication_for_update
from qa_portal.question.status import PublicationStatus, PublicationStep
from qa_portal.question.writing import seal_note, seal_proposal
from qa_portal.text.deciding import Explained, explained
from qa_portal.text.diff import Change, word_diff
from qa_portal.text.findings import parts_of, rebuilt
from qa_portal.text.wording import PublicWords


@dataclass(frozen=True, slots=True)
class Decision:
    """What the patient decides on: own words, public words, and what was changed between them."""

    publication: Publication
    source: ClearSource = field(repr=False)
    words: PublicWords = field(repr=False)
    question_diff: list[Change] = field(repr=False)
    answer_diff: list[Change] = field(repr=False)
    tags: list[Explained] = field(repr=False)
    wording: Wording
    consents: Sequence[Consent]


def open_review(user: Actor, publication_id: str) -> tuple[Publication, ClearPublication]:
    """Open the public words for a second clinician, who is not told whose answer it is.

    Raises: NotFound, Forbidden (the author, or the editor).
    """
    with transaction() as session:
        publication = _in_review(session, user, publication_id)
        return publication, open_publication(
            session, user, publication, "review", permission=Permission.PUBLICATION_REVIEW
        )


def accept(user: Actor, publication_id: str, seen: str) -> bool:
    """Say that the words are right and name nobody; return whether enough people have, so that the patient is asked.

    Raises: NotFound, Forbidden, Conflict (other words than those seen, or said already), WrongStep.
    """
    with transaction() as session:
        publication, words = _new_words(session, user, publication_id, seen)
        said = agreed(session, publication.id, seen)
        if user.id in said:
            raise Conflict("You have said yes to these words. A second colleague reads them too.")
        _check(session, user, publication, Verdict.AGREES, words)
        if len(said) + 1 < publication.readers:
            return False
        publication.reviewer_id = user.id
        publication.reviewed_at = clock.now()
        move_publication(session, publication, PublicationStep.ACCEPT, actor=user)
        post(session, publication.patient_id, LetterKind.PUBLICATION_ASKED, f"/publication/{publication.id}")
        return True


def send_back(user: Actor, publication_id: str, note: str, proposed: Mapping[str, str] | None = None) -> None:
    """Send the words back to the desk, with what is wrong, and the words this reader would rather see.

    Raises: NotFound, Forbidden, WrongStep.
    """
    with transaction() as session:
        publication = _in_review(session, user, publication_id)
        clear = open_publication(session, user, publication, "review", permission=Permission.PUBLICATION_REVIEW)
        _check(session, user, publication, Verdict.CHANGES, clear.words)
        move_publication(session, publication, PublicationStep.RETURN, actor=user)
        seal_note(publication, "review_note", note)
        words = rebuilt(clear.words, {**parts_of(clear.words), **(proposed or {})})
        if words != clear.words:
            seal_proposal(publication, words)


def _new_words(session: Session, user: Actor, publication_id: str, seen: str) -> tuple[Publication, PublicWords]:
    publication = _in_review(session, user, publication_id)
    clear = open_publication(session, user, publication, "review", permission=Permission.PUBLICATION_REVIEW)
    _refuse_other_words(clear.words, seen)
    return publication, clear.words


def _check(session: Session, user: Actor, publication: Publication, verdict: Verdict, words: PublicWords) -> None:
    words_hash = words.sha256()
    add_check(session, publication.id, user.id, verdict, words_hash)
    record(
        session,
        Action.PUBLICATION_CHECKED,
        actor=user,
        subject_id=publication.id,
        verdict=str(verdict),
        content_hash=words_hash,
    )


def open_decision(user: Actor, publication_id: str) -> Decision:
    """Open a publication for its patient: the words as they would be public, beside their own.

    Raises: NotFound.
    """
    with transaction() as session:
        publication = publication_for_update(session, publication_id)
        permission = Permission.PUBLICATION_DECIDE
        clear = open_publication(session, user, publication, "decide", permission=permission)
        source = open_source(session, user, publication, "decide", permission=permission)
        return Decision(
            publication,
            source,
            clear.words,
            word_diff(source.body, clear.words.question),
            word_diff(source.answer.body, clear.words.answer),
            explained(clear.words, clear.marks),
            clinic.consent_wording(session, "publish"),
            consents_of(session, publication.id),
        )


def approve(user: Actor, publication_id: str, seen: str, *, wording: int, lang: str = "en") -> None:
    """Approve exactly the words that were seen; their hash, and the wording shown, go into the register.

    Raises: NotFound, Conflict (other words, or another wording, than those seen), WrongStep.
    """
    with transaction() as session:
        publication = publication_for_update(session, publication_id)
        permission = Permission.PUBLICATION_DECIDE
        clear = open_publication(session, user, publication, "approve", permission=permission)
        _refuse_other_words(clear.words, seen)
        if publication.waits_for_decision and not enough_agree(session, publication, seen):
            raise Conflict("The words were changed after a colleague checked them. We look at them again.")
        shown = clinic.consent_wording(session, "publish")
        if shown.version != wording:
            raise Conflict("The text about your choice has changed. Please read it again.")
        publication.approved_hash = clear.words.sha256()
        publication.approved_at = clock.now()
        publication.consent_version = str(shown.version)
        move_publication(session, publication, PublicationStep.APPROVE, actor=user)
        give_consent(session, publication, version=shown.version, wording=shown.text(lang), lang=lang)
        record(
            session,
            Action.PUBLICATION_APPROVED,
            actor=user,
            subject_id=publication.id,
            content_hash=publication.approved_hash,
            consent_version=publication.consent_version,
        )
        put(session, Topic.PUBLISH, publication.id)


def ask_change(user: Actor, publication_id: str, wish: str) -> None:
    """Send the words back to the desk with the patient's wish.

    Raises: NotFound, WrongStep.
    """
    with transaction() as session:
        publication = publication_for_update(session, publication_id)
        ensure(user, Permission.PUBLICATION_DECIDE, publication)
        move_publication(session, publication, PublicationStep.ASK_CHANGE, actor=user)
        seal_note(publication, "change_wish", wish)


def keep_private(user: Actor, publication_id: str) -> None:
    """Say no: nothing is published, and nothing else changes.

    Raises: NotFound, WrongStep.
    """
    with transaction() as session:
        publication = publication_for_update(session, publication_id)
        ensure(user, Permission.PUBLICATION_DECIDE, publication)
        publication.end_reason = "patient_said_no"
        move_publication(session, publication, PublicationStep.KEEP_PRIVATE, actor=user)


def _in_review(session: Session, user: Actor, publication_id: str) -> Publication:
    publication = publication_for_update(session, publication_id)
    ensure(user, Permission.PUBLICATION_REVIEW, publication)
    if publication.where not in {PublicationStatus.IN_REVIEW, PublicationStatus.DUE}:
        raise Conflict("This page is not in review any more.")
    return publication


def _refuse_other_words(words: PublicWords, seen: str) -> None:
    if words.sha256() != seen:
        raise Conflict("The words were changed while you read them. Please read them again.")
