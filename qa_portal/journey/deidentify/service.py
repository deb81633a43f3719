"""Use cases of the desk: the machine's draft, the editor's words and decisions, handing on, dropping."""

from collections.abc import Callable, Mapping
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
from qa_portal.journey.deidentify.schemas import Decision
from qa_portal.question.ledger import move_publication
from qa_portal.question.models import Publication
from qa_portal.question.publication_reading import ClearPublication, ClearSource, open_publication, open_source
from qa_portal.question.queries import publication_for_update
from qa_portal.question.sources import read_sources
from qa_portal.question.status import PublicationStatus, PublicationStep
from qa_portal.question.writing import seal_publication
from qa_portal.text.deciding import Draft, Refused
from qa_portal.text.findings import Finding, is_identifier, parts_of
from qa_portal.text.identifiers import Profile
from qa_portal.text.identifiers.ner import find_named
from qa_portal.text.jargon import Jargon, jargon
from qa_portal.text.readability import grade, long_sentences
from qa_portal.text.risk import Risk, own_risk, risk_of
from qa_portal.text.showing import Piece, pieces
from qa_portal.text.wording import PublicWords, SafetyNet

MOST_READERS = 2
BEFORE_FINDINGS = "open"
"""What decisions held before drafts kept everything that was seen."""
GRADE_GOAL = 8
"""Reading grade to aim for: most adults read it with ease."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A publication as its editor sees it: own words beside public ones, and what is still open."""

    publication: Publication
    source: ClearSource = field(repr=False)
    clear: ClearPublication = field(repr=False)
    draft: Draft = field(repr=False)
    own: Risk
    now: Risk
    readers: int
    reading_grade: float

    @property
    def findings(self) -> list[Finding]:
        """What may point to the patient, in the order of the page."""
        return self.draft.findings

    @property
    def marks(self) -> list[Finding]:
        """The findings that nobody has decided on."""
        return [finding for finding in self.findings if finding.is_open]

    @property
    def softer(self) -> int:
        """How many open findings are no identifiers, so that their suggestions may be taken all at once."""
        return sum(not is_identifier(finding.type) for finding in self.marks)

    @property
    def public_pieces(self) -> dict[str, list[Piece]]:
        """The public words in pieces, by the name of the part."""
        texts = self.draft.texts
        return {name: pieces(text, self.draft.shown(name), self._numbers) for name, text in texts.items()}

    @property
    def own_pieces(self) -> dict[str, list[Piece]]:
        """The patient's own words and the private answer in pieces."""
        own = {"title": self.source.subject, "question": self.source.body, "answer": self.source.answer.body}
        return {name: pieces(text, self.draft.shown_in(name, text), self._numbers) for name, text in own.items()}

    @property
    def _numbers(self) -> dict[str, int]:
        return {finding.id: number for number, finding in enumerate(self.findings, 1)}

    @property
    def hints(self) -> list[Jargon]:
        """Hard words of the answer with plain ones, each once."""
        found = {one.word.casefold(): one for one in jargon(self.clear.words.answer, self.publication.lang)}
        return list(found.values())

    @property
    def long_sentences(self) -> list[str]:
        """Sentences of the answer that are worth splitting."""
        return long_sentences(self.clear.words.answer)

    @property
    def checklist(self) -> list[tuple[str, bool]]:
        """What must be true before it goes on, in the order of the page."""
        words = self.clear.words
        return [
            # What was seen may not have opened: then nobody knows that nothing is open.
            ("marks", not self.marks and "seen" in self.clear.marks),
            ("title", len(words.title) >= 5),
            ("words", len(words.question) >= 10 and len(words.answer) >= 20),
            ("safety_net", words.safety_net.is_whole),
            ("sources", bool(words.sources)),
            ("topic", bool(self.publication.topic_slug)),
        ]

    @property
    def is_ready(self) -> bool:
        """True when nothing on the list is open."""
        return all(done for _name, done in self.checklist)

    @property
    def reads_well(self) -> bool:
        """True when the answer is no harder to read than it should be; advice, not a rule."""
        return self.reading_grade <= GRADE_GOAL


def make_draft(publication_id: str) -> None:
    """Draft the public words: what is surely an identifier becomes a tag, the rest waits for a decision."""
    with transaction() as session:
        publication = publication_for_update(session, publication_id)
        if publication.where is not PublicationStatus.CANDIDATE:
            return
        source = open_source(session, SYSTEM, publication, "draft", permission=Permission.PUBLICATION_EDIT)
        answer = source.answer
        own = PublicWords(source.subject, source.body, answer.body, answer.safety_net, answer.sources)
        # With the extra `ner` a recogniser of names looks too, here only: it takes a tenth of a second and 300 MB.
        draft = Draft(own, publication.lang, {}, _profile(session, publication), find_named)
        draft.read_own({"title": source.subject, "question": source.body, "answer": answer.body})
        draft.take_certain()
        _seal(publication, draft)
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
        # A draft from before the desk kept what it saw is looked through when it is opened.
        profile = _profile(session, publication) if BEFORE_FINDINGS in clear.marks else None
        draft = Draft(clear.words, publication.lang, clear.marks, profile)
        return Desk(
            publication,
            source,
            clear,
            draft,
            own_risk((source.subject, source.body, source.answer.body), publication.lang),
            risk_of(draft, publication.lang),
            queries.possible_readers(session, publication),
            grade(clear.words.answer, publication.lang),
        )


def save(user: Actor, publication_id: str, sent: Mapping[str, Any]) -> None:
    """Keep the editor's words, and look through all of them anew.

    Raises: NotFound, Forbidden, Conflict (it left the desk), BadInput (an unknown topic, somebody else saved).
    """
    _change(user, publication_id, sent, lambda _draft: None)


def decide(user: Actor, publication_id: str, sent: Mapping[str, Any], decision: Decision) -> None:
    """Keep the editor's words, and one decision on a finding, wherever it stands in them.

    Raises: NotFound, Forbidden, Conflict, BadInput (it cannot be decided so).
    """

    def act(draft: Draft) -> None:
        try:
            draft.decide(decision.finding_id, decision.choice, decision.put)
        except Refused as refused:
            raise BadInput({"marks": [REFUSED[str(refused)]]}) from None

    _change(user, publication_id, sent, act)


REFUSED = {
    "gone": "This is not in the words any more. Look at the list again.",
    "must_go": "This is one of the patient's own identifiers. It cannot stay.",
    "empty": "Write what shall stand there instead.",
}


def accept_softer(user: Actor, publication_id: str, sent: Mapping[str, Any]) -> None:
    """Keep the editor's words, and take every suggestion for what is no identifier.

    Raises: NotFound, Forbidden, Conflict, BadInput.
    """
    _change(user, publication_id, sent, Draft.take_softer)


def _change(user: Actor, publication_id: str, sent: Mapping[str, Any], act: Callable[[Draft], Any]) -> None:
    with transaction() as session:
        publication, before = _on_the_desk(session, user, publication_id)
        if sent["topic"] and not queries.is_topic(session, sent["topic"]):
            raise BadInput({"topic": ["Choose a topic from the list."]})
        if sent.get("revision") not in {None, publication.revision}:
            raise BadInput({"title": ["Somebody saved other words meanwhile. Yours are below; saving puts them over."]})
        net = SafetyNet(sent["expect"], sent["worry"], sent["do_now"], sent["by_when"])
        sources = read_sources(sent, before.words.sources)
        words = PublicWords(sent["title"], sent["question"], sent["answer"], net, sources)
        publication.topic_slug = sent["topic"] or None
        publication.review_months = sent["review_months"]
        _keep(session, user, publication, before, words, act)


def differing(words: PublicWords, proposal: PublicWords | None) -> list[tuple[str, str, str]]:
    """Return the parts in which a second clinician's words differ: the name, the words handed on, and theirs."""
    if proposal is None:
        return []
    here, there = parts_of(words), parts_of(proposal)
    return [(name, here[name], there[name]) for name in here if here[name] != there[name]]


def adopt_proposal(user: Actor, publication_id: str) -> None:
    """Take the words the second clinician would rather see; they are looked through like any others.

    Raises: NotFound, Forbidden, Conflict (it left the desk, or there are none).
    """
    with transaction() as session:
        publication, before = _on_the_desk(session, user, publication_id)
        if before.proposal is None:
            raise Conflict("There are no other words to take.")
        _keep(session, user, publication, before, before.proposal, lambda _draft: None)


def _on_the_desk(session: Session, user: Actor, publication_id: str) -> tuple[Publication, ClearPublication]:
    publication = publication_for_update(session, publication_id)
    ensure(user, Permission.PUBLICATION_EDIT, publication)
    if publication.where is not PublicationStatus.DRAFTED:
        raise Conflict("This page has left the desk. Look at it again.")
    return publication, open_publication(session, user, publication, "desk", permission=Permission.PUBLICATION_EDIT)


def _keep(
    session: Session,
    user: Actor,
    publication: Publication,
    before: ClearPublication,
    words: PublicWords,
    act: Callable[[Draft], Any],
) -> None:
    draft = Draft(words, publication.lang, before.marks, _profile(session, publication))
    act(draft)
    publication.editor_id = user.id
    _seal(publication, draft, _notes(before))
    record(
        session,
        Action.PUBLICATION_EDITED,
        actor=user,
        subject_id=publication.id,
        revision=publication.revision,
        decided=len(draft.findings) - publication.undecided,
        undecided=publication.undecided,
    )


def submit(user: Actor, publication_id: str) -> None:
    """Hand the words to a second clinician; two of them read what tells more than it should.

    Raises: NotFound, Forbidden, BadInput (what is still open), WrongStep.
    """
    desk = open_desk(user, publication_id)
    if not desk.is_ready:
        raise BadInput({name: ["This is still open."] for name, done in desk.checklist if not done})
    with transaction() as session:
        publication = publication_for_update(session, publication_id)
        if publication.revision != desk.publication.revision or publication.undecided:
            raise Conflict("Somebody changed these words meanwhile. Look at them again.")
        if queries.possible_readers(session, publication) < publication.readers:
            raise BadInput({"marks": ["These words need more readers than there are. Take more out of them."]})
        publication.editor_id = user.id
        publication.change_wish = publication.review_note = publication.proposal = None
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


def _seal(publication: Publication, draft: Draft, notes: Mapping[str, str] | None = None) -> None:
    risk = risk_of(draft, publication.lang)
    publication.undecided = draft.undecided
    publication.risk = risk.score
    publication.readers = MOST_READERS if risk.needs_second else 1
    seal_publication(publication, draft.words, draft.as_json(), notes)


def _notes(before: ClearPublication) -> dict[str, str]:
    """What others said of the words stays beside them until they are handed on again."""
    proposal = before.proposal.canonical().decode() if before.proposal else ""
    return {"change_wish": before.change_wish, "review_note": before.review_note, "proposal": proposal}


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
