"""Reading: checked, recorded, and never opening what does not belong here."""

import json

import pytest
from sqlalchemy import delete, select

from qa_portal.access.permissions import Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.crypto.keystore import QuestionKey
from qa_portal.crypto.sealed import PLACEHOLDER, Sealed
from qa_portal.db import keys_transaction, read, transaction
from qa_portal.errors import Forbidden, NotFound
from qa_portal.journey.answer import service as answering
from qa_portal.question.models import Answer, Publication, Question
from qa_portal.question.publication_reading import open_publication
from qa_portal.question.reading import ClearQuestion, open_for
from qa_portal.question.status import EntryKind
from tests.support.story import BODY, Cast, Someone, Story


def opened(story: Story, person: Someone) -> ClearQuestion:
    """Open the question as somebody."""
    with transaction() as session:
        return open_for(session, person, session.get_one(Question, story.question_id), "test")


def records(story: Story) -> list[AuditEntry]:
    """Return what was recorded of openings for a test."""
    rows = read().scalars(
        select(AuditEntry)
        .where(AuditEntry.action == str(Action.QUESTION_OPENED), AuditEntry.subject_id == story.question_id)
        .order_by(AuditEntry.at)
    )
    return [row for row in rows if '"purpose":"test"' in row.fields]


def test_reading_writes_down_who_what_for_and_how_much(story: Story, ines: Someone) -> None:
    story.answered()
    clear = opened(story, ines)
    assert (clear.body, clear.answers[0].author_id) == (BODY, ines.id)
    row = records(story)[0]
    assert (row.actor_id, row.actor_role) == (ines.id, "clinician")
    told = {"purpose": "test", "parts": 3, "unreadable": 0, "standing": "wrote", "queue_id": story.question.queue_id}
    assert json.loads(row.fields) == told


def test_the_record_stands_or_falls_with_the_reading(story: Story, ines: Someone) -> None:
    story.answered()
    with transaction() as session:
        open_for(session, ines, session.get_one(Question, story.question_id), "test")
        session.rollback()
    assert records(story) == []


@pytest.mark.parametrize(
    ("name", "told"), [("ben", NotFound), ("sol", NotFound), ("eve", Forbidden), ("ada", Forbidden), ("pia", Forbidden)]
)
def test_a_stranger_reads_nothing_and_leaves_no_record_of_reading(
    story: Story, cast: Cast, name: str, told: type[Exception]
) -> None:
    story.answered()
    with pytest.raises(told):
        opened(story, cast.people[name])
    assert records(story) == []


def test_notes_are_for_staff(story: Story, cast: Cast) -> None:
    story.claimed()
    answering.note(cast.ines, story.question_id, "Among us.")
    assert [entry.kind for entry in opened(story, cast.tom).entries] == [EntryKind.NOTE]
    assert opened(story, cast.ana).entries == []


def test_what_cannot_be_opened_is_a_placeholder_and_counted(story: Story, ines: Someone) -> None:
    story.answered()
    with transaction() as session:
        answer = session.scalars(select(Answer)).one()
        answer.body = Sealed(answer.body.to_bytes()[:-1] + b"\x00")
        answer.worry = Sealed(b"")
    clear = opened(story, ines)
    assert clear.body == BODY
    assert (clear.answers[0].body, clear.answers[0].safety_net.worry) == (PLACEHOLDER, PLACEHOLDER)
    assert json.loads(records(story)[0].fields)["unreadable"] == 2


def test_with_its_key_erased_a_question_is_placeholders_only(story: Story, ines: Someone) -> None:
    story.answered()
    with keys_transaction() as keys:
        keys.execute(delete(QuestionKey).where(QuestionKey.id == story.question_id))
    clear = opened(story, ines)
    assert (clear.subject, clear.body, clear.signs, clear.answers[0].body) == (
        PLACEHOLDER,
        PLACEHOLDER,
        {},
        PLACEHOLDER,
    )
    assert clear.answers[0].sources == ()


def test_two_columns_swapped_show_no_foreign_text(story: Story, ines: Someone) -> None:
    story.answered()
    with transaction() as session:
        question = session.get_one(Question, story.question_id)
        question.subject, question.body = question.body, question.subject
    clear = opened(story, ines)
    assert (clear.subject, clear.body) == (PLACEHOLDER, PLACEHOLDER)


def test_two_questions_of_one_patient_swapped_show_no_foreign_text(story: Story, ines: Someone) -> None:
    story.queued(body="The first of two questions, about an elbow.")
    other = story.another().queued(body="The second of two questions, about a knee.")
    with transaction() as session:
        one, two = session.get_one(Question, story.question_id), session.get_one(Question, other.question_id)
        one.body, two.body = two.body, one.body
    assert opened(story, ines).body == opened(other, ines).body == PLACEHOLDER


def test_an_older_text_put_back_does_not_open(story: Story, cast: Cast) -> None:
    story.drafted()
    old_title = story.publication.title
    story.edited(title="A newer title for it")
    with transaction() as session:
        session.get_one(Publication, story.publication.id).title = old_title
    with transaction() as session:
        publication = session.get_one(Publication, story.publication.id)
        clear = open_publication(session, cast.tom, publication, "test", permission=Permission.PUBLICATION_REVIEW)
    assert clear.words.title == PLACEHOLDER
    assert clear.words.question == BODY


def test_nothing_clear_shows_when_it_is_printed(story: Story, ines: Someone) -> None:
    story.answered(body="zqxvkw hurts at my elbow, for a week now.")
    told = repr(opened(story, ines)) + repr(answering.open_work(ines, story.question_id, "en"))
    assert "zqxvkw" not in told
    assert "moisturiser" not in told
