"""Whatever people do in whatever order, nothing is public that its patient did not approve letter by letter."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM, Permission
from qa_portal.db import read, transaction
from qa_portal.errors import PortalError
from qa_portal.journey.answer import service as answering
from qa_portal.journey.deidentify import service as desk
from qa_portal.journey.deidentify.schemas import Decision
from qa_portal.journey.publish import handlers, service
from qa_portal.journey.queue import service as queueing
from qa_portal.journey.queue.service import TransferCode
from qa_portal.journey.review import service as review
from qa_portal.library.models import Kind, Page, State
from qa_portal.question.agreements import agreed, consents_of
from qa_portal.question.models import Publication
from qa_portal.question.publication_reading import open_publication
from qa_portal.question.queries import newest_answer, publications_of
from qa_portal.question.status import PublicationStatus
from qa_portal.question.writing import seal_publication
from qa_portal.text.findings import Choice, parts_of
from tests.support.story import Someone, Story, sent, words

STEPS = 600
SOAK_STEPS = 12_000
LEG = 400
"""After so many steps the walk goes on with a new question: each step looks at every draft of its question."""
ASKED = "I am Ana Quillfeather, 34 years old, a lighthouse keeper from Wexbourne. Zebulonia says I have Fabry disease."
OWN = ("Quillfeather", "Wexbourne")
TYPED = (
    "A dry elbow, {n}",
    "Zebulonia Kwartz asked me {n}",
    "My friend in Leeds is a nun of 41 with Fabry disease {n}",
    "Yours, Ana Quillfeather {n}",
)
"""What an editor may type into the title: harmless, doubtful, telling, and the patient's own name."""


class Walker:
    """Somebody who presses buttons at random, as whoever could press them."""

    def __init__(self, story: Story, dice: random.Random) -> None:
        self.story, self.dice, self.cast = story, dice, story.cast
        self.taken: Counter[str] = Counter()

    @property
    def publication_id(self) -> str:
        """A publication of the question, mostly the newest, or one that never was."""
        rows = publications_of(read(), self.story.question_id)
        if not rows:
            return "0" * 32
        return rows[0].id if self.dice.random() < 0.8 else self.dice.choice(rows).id

    def clinician(self) -> Someone:
        """Somebody who answers."""
        return self.dice.choice([self.cast.ines, self.cast.tom, self.cast.uma])

    def step(self) -> None:
        """Do one thing; what the house refuses changes nothing. Time goes on, so that each walk is the same again."""
        clock.advance(timedelta(seconds=10))
        act = self.dice.choice(self.acts())
        try:
            act()
        except PortalError as refused:
            self.taken[type(refused).__name__] += 1
        else:
            self.taken[act.__name__] += 1

    def acts(self) -> list[Callable[[], None]]:
        """Everything that can be pressed; what leads on stands more often than what leads back."""
        private = [self.claim, self.claim, self.answer, self.answer, self.reply]
        public = [self.propose, self.draft, self.edit, self.submit, self.accept, self.approve, self.publish]
        public += [self.decide, self.decide, self.decide, self.accept]
        back = [
            self.hand_back,
            self.transfer,
            self.close,
            self.wait,
            self.send_back,
            self.adopt,
            self.type_anything,
            self.ask_change,
            self.keep_private,
        ]
        ends = [self.withdraw, self.revise, self.tamper, self.alter]
        return [*private * 3, *public * 6, *back, *ends]

    def claim(self) -> None:
        queueing.claim(self.clinician(), self.story.question_id)

    def answer(self) -> None:
        answering.answer(self.clinician(), self.story.question_id, sent())

    def reply(self) -> None:
        answering.reply(self.cast.ana, self.story.question_id, "One more thing, please.")

    def hand_back(self) -> None:
        queueing.hand_back(self.clinician(), self.story.question_id)

    def transfer(self) -> None:
        queue = self.dice.choice(["skin", "general", "general"])
        queueing.transfer(self.cast.ines, self.story.question_id, queue, TransferCode.NEEDS_EXPERT)

    def close(self) -> None:
        answering.close_answered(self.clinician(), self.story.question_id)

    def wait(self) -> None:
        clock.advance(timedelta(days=self.dice.choice([0, 1, 20, 200])))
        queueing.act_on_deadline(self.story.question_id)
        handlers.act_on_deadline(self.publication_id)

    def propose(self) -> None:
        answer = newest_answer(read(), self.story.question_id)
        answering.propose(self.clinician(), self.story.question_id, answer.id if answer else "")

    def draft(self) -> None:
        desk.make_draft(self.publication_id)

    def edit(self) -> None:
        desk.save(self.cast.eve, self.publication_id, words(title=f"A dry elbow, {self.dice.randrange(9)}"))

    def type_anything(self) -> None:
        typed = self.dice.choice(TYPED).format(n=self.dice.randrange(9))
        now = desk.open_desk(self.cast.eve, self.publication_id).draft.texts
        desk.save(self.cast.eve, self.publication_id, words(**{**now, "title": typed}))

    def decide(self) -> None:
        """Decide on something, mostly on what is open, in any way; or take every wider word at once."""
        seen = desk.open_desk(self.cast.eve, self.publication_id)
        now = words(**seen.draft.texts)
        if self.dice.random() < 0.1:
            desk.accept_softer(self.cast.eve, self.publication_id, now)
            return
        found = seen.marks or seen.findings
        if found:
            choice, put = (
                self.dice.choice(list(Choice)[1:]),
                self.dice.choice(["a friend", "Zebulonia", "Quillfeather"]),
            )
            decision = Decision(self.dice.choice(found).id, choice, put)
            desk.decide(self.cast.eve, self.publication_id, now, decision)

    def adopt(self) -> None:
        desk.adopt_proposal(self.cast.eve, self.publication_id)

    def submit(self) -> None:
        desk.submit(self.cast.eve, self.publication_id)

    def accept(self) -> None:
        clinician, publication_id = self.clinician(), self.publication_id
        _publication, clear = review.open_review(clinician, publication_id)
        review.accept(clinician, publication_id, clear.words.sha256())

    def send_back(self) -> None:
        if self.dice.random() < 0.3:
            rather = {"answer": self.dice.choice(["Rest, and a plain cream.", "Ask Ana Quillfeather how she is."])}
            review.send_back(self.clinician(), self.publication_id, "Not yet.", rather)

    def approve(self) -> None:
        publication_id = self.publication_id
        seen = review.open_decision(self.cast.ana, publication_id)
        review.approve(self.cast.ana, publication_id, seen.words.sha256(), wording=seen.wording.version)

    def publish(self) -> None:
        service.publish(self.publication_id)

    def ask_change(self) -> None:
        review.ask_change(self.cast.ana, self.publication_id, "Other words.")

    def keep_private(self) -> None:
        if self.dice.random() < 0.2:
            review.keep_private(self.cast.ana, self.publication_id)

    def withdraw(self) -> None:
        if self.dice.random() < 0.2:
            service.withdraw(self.cast.ana, self.publication_id)

    def revise(self) -> None:
        service.revise(self.cast.eve, self.publication_id)

    def tamper(self) -> None:
        """Write other words over the sealed ones, whatever the status: who looks next sees those, or nobody does."""
        with transaction() as session:
            publication = session.get(Publication, self.publication_id)
            if publication is not None and publication.title is not None:
                permission = Permission.PUBLICATION_PUBLISH
                clear = open_publication(session, SYSTEM, publication, "test", permission=permission)
                seal_publication(publication, replace(clear.words, answer="Drink a lot of water instead."), {})

    def alter(self) -> None:
        """Change a public page in the database; the comparison comes round."""
        with transaction() as session:
            session.execute(update(Page).where(Page.state == State.LIVE).values(answer="Never approved by anybody."))
        service.compare_with_approvals()

    def check(self) -> None:
        """Assert that every live page is what a patient approved and a second clinician checked."""
        read().rollback()
        pages = read().scalars(select(Page).where(Page.kind == Kind.PATIENT, Page.state == State.LIVE)).all()
        known = {row.page_id: row for row in read().scalars(select(Publication)) if row.is_public}
        assert {page.id for page in pages} == set(known)
        for page in pages:
            publication = known[page.id]
            assert page.words.sha256() == publication.approved_hash
            assert publication.reviewer_id not in {None, publication.answered_by_id, publication.editor_id}
            assert "Never approved" not in page.answer
            self._check_consents(publication)
        for publication in read().scalars(select(Publication)):
            self._check_release(publication)

    def _check_consents(self, publication: Publication) -> None:
        """What is public was said yes to by its patient, and by enough clinicians who are not the author."""
        (consent,) = [one for one in consents_of(read(), publication.id) if one.holds]
        assert (consent.words_hash, consent.patient_id) == (publication.approved_hash, self.cast.ana.id)
        readers = agreed(read(), publication.id, consent.words_hash)
        assert len(readers) >= publication.readers
        assert not readers & {publication.answered_by_id, publication.editor_id}

    def _check_release(self, publication: Publication) -> None:
        """Nothing leaves the desk undecided, or with one of the patient's own identifiers."""
        if publication.where not in PAST_THE_DESK:
            return
        assert publication.undecided == 0
        permission = Permission.PUBLICATION_PUBLISH
        with transaction() as session:
            row = session.get_one(Publication, publication.id)
            shown = open_publication(session, SYSTEM, row, "test", permission=permission).words
        assert not [own for own in OWN if own.casefold() in str(parts_of(shown)).casefold()]


PAST_THE_DESK = {
    PublicationStatus.IN_REVIEW,
    PublicationStatus.REVIEWED,
    PublicationStatus.APPROVED,
    PublicationStatus.PUBLISHED,
    PublicationStatus.DUE,
}


@pytest.mark.parametrize(
    ("seed", "steps"),
    [
        (1, STEPS),
        pytest.param(2, STEPS, marks=pytest.mark.soak),
        pytest.param(3, SOAK_STEPS, marks=pytest.mark.soak, id="soak"),
    ],
)
def test_nothing_is_public_that_was_not_approved(story: Story, seed: int, steps: int) -> None:
    dice, taken, published = random.Random(seed), Counter[str](), 0
    for turn in range(steps):
        if turn % LEG == 0:
            walker = Walker(story.queued(body=ASKED), dice)
            walker.taken = taken
        walker.step()
        walker.check()
        published += bool(read().scalar(select(Page.id).where(Page.state == State.LIVE)))
    print(steps, published, dict(taken))
    assert published, f"the walk never came to a public page: {taken}"
