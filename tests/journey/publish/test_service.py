"""The bridge: exactly the approved words cross it, and one tap of the patient takes them back."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from qa_portal.access.permissions import SYSTEM, Permission
from qa_portal.clinic.models import Member
from qa_portal.db import read, transaction
from qa_portal.errors import Forbidden, NotFound, WrongStep
from qa_portal.index.current import index
from qa_portal.journey.publish import service
from qa_portal.library.models import Page
from qa_portal.library.release import content_hash
from qa_portal.outbox.worker import Worker
from qa_portal.question.models import Publication
from qa_portal.question.publication_reading import open_publication
from qa_portal.question.status import PublicationStatus
from qa_portal.question.writing import seal_publication
from tests.support.story import ANSWER, BODY, TITLE, Cast, Someone, Story


def page_of(story: Story) -> Page:
    """Return the page of the story as it is now."""
    assert story.publication.page_id is not None
    return read().get_one(Page, story.publication.page_id, populate_existing=True)


def test_the_page_is_letter_for_letter_what_was_approved(story: Story, ines: Someone, tom: Someone) -> None:
    story.published()
    page, publication = page_of(story), story.publication
    assert (page.title, page.question, page.answer) == (TITLE, BODY, ANSWER)
    assert (page.answered_by, page.reviewed_by) == (ines.name, tom.name)
    assert content_hash(read(), page.id) == publication.approved_hash == page.content_sha256
    assert publication.where is PublicationStatus.PUBLISHED
    assert page.id not in {publication.id, story.question_id}


def test_two_people_of_one_name_are_told_apart_by_their_credentials(story: Story, ines: Someone, tom: Someone) -> None:
    with transaction() as session:
        same = {"display_name": ines.name, "credential": "MB BCh"}
        session.execute(update(Member).where(Member.account_id == tom.id).values(same))
    story.published()
    page = page_of(story)
    assert (page.answered_by, page.reviewed_by) == (ines.name, f"{ines.name} (MB BCh)")


def test_publishing_twice_publishes_once(story: Story) -> None:
    story.published()
    first = story.publication.page_id
    service.publish(story.publication.id)
    assert story.publication.page_id == first


def test_words_changed_after_the_approval_never_cross(story: Story) -> None:
    story.approved()
    _write_over(story.publication.id)
    service.publish(story.publication.id)
    publication = story.publication
    assert (publication.where, publication.approved_hash, publication.page_id) == (
        PublicationStatus.DRAFTED,
        None,
        None,
    )


def _write_over(publication_id: str) -> None:
    with transaction() as session:
        publication = session.get_one(Publication, publication_id)
        words = open_publication(session, SYSTEM, publication, "test", permission=Permission.PUBLICATION_PUBLISH).words
        seal_publication(publication, replace(words, answer=words.answer + " And more."), {})


def test_a_page_altered_behind_our_back_is_taken_down(story: Story) -> None:
    story.published()
    page_id = story.publication.page_id
    assert page_id is not None
    with transaction() as session:
        session.execute(update(Page).where(Page.id == page_id).values(answer="Drink bleach."))
    service.compare_with_approvals()
    page = read().get_one(Page, page_id, populate_existing=True)
    assert not page.is_live
    assert page.answer == ""
    assert story.publication.where is PublicationStatus.DRAFTED


def test_the_comparison_leaves_true_pages_alone(story: Story) -> None:
    story.published()
    service.compare_with_approvals()
    assert page_of(story).is_live


def test_one_tap_takes_it_back_and_it_is_gone_everywhere(
    story: Story, cast: Cast, worker: Worker, client: FlaskClient
) -> None:
    story.published()
    worker.drain()
    page_id = story.publication.page_id or ""
    assert client.get(f"/answers/{page_id}").status_code == 200
    assert page_id in index().entries()
    service.withdraw(cast.ana, story.publication.id)
    service.withdraw(cast.ana, story.publication.id)
    worker.drain()
    gone = client.get(f"/answers/{page_id}")
    assert gone.status_code == 410
    assert TITLE not in gone.get_data(as_text=True)
    assert page_id not in index().entries()
    for listing in ("/sitemap.xml", "/feed.xml", "/topics/skin"):
        assert TITLE not in client.get(listing).get_data(as_text=True)
    assert story.publication.where is PublicationStatus.WITHDRAWN


def test_what_is_approved_and_not_yet_out_can_be_taken_back_too(story: Story, cast: Cast) -> None:
    story.approved()
    service.withdraw(cast.ana, story.publication.id)
    service.publish(story.publication.id)
    assert (story.publication.where, story.publication.page_id) == (PublicationStatus.WITHDRAWN, None)


@pytest.mark.parametrize(("name", "told"), [("ben", NotFound), ("ines", Forbidden), ("eve", Forbidden)])
def test_nobody_else_takes_it_back(story: Story, cast: Cast, name: str, told: type[Exception]) -> None:
    story.published()
    with pytest.raises(told):
        service.withdraw(cast.people[name], story.publication.id)
    assert page_of(story).is_live


def test_an_editor_takes_it_down_to_change_it_and_the_approval_is_void(story: Story, cast: Cast) -> None:
    story.published()
    page_id = story.publication.page_id
    service.revise(cast.eve, story.publication.id)
    publication = story.publication
    assert (publication.where, publication.approved_hash) == (PublicationStatus.DRAFTED, None)
    assert not read().get_one(Page, page_id, populate_existing=True).is_live
    story.edited(title="Which cream is good for a dry elbow?").accepted()
    service.publish(story.publication.id)
    assert story.publication.where is PublicationStatus.REVIEWED
    story.agreed()
    service.publish(story.publication.id)
    assert page_of(story).title == "Which cream is good for a dry elbow?"


@pytest.mark.parametrize("name", ["ines", "ana", "ada", "pia"])
def test_only_editors_take_it_down(story: Story, cast: Cast, name: str) -> None:
    story.published()
    with pytest.raises(Forbidden):
        service.revise(cast.people[name], story.publication.id)


def test_only_a_page_that_is_due_is_reviewed_again_and_never_by_its_author(
    story: Story, ines: Someone, tom: Someone
) -> None:
    story.published()
    with pytest.raises(WrongStep):
        service.review_again(tom, story.publication.id)
    with pytest.raises(Forbidden):
        service.review_again(ines, story.publication.id)


@pytest.mark.parametrize("way", [Story.candidate, Story.drafted, Story.in_review, Story.reviewed])
def test_nothing_is_published_without_the_patients_yes(story: Story, way: Callable[[Story], Story]) -> None:
    way(story)
    service.publish(story.publication.id)
    assert story.publication.page_id is None


def test_the_public_page_tells_nothing_of_the_question_it_came_from(story: Story, cast: Cast) -> None:
    story.published()
    row = {column.name: getattr(page_of(story), column.name) for column in Page.__table__.columns}
    held = {str(value) for value in row.values()}
    private = {story.question_id, story.publication.id, story.question.number, cast.ana.id, story.publication.answer_id}
    assert not held & private
