"""Use cases of the desk: the machine's draft, the editor's words, handing on, dropping."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from qa_portal.access.guard import ensure
from qa_portal.access.permissions import SYSTEM, Actor, Permission, Role
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import queries as clinic
from qa_portal.db import transaction
from qa_portal.errors import BadInput, Conflict
from qa_portal.identity.letters import post, post_to_role
from qa_portal.identity.models import LetterKind
from qa_portal.identity.reading import open_contact, open_profile
from qa_portal.journey.deidentify import queries
from qa_portal.question.ledger import move_publication
from qa_portal.question.models import Publication
from qa_portal.question.queries import publication_for_update
from qa_portal.question.reading import ClearPublication, ClearSource, open_publication, open_source
from qa_portal.question.status import PublicationStatus, PublicationStep
from qa_portal.question.writing import seal_publication
from qa_portal.text import marking
from qa_portal.text.identifiers import Profile
from qa_portal.text.marking import Mark
from qa_portal.text.readability import grade
from qa_portal.text.wording import PublicWords, SafetyNet


@dataclass(frozen=True, slots=True)
class Desk:
    """A publication as its editor sees it: own words beside public ones, and what is still open."""

    publication: Publication
    source: ClearSource = field(repr=False)
    clear: ClearPublication = field(repr=False)
    marks: list[Mark] = field(repr=False)
    reading_grade: float

    @property
    def checklist(self) -> list[tuple[str, bool]]:
        """What must be true before it goes on, in the order of the page."""
        words = self.clear.words
        return [
            ("marks", not self.marks),
            ("title", len(words.title) >= 5),
            ("safety_net", words.safety_net.is_whole),
            ("topic", bool(self.publication.topic_slug)),
        ]

    @property
    def is_ready(self) -> bool:
        """True when nothing on the list is open."""
        return all(done for _name, done in self.checklist)


def make_draft(publication_id: str) -> None:
    """Draft the public words: what is surely an identifier becomes a tag, what may be one is marked."""
    with transaction() as session:
        publication = publication_for_update(session, publication_id)
        if publication.where is not PublicationStatus.CANDIDATE:
            return
        source = open_source(session, SYSTEM, publication, "draft", permission=Permission.PUBLICATION_EDIT)
        profile = _profile(session, publication)
        answer = source.answer
        own = PublicWords(source.subject, source.body, answer.body, answer.safety_net, answer.sources)
        words = marking.cleared(own, profile, publication.lang)
        _seal(publication, words, profile, kept=())
        move_publication(session, publication, PublicationStep.DRAFT, actor=SYSTEM)
        post_to_role(session, Role.EDITOR, LetterKind.DESK_WAITING, f"/desk/{publication.id}")


def open_desk(user: Actor, publication_id: str) -> Desk:
    """Open a publication on the desk.

    Raises: NotFound, Forbidden.
    """
    with transaction() as session:
        publication = publication_for_update(session, publication_id)
        ensure(user, Permission.PUBLICATION_EDIT, publication)
        source = open_source(session, user, publication, "desk", permission=Permission.PUBLICATION_EDIT)
        clear = open_publication(session, user, publication, "desk", permission=Permission.PUBLICATION_EDIT)
        marks = [Mark(**row) for row in clear.marks.get("open", [])]
        return Desk(publication, source, clear, marks, grade(clear.words.answer, publication.lang))


def save(user: Actor, publication_id: str, sent: Mapping[str, Any]) -> None:
    """Keep the editor's words and decisions, and look through all of it anew.

    Raises: NotFound, Forbidden, Conflict (it left the desk), BadInput (an unknown topic).
    """
    with transaction() as session:
        publication = publication_for_update(session, publication_id)
        ensure(user, Permission.PUBLICATION_EDIT, publication)
        if publication.where is not PublicationStatus.DRAFTED:
            raise Conflict("This page has left the desk. Look at it again.")
        if sent["topic"] and not queries.is_topic(session, sent["topic"]):
            raise BadInput({"topic": ["Choose a topic from the list."]})
        before = open_publication(session, user, publication, "desk", permission=Permission.PUBLICATION_EDIT)
        net = SafetyNet(sent["expect"], sent["worry"], sent["do_now"], sent["by_when"])
        words = PublicWords(sent["title"], sent["question"], sent["answer"], net, before.words.sources)
        profile = _profile(session, publication)
        removed = {marking.key_of(word) for word in sent["remove"]}
        kept = {*before.marks.get("kept", []), *(marking.key_of(word) for word in sent["keep"])} - removed
        words = marking.removed_only(words, profile, publication.lang, removed)
        publication.editor_id = user.id
        publication.topic_slug = sent["topic"] or None
        publication.review_months = sent["review_months"]
        _seal(publication, words, profile, kept)
        record(
            session,
            Action.PUBLICATION_EDITED,
            actor=user,
            subject_id=publication.id,
            revision=publication.revision,
            decided=len(kept),
            undecided=publication.undecided,
        )


def submit(user: Actor, publication_id: str) -> None:
    """Hand the words to a second clinician.

    Raises: NotFound, Forbidden, BadInput (what is still open), WrongStep.
    """
    desk = open_desk(user, publication_id)
    if not desk.is_ready:
        raise BadInput({name: ["This is still open."] for name, done in desk.checklist if not done})
    with transaction() as session:
        publication = publication_for_update(session, publication_id)
        if publication.revision != desk.publication.revision or publication.undecided:
            raise Conflict("Somebody changed these words meanwhile. Look at them again.")
        publication.editor_id = user.id
        move_publication(session, publication, PublicationStep.SUBMIT, actor=user)
        for member in clinic.members_of(session, publication.queue_id):
            if member.account_id != publication.answered_by_id:
                post(session, member.account_id, LetterKind.REVIEW_ASKED, f"/review/{publication.id}")


def drop(user: Actor, publication_id: str) -> None:
    """Stop a publication before the patient was asked; the private answer stays as it is.

    Raises: NotFound, Forbidden, WrongStep.
    """
    with transaction() as session:
        publication = publication_for_update(session, publication_id)
        ensure(user, Permission.PUBLICATION_EDIT, publication)
        publication.end_reason = "dropped_by_desk"
        move_publication(session, publication, PublicationStep.DROP, actor=user)


def _seal(publication: Publication, words: PublicWords, profile: Profile, kept: Iterable[str]) -> None:
    chosen = set(kept)
    marks = marking.open_marks(words, profile, publication.lang, chosen)
    publication.undecided = len(marks)
    seal_publication(publication, words, marking.as_json(marks, chosen))


def _profile(session: Session, publication: Publication) -> Profile:
    """Gather what the house knows of the patient, and the names of its staff, for the finders."""
    own = open_profile(session, SYSTEM, publication.patient_id, "deidentify")
    contact = open_contact(session, SYSTEM, publication.patient_id, "deidentify")
    return Profile(
        names=own.names,
        relatives=own.relatives,
        staff=tuple(member.display_name for member in clinic.members(session, with_former=True)),
        dob=(own.birth_date.isoformat(),) if own.birth_date else (),
        email=(contact.email,) if contact.email else (),
        phone=(own.phone,) if own.phone else (),
        street=(own.street,) if own.street else (),
        town=(own.town,) if own.town else (),
        member_id=(own.member_number,) if own.member_number else (),
    )
