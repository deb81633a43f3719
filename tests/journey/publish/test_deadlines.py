"""No publication is stuck: each status has an owner, a deadline, and something that happens when it passes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from qa_portal import clock
from qa_portal.db import read
from qa_portal.identity.models import Letter, LetterKind
from qa_portal.journey.deidentify import service as desk
from qa_portal.journey.publish import handlers as room
from qa_portal.journey.publish import service
from qa_portal.journey.review import service as review
from qa_portal.library.models import Page
from qa_portal.outbox.worker import Worker
from qa_portal.question import deadlines
from qa_portal.question.status import PublicationStatus
from tests.support.story import Cast, Someone, Story

A_MOMENT = timedelta(seconds=1)
LAST = {PublicationStatus.DECLINED, PublicationStatus.DROPPED, PublicationStatus.WITHDRAWN}
SEALED = "title question_text answer_text expect worry do_now by_when sources marks".split()


def due(story: Story) -> Story:
    """Bring a published page to its review date."""
    story.published()
    pass_deadline(story)
    return story


def declined(story: Story) -> Story:
    """Let the patient keep it private."""
    story.reviewed()
    review.keep_private(story.cast.ana, story.publication.id)
    return story


def dropped(story: Story) -> Story:
    """Let the desk drop it."""
    story.drafted()
    desk.drop(story.cast.eve, story.publication.id)
    return story


def withdrawn(story: Story) -> Story:
    """Let the patient take it back."""
    story.published()
    service.withdraw(story.cast.ana, story.publication.id)
    return story


WAYS: dict[PublicationStatus, Callable[[Story], Story]] = {
    PublicationStatus.CANDIDATE: Story.candidate,
    PublicationStatus.DRAFTED: Story.drafted,
    PublicationStatus.IN_REVIEW: Story.in_review,
    PublicationStatus.REVIEWED: Story.reviewed,
    PublicationStatus.APPROVED: Story.approved,
    PublicationStatus.PUBLISHED: Story.published,
    PublicationStatus.DUE: due,
    PublicationStatus.DECLINED: declined,
    PublicationStatus.DROPPED: dropped,
    PublicationStatus.WITHDRAWN: withdrawn,
}


def pass_deadline(story: Story) -> None:
    """Move the clock just past the publication's deadline, and do what is done then."""
    due_at = story.publication.due_at
    assert due_at is not None
    clock.set_to(due_at + A_MOMENT)
    room.act_on_deadline(story.publication.id)


def letters_to(person: Someone, kind: LetterKind) -> int:
    """Return how many mails of a kind were written to a person."""
    wanted = select(func.count()).where(Letter.account_id == person.id, Letter.kind == kind)
    return read().scalar(wanted) or 0


def test_every_status_has_an_owner_a_deadline_and_an_answer_to_its_passing() -> None:
    assert set(deadlines.PUBLICATION) == set(room.AFTER_DEADLINE) == set(PublicationStatus) == set(WAYS)


@pytest.mark.parametrize("status", list(PublicationStatus))
def test_no_status_is_a_trap(status: PublicationStatus, story: Story, worker: Worker) -> None:
    WAYS[status](story)
    assert story.publication.where is status
    for _turn in range(5):
        publication = story.publication
        if publication.due_at is None:
            assert publication.where in LAST
            break
        clock.set_to(publication.due_at + A_MOMENT)
        worker.drain()
        after = story.publication
        assert after.due_at is None or after.due_at > clock.now(), f"{after.status} stands still"


@pytest.mark.parametrize("status", sorted(LAST))
def test_what_will_not_be_public_is_forgotten_after_a_month(status: PublicationStatus, story: Story) -> None:
    WAYS[status](story)
    assert story.publication.title is not None
    pass_deadline(story)
    assert [getattr(story.publication, column) for column in SEALED] == [None] * len(SEALED)


def test_silence_keeps_it_private_after_one_reminder(story: Story, cast: Cast) -> None:
    story.reviewed()
    asked = letters_to(cast.ana, LetterKind.PUBLICATION_ASKED)
    pass_deadline(story)
    assert letters_to(cast.ana, LetterKind.PUBLICATION_ASKED) == asked + 1
    assert story.publication.where is PublicationStatus.REVIEWED
    pass_deadline(story)
    publication = story.publication
    assert (publication.where, publication.end_reason) == (PublicationStatus.DECLINED, "patient_silent")
    assert publication.page_id is None


def test_a_draft_that_was_not_made_is_made_again(story: Story, worker: Worker, cast: Cast) -> None:
    story.candidate()
    pass_deadline(story)
    assert letters_to(cast.eve, LetterKind.DESK_WAITING) == 1
    worker.drain()
    assert story.publication.where is PublicationStatus.DRAFTED


def test_an_approved_page_that_did_not_come_out_is_published_again(story: Story, worker: Worker) -> None:
    story.approved()
    pass_deadline(story)
    worker.drain()
    assert story.publication.where is PublicationStatus.PUBLISHED


def test_reviewers_are_reminded_and_the_author_is_not_one(story: Story, ines: Someone, tom: Someone) -> None:
    story.in_review()
    before = letters_to(tom, LetterKind.REVIEW_ASKED)
    pass_deadline(story)
    assert letters_to(tom, LetterKind.REVIEW_ASKED) == before + 1
    assert letters_to(ines, LetterKind.REVIEW_ASKED) == 0


def test_a_page_comes_due_and_is_reviewed_again(story: Story, tom: Someone) -> None:
    due(story)
    assert story.publication.where is PublicationStatus.DUE
    service.review_again(tom, story.publication.id)
    publication = story.publication
    page = read().get_one(Page, publication.page_id, populate_existing=True)
    assert publication.where is PublicationStatus.PUBLISHED
    assert publication.review_by_at == page.review_by_at
    assert page.review_by_at is not None
    assert page.review_by_at > clock.now()


def test_a_page_nobody_looks_at_again_is_taken_down(story: Story, cast: Cast) -> None:
    due(story)
    pass_deadline(story)
    assert story.publication.where is PublicationStatus.WITHDRAWN
    assert not read().get_one(Page, story.publication.page_id, populate_existing=True).is_live
    assert letters_to(cast.ana, LetterKind.WITHDRAWN) == 1
