"""Telling how a demo answer becomes public: proposed, drafted, edited, reviewed, decided, published, taken back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.db import read
from qa_portal.demo.content import Row
from qa_portal.demo.people import Cast, Player
from qa_portal.journey.answer import service as answering
from qa_portal.journey.deidentify import service as desk
from qa_portal.journey.deidentify.schemas import Decision
from qa_portal.journey.publish import handlers
from qa_portal.journey.publish import service as bridge
from qa_portal.journey.review import service as review
from qa_portal.question.models import Publication
from qa_portal.question.queries import publications_of
from qa_portal.question.sources import source_values
from qa_portal.question.status import PublicationStatus
from qa_portal.text.findings import Choice

PAUSE = timedelta(hours=6)
"""How long each person takes to get to it."""
USUAL_MONTHS = 36


@dataclass
class PublicStory:
    """The way of one answer from the proposal to where it stands."""

    row: Row
    cast: Cast
    question_id: str
    answer_id: str
    recent: datetime
    """When the last step happened."""

    def tell(self) -> None:
        """Play the publication up to where it stands."""
        end = PublicationStatus(self.row["status"])
        for act, done in (
            (self._propose, {PublicationStatus.CANDIDATE}),
            (self._draft, {PublicationStatus.DRAFTED}),
            (self._edit, {PublicationStatus.DROPPED, PublicationStatus.IN_REVIEW}),
            (self._review, {PublicationStatus.REVIEWED}),
            (self._decide, {PublicationStatus.DECLINED, PublicationStatus.APPROVED}),
            (self._publish, {PublicationStatus.PUBLISHED}),
            (self._end, {PublicationStatus.DUE, PublicationStatus.WITHDRAWN}),
        ):
            clock.set_to(max(clock.now(), self.recent) if end in done else clock.now() + PAUSE)
            act()
            if end in done:
                return

    @property
    def _publication(self) -> Publication:
        return publications_of(read(), self.question_id)[0]

    def _propose(self) -> None:
        answering.propose(self.cast[self.row["proposed_by"]], self.question_id, self.answer_id)

    def _draft(self) -> None:
        desk.make_draft(self._publication.id)
        desk.open_desk(self.cast[self.row["editor"]], self._publication.id)

    def _edit(self) -> None:
        editor, publication_id = self.cast[self.row["editor"]], self._publication.id
        if self.row["status"] == PublicationStatus.DROPPED:
            desk.drop(editor, publication_id)
            return
        words = self._words() | source_values(desk.open_desk(editor, publication_id).clear.words.sources)
        desk.save(editor, publication_id, words)
        # The editor looks at each finding; what is the patient's own has to go.
        while (seen := desk.open_desk(editor, publication_id)).marks:
            finding = seen.marks[0]
            choice = Choice.TAKEN if finding.must_go else Choice.KEPT
            desk.decide(editor, publication_id, words | seen.draft.texts, Decision(finding.id, choice))
        desk.submit(editor, publication_id)

    def _words(self) -> Row:
        public, net = self.row["public"], self.row["answer"]["safety_net"]
        return {
            **public,
            "expect": net["expect"],
            "worry": net["worry"],
            "do_now": net["do"],
            "by_when": net["by_when"],
            "topic": self.row["topic"],
            "review_months": self.row.get("review_months", USUAL_MONTHS),
        }

    def _review(self) -> None:
        reviewer = self.cast[self.row["reviewer"]]
        publication, clear = review.open_review(reviewer, self._publication.id)
        if not review.accept(reviewer, publication.id, clear.words.sha256()):
            review.accept(self._another(reviewer), publication.id, clear.words.sha256())

    def _another(self, reviewer: Player) -> Player:
        """Return a second clinician who is neither the first nor the author."""
        taken = {reviewer.id, self.cast[self.row["answered_by"]].id}
        return next(one for one in self.cast.values() if one.role is Role.CLINICIAN and one.id not in taken)

    def _decide(self) -> None:
        patient, publication_id = self.cast[self.row["patient"]], self._publication.id
        seen = review.open_decision(patient, publication_id)
        if self.row["status"] == PublicationStatus.DECLINED:
            review.keep_private(patient, publication_id)
        else:
            review.approve(patient, publication_id, seen.words.sha256(), wording=seen.wording.version)

    def _publish(self) -> None:
        bridge.publish(self._publication.id)

    def _end(self) -> None:
        publication = self._publication
        if self.row["status"] == PublicationStatus.WITHDRAWN:
            bridge.withdraw(self.cast[self.row["patient"]], publication.id)
        elif publication.due_at:
            clock.set_to(publication.due_at)
            handlers.act_on_deadline(publication.id)
