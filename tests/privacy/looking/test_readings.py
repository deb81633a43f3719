"""The patient's list is the log itself: every opening stands there, and what is not recognised becomes a case."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from qa_portal.audit.actions import READING, Action
from qa_portal.audit.log import AuditEntry
from qa_portal.db import read
from qa_portal.errors import Conflict, NotFound
from qa_portal.identity.models import Letter, LetterKind
from qa_portal.inquiry import acts, words
from qa_portal.inquiry.models import Case, CaseNote
from qa_portal.journey.answer import service as answering
from qa_portal.journey.queue import service as queueing
from qa_portal.privacy.readings import service
from qa_portal.privacy.readings.queries import Readings
from qa_portal.question.queries import publications_of
from qa_portal.question.standing import Standing
from tests.support.story import Cast, Someone, Story


def logged(story: Story) -> Iterator[AuditEntry]:
    """Give every opening of the story's question that the log holds."""
    read().rollback()
    ids = [story.question_id, *(row.id for row in publications_of(read(), story.question_id))]
    for row in read().scalars(select(AuditEntry).where(AuditEntry.subject_id.in_(ids))):
        if row.action.startswith(READING):
            yield row


def seen_by(story: Story, person: Someone) -> Readings:
    """Return the list as the patient sees it."""
    return service.who_opened(person, story.question_id, "en")


def test_the_list_is_the_log(story: Story, cast: Cast) -> None:
    story.published()
    answering.open_own(cast.ana, story.question_id, "en")
    wanted = {row.id for row in logged(story)}
    seen = seen_by(story, cast.ana)
    shown = [*seen.people, *seen.machine, *seen.own, *seen.about_cases]
    assert {event.id for event in shown} == wanted
    assert len(shown) == len(wanted) > 8
    assert {event.actor_id for event in seen.own} == {cast.ana.id}
    assert {event.actor_name for event in seen.people} == {"Eve Example", "Tom Example"}


def test_every_reason_and_every_standing_can_be_said(story: Story, cast: Cast) -> None:
    story.published()
    for row in logged(story):
        told = json.loads(row.fields)
        assert told.get("purpose", "own") in words.PURPOSES, row.fields
        assert told.get("standing") in set(Standing) or row.action == Action.CASE_READ, row.fields
    assert set(Action) == acts.ACTIONS.keys()
    assert set(words.STANDINGS) == set(Standing)


@pytest.mark.parametrize(
    ("who", "when", "standing"),
    [
        ("ines", "claimed", Standing.HELD),
        ("tom", "claimed", Standing.OTHER),
        ("tom", "queued", Standing.QUEUE),
        ("ines", "answered", Standing.WROTE),
        ("tom", "answered", Standing.OTHER),
        ("tom", "reopened", Standing.QUEUE),
        ("tom", "waiting", Standing.OTHER),
    ],
)
def test_an_opening_says_what_the_reader_was_to_the_question(
    story: Story, cast: Cast, who: str, when: str, standing: Standing
) -> None:
    getattr(story, when)()
    answering.open_work(cast.people[who], story.question_id, "en")
    newest = seen_by(story, cast.ana).people[0]
    assert (newest.actor_id, newest.standing, newest.purpose) == (cast.people[who].id, standing, "answer")
    assert newest.queue == "General"


def test_what_is_not_recognised_becomes_a_case(story: Story, cast: Cast) -> None:
    story.claimed()
    answering.open_work(cast.tom, story.question_id, "en")
    opening = seen_by(story, cast.ana).people[0]
    number = service.report(cast.ana, story.question_id, opening.id, "Tom is my neighbour.")
    read().rollback()
    case = read().scalars(select(Case)).one()
    assert (case.number, case.person_id, case.entry_id) == (number, cast.tom.id, opening.id)
    letters = read().scalars(select(Letter).where(Letter.kind == LetterKind.CASE_OPENED)).all()
    assert [letter.account_id for letter in letters] == [cast.pia.id]
    note = read().scalars(select(CaseNote)).one()
    assert b"neighbour" not in note.body.to_bytes()
    seen = seen_by(story, cast.ana)
    assert seen.reported == {opening.id: number}
    assert [note.body for note in seen.cases[0].clear.notes] == ["Tom is my neighbour."]
    with pytest.raises(Conflict):
        service.report(cast.ana, story.question_id, opening.id, "")


def test_own_openings_and_those_of_others_questions_cannot_be_reported(story: Story, cast: Cast) -> None:
    story.claimed()
    answering.open_work(cast.ines, story.question_id, "en")
    answering.open_own(cast.ana, story.question_id, "en")
    seen = seen_by(story, cast.ana)
    for person, entry in ((cast.ana, seen.own[0].id), (cast.ana, "f" * 32), (cast.ben, seen.people[0].id)):
        with pytest.raises(NotFound):
            service.report(person, story.question_id, entry, "")
    with pytest.raises(NotFound):
        seen_by(story, cast.ben)


def test_a_draft_opened_by_who_goes_on_with_it_is_in_the_list(story: Story, cast: Cast) -> None:
    story.claimed()
    answering.save_draft(cast.ines, story.question_id, {"body": "Dry skin"})
    queueing.hand_back(cast.ines, story.question_id)
    queueing.claim(cast.tom, story.question_id)
    answering.open_work(cast.tom, story.question_id, "en")
    opened = [(event.action, event.actor_id, event.standing) for event in seen_by(story, cast.ana).people]
    assert (Action.DRAFT_OPENED, cast.tom.id, Standing.HELD) in opened
