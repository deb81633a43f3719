"""The officer sees events and no words: search, timelines, signed copies, cases, emergency access, suspending."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.db import read, transaction
from qa_portal.errors import BadInput, Conflict, Forbidden, NotFound
from qa_portal.identity.models import Account, AccountState, Letter, LetterKind
from qa_portal.inquiry import exports
from qa_portal.inquiry.models import Case, CaseKind, CaseOutcome, GlassBreak
from qa_portal.journey.answer import service as answering
from qa_portal.journey.queue import service as queueing
from qa_portal.outbox.worker import Worker
from qa_portal.privacy.cases import service as cases
from qa_portal.privacy.glass import service as glass
from qa_portal.privacy.readings import service as readings
from qa_portal.privacy.watch import service as watch
from qa_portal.privacy.watch.service import PATIENT, PERSON, QUESTION, Found
from tests.support.people import make
from tests.support.story import BODY, Cast, Story

REASON = "The patient cannot be reached and a nurse is worried."


def actions(subject_id: str = "") -> list[str]:
    """Return the acts in the log, or those about one subject."""
    read().rollback()
    rows = read().scalars(select(AuditEntry).order_by(AuditEntry.at, AuditEntry.id)).all()
    return [row.action for row in rows if subject_id in ("", row.subject_id)]


def test_a_patient_is_found_by_address_and_a_question_by_number(story: Story, cast: Cast) -> None:
    story.answered()
    assert watch.find(cast.pia, " Ana@Example.org ") == Found(PATIENT, cast.ana.id)
    assert watch.find(cast.pia, story.question.number.lower()) == Found(QUESTION, story.question_id)
    for typed in ("nobody@example.org", "ines@example.org", "AAAA-AAAA"):
        with pytest.raises(BadInput):
            watch.find(cast.pia, typed)


@pytest.mark.parametrize("who", ["ana", "ines", "eve", "ada"])
def test_nobody_else_looks_accesses_up(story: Story, cast: Cast, who: str) -> None:
    story.answered()
    with pytest.raises(Forbidden):
        watch.look_up(cast.people[who], Found(QUESTION, story.question_id), {}, "en")


def test_a_timeline_holds_events_and_is_itself_recorded(story: Story, cast: Cast) -> None:
    story.answered()
    answering.open_work(cast.tom, story.question_id, "en")
    page = watch.look_up(cast.pia, Found(QUESTION, story.question_id), {}, "en")
    assert Action.ANSWER_SENT in {event.action for event in page.events}
    assert Action.TIMELINE_LOOKED_UP in actions(story.question_id)
    only = watch.look_up(cast.pia, Found(QUESTION, story.question_id), {"unassigned": True}, "en")
    assert [(event.actor_name, event.standing) for event in only.events] == [("Tom Example", "other")]
    by_person = watch.look_up(cast.pia, Found(PERSON, cast.tom.id), {}, "en")
    assert {event.actor_id for event in by_person.events} == {cast.tom.id}
    by_patient = watch.look_up(cast.pia, Found(PATIENT, cast.ana.id), {}, "en")
    assert {story.question_id, cast.ana.id} <= {event.subject_id for event in by_patient.events}


def test_a_span_of_days_is_the_clinics_own(story: Story, cast: Cast) -> None:
    story.answered()
    today = clock.now().date()
    inside = watch.look_up(cast.pia, Found(QUESTION, story.question_id), {"since": today, "until": today}, "en")
    before = watch.look_up(cast.pia, Found(QUESTION, story.question_id), {"until": today - timedelta(days=1)}, "en")
    assert inside.total > 3
    assert before.total == 0


def test_a_signed_copy_shows_every_change(story: Story, cast: Cast) -> None:
    story.answered()
    content = watch.export(cast.pia, Found(QUESTION, story.question_id), {}, "en")
    assert exports.check(content).is_good
    rows = list(csv.reader(io.StringIO(content.decode())))
    assert rows[0] == list(watch.COLUMNS)
    assert any("Ines Example" in row for row in rows)
    assert Action.TIMELINE_EXPORTED in actions(story.question_id)
    lines = content.split(b"\r\n")
    changed = (
        content.replace(b"Ines", b"Inez"),
        b"\r\n".join(lines[:2] + lines[3:]),
        b"\r\n".join(lines[:-2]) + b"\r\n",
        content.replace(lines[-2][-128:], b"0" * 128),
        b"",
    )
    assert [exports.check(one).whole for one in changed] == [False] * 5


def test_a_copy_signed_elsewhere_is_not_ours(in_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    content = exports.signed_table(("a",), [("b",)])
    monkeypatch.setattr(exports, "public_keys", lambda: frozenset({"00"}))
    found = exports.check(content)
    assert (found.whole, found.ours) == (True, False)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "  =1+1", '=HYPERLINK("http://x")'])
def test_a_cell_that_begins_like_a_formula_is_text(cell: str) -> None:
    assert exports.safe_cell(cell) == f"'{cell}"
    assert exports.safe_cell("7F3K-92QD") == "7F3K-92QD"
    assert exports.safe_cell(None) == ""


def test_a_case_walks_from_report_to_answer(story: Story, cast: Cast) -> None:
    story.claimed()
    answering.open_work(cast.tom, story.question_id, "en")
    opening = readings.who_opened(cast.ana, story.question_id, "en").people[0]
    readings.report(cast.ana, story.question_id, opening.id, "I know him.")
    case_id = read().scalars(select(Case.id)).one()
    clock.advance(timedelta(minutes=5))
    cases.note(cast.pia, case_id, "Asked Tom.")
    seen = cases.see(cast.pia, case_id, "en")
    assert [note.body for note in seen.clear.notes] == ["I know him.", "Asked Tom."]
    with pytest.raises(BadInput):
        cases.close(cast.pia, case_id, CaseOutcome.NOT_PROPER, "")
    cases.close(cast.pia, case_id, CaseOutcome.NOT_PROPER, "He had no reason to read it.")
    told = readings.who_opened(cast.ana, story.question_id, "en").cases[0]
    assert told.clear.answer == "He had no reason to read it."
    assert [note.body for note in told.clear.notes] == ["I know him."]
    letters = read().scalars(select(Letter).where(Letter.kind == LetterKind.CASE_CLOSED)).all()
    assert [letter.account_id for letter in letters] == [cast.ana.id]
    with pytest.raises(Conflict):
        cases.note(cast.pia, case_id, "More.")
    with pytest.raises(Conflict):
        cases.close(cast.pia, case_id, CaseOutcome.PROPER, "Again.")


def test_registers_are_signed_and_hold_no_words(story: Story, cast: Cast) -> None:
    story.published()
    cases.begin(cast.pia, CaseKind.COMPLAINT, story.question.number, "She complained about waiting.")
    for kind, wanted in (("consents", "patient:publication:approved"), ("disclosures", "publish:page:released")):
        content = cases.hand_out(cast.pia, kind)
        assert exports.check(content).is_good
        assert wanted in content.decode()
    content = cases.hand_out(cast.pia, "cases")
    assert "complaint" in content.decode()
    assert "waiting" not in content.decode()
    assert story.question.number in content.decode()
    with pytest.raises(BadInput):
        cases.begin(cast.pia, CaseKind.OTHER, "AAAA-AAAA", "Unknown number.")


def broken(story: Story, cast: Cast) -> str:
    """Let the officer break the glass of the story's question."""
    return glass.break_glass(cast.pia, story.question.number, REASON)


def test_the_glass_opens_one_question_for_an_hour_and_tells_somebody(story: Story, cast: Cast) -> None:
    story.answered()
    glass_id = broken(story, cast)
    letters = read().scalars(select(Letter).where(Letter.kind == LetterKind.GLASS_BROKEN)).all()
    assert [letter.account_id for letter in letters] == [cast.ada.id]
    _glass, clear = glass.read_text(cast.pia, glass_id)
    assert clear.body == BODY
    newest = readings.who_opened(cast.ana, story.question_id, "en").people[0]
    assert (newest.actor_id, newest.purpose, newest.standing) == (cast.pia.id, "break_glass", "glass")
    with pytest.raises(Forbidden):
        glass.read_text(cast.ada, glass_id)
    clock.set_to(clock.now() + timedelta(minutes=glass.MINUTES, seconds=1))
    with pytest.raises(Forbidden):
        glass.read_text(cast.pia, glass_id)


def test_another_officer_is_told_before_an_administrator_and_reads_nothing(
    story: Story, cast: Cast, app: Flask
) -> None:
    story.answered()
    other_id = make(app, "second@example.org", Role.PRIVACY_OFFICER)
    glass_id = broken(story, cast)
    letters = read().scalars(select(Letter).where(Letter.kind == LetterKind.GLASS_BROKEN)).all()
    assert [letter.account_id for letter in letters] == [other_id]
    with pytest.raises(NotFound):
        glass.read_text(replace(cast.pia, id=other_id), glass_id)


def test_the_reason_is_sealed_and_reviewed_by_somebody_else(story: Story, cast: Cast) -> None:
    story.answered()
    glass_id = broken(story, cast)
    row = read().get_one(GlassBreak, glass_id)
    assert REASON.encode() not in row.reason.to_bytes()
    assert glass.see(cast.ada, glass_id).reason == REASON
    with pytest.raises(Forbidden):
        glass.review(cast.pia, glass_id, CaseOutcome.PROPER)
    glass.review(cast.ada, glass_id, CaseOutcome.NOT_PROPER)
    with pytest.raises(Conflict):
        glass.review(cast.ada, glass_id, CaseOutcome.PROPER)
    with pytest.raises(Forbidden):
        glass.read_text(cast.pia, glass_id)
    read().rollback()
    assert read().scalars(select(Case.kind)).all() == [CaseKind.EMERGENCY]


def test_the_glass_stays_whole_where_nobody_could_review_it(story: Story, cast: Cast) -> None:
    story.answered()
    with transaction() as session:
        session.execute(update(Account).where(Account.id == cast.ada.id).values(state=AccountState.SUSPENDED))
    with pytest.raises(BadInput) as refused:
        broken(story, cast)
    assert list(refused.value.errors) == ["reason"]
    assert read().scalars(select(GlassBreak)).all() == []


def test_an_officer_suspends_an_account_and_its_questions_go_back_with_their_drafts(
    story: Story, cast: Cast, worker: Worker
) -> None:
    story.claimed()
    answering.save_draft(cast.ines, story.question_id, {"body": "Dry skin is"})
    watch.suspend(cast.pia, cast.ines.id)
    worker.drain()
    assert story.question.holder_id is None
    queueing.claim(cast.tom, story.question_id)
    assert answering.open_work(cast.tom, story.question_id, "en").draft["body"] == "Dry skin is"
    assert Action.ACCOUNT_SUSPENDED in actions(cast.ines.id)
    watch.restore(cast.pia, cast.ines.id)
    assert Action.ACCOUNT_RESTORED in actions(cast.ines.id)
    for who in ("ines", "eve", "ana"):
        with pytest.raises(Forbidden):
            watch.suspend(cast.people[who], cast.tom.id)
    for person_id, told in ((cast.pia.id, Conflict), (cast.ada.id, Conflict), (cast.ana.id, NotFound)):
        with pytest.raises(told):
            watch.suspend(cast.pia, person_id)
