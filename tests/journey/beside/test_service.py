"""Who is at a question: seen by colleagues within seconds, forgotten soon; and never two answers to one question."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from qa_portal import clock
from qa_portal.audit.log import AuditEntry
from qa_portal.db import read
from qa_portal.errors import AlreadyClaimed, Forbidden, NotFound, PortalError
from qa_portal.identity.models import Letter, LetterKind, SessionRow
from qa_portal.journey.answer import service as answering
from qa_portal.journey.beside import service
from qa_portal.outbox.worker import Worker
from qa_portal.question.beside import Doing, Presence
from qa_portal.question.models import Answer
from qa_portal.question.status import Status
from tests.support.apart import Apart
from tests.support.people import signed_in
from tests.support.story import Someone, Story, sent

Heard = tuple[int, dict[str, object], str]


@pytest.fixture(autouse=True)
def _browsers_apart(app: Flask) -> None:
    app.test_client_class = Apart


def ask(browser: FlaskClient, story: Story, doing: str = "viewing", tag: str = "") -> Heard:
    headers = {"If-None-Match": tag} if tag else {}
    answer = browser.get(f"/work/{story.question_id}/beside?doing={doing}", headers=headers)
    return answer.status_code, answer.get_json(silent=True) or {}, answer.headers.get("ETag", "")


def test_a_colleague_sees_who_looks_on_and_who_writes_and_nothing_once_they_left(app: Flask, story: Story) -> None:
    story.claimed()
    ines, tom = signed_in(app, story.cast.ines.id), signed_in(app, story.cast.tom.id)
    status, nobody, tag = ask(ines, story)
    assert (status, nobody["says"], nobody["holder"]) == (200, "", "me")
    assert ask(ines, story, tag=tag)[0] == 304
    assert ask(tom, story)[1]["says"] == "Ines Example is looking at it."
    status, seen, _tag = ask(ines, story, doing="writing", tag=tag)
    assert (status, seen["says"]) == (200, "Tom Example is looking at it.")
    assert ask(tom, story)[1] == {**ask(tom, story)[1], "says": "Ines Example is writing.", "holder": "Ines Example"}
    clock.advance(timedelta(seconds=13))
    assert ask(tom, story)[1]["says"] == ""
    assert "Tom Example is looking at it." in ines.get("/queue?list=mine").get_data(as_text=True)


def test_who_does_not_hold_it_is_never_said_to_write(story: Story) -> None:
    story.claimed()
    service.be_there(story.cast.tom, story.question_id, Doing.WRITING)
    assert service.be_there(story.cast.ines, story.question_id, Doing.VIEWING).says == "Tom Example is looking at it."


def test_a_page_left_open_opens_nothing_and_keeps_no_session_alive(app: Flask, story: Story) -> None:
    story.claimed()
    browser = signed_in(app, story.cast.ines.id)
    acts = read().scalar(select(func.count(AuditEntry.id)))
    for _ in range(40):
        clock.advance(timedelta(seconds=30))
        status, _scene, _tag = ask(browser, story)
        if status != 200:
            break
    assert status == 303, "it should be led to the sign-in page after a quarter of an hour"
    read().rollback()
    assert read().scalar(select(func.count(AuditEntry.id))) == acts
    assert read().scalar(select(func.count(SessionRow.id)).where(SessionRow.ended_at.is_not(None))) is not None


def test_a_stranger_learns_nothing(story: Story) -> None:
    story.claimed()
    with pytest.raises(NotFound):
        service.be_there(story.cast.sol, story.question_id, Doing.VIEWING)
    with pytest.raises(Forbidden):
        service.be_there(story.cast.ana, story.question_id, Doing.VIEWING)


def test_who_left_is_forgotten(story: Story) -> None:
    story.claimed()
    service.be_there(story.cast.tom, story.question_id, Doing.VIEWING)
    clock.advance(timedelta(seconds=30))
    service.forget_gone()
    assert read().scalar(select(func.count()).select_from(Presence)) == 0


def test_an_idle_question_is_taken_over_with_its_draft_and_its_holder_is_told(app: Flask, story: Story) -> None:
    story.claimed()
    answering.save_draft(story.cast.ines, story.question_id, {"body": "It is likely that"})
    with pytest.raises(AlreadyClaimed, match="Ines"):
        service.take_over(story.cast.tom, story.question_id)
    clock.advance(timedelta(minutes=6))
    assert "take-over" in signed_in(app, story.cast.tom.id).get(f"/work/{story.question_id}").get_data(as_text=True)
    service.take_over(story.cast.tom, story.question_id)
    assert (story.question.where, story.question.holder_id) == (Status.CLAIMED, story.cast.tom.id)
    assert answering.open_work(story.cast.tom, story.question_id, "en").draft["body"] == "It is likely that"
    told = select(func.count(Letter.id)).where(Letter.kind == LetterKind.TAKEN_OVER)
    assert read().scalar(told.where(Letter.account_id == story.cast.ines.id)) == 1
    with pytest.raises(Forbidden):
        answering.save_draft(story.cast.ines, story.question_id, {"body": "Overwritten"})
    lost = service.be_there(story.cast.ines, story.question_id, Doing.WRITING)
    assert (lost.may_write, lost.holder) == (False, "Tom Example")


def test_an_answer_on_its_way_is_nobodys_to_take(story: Story) -> None:
    story.sending()
    clock.advance(timedelta(seconds=20))
    with pytest.raises(AlreadyClaimed):
        service.take_over(story.cast.tom, story.question_id)


@pytest.mark.parametrize("turn", range(4))
def test_two_who_answer_at_once_give_one_answer(app: Flask, story: Story, worker: Worker, turn: int) -> None:
    story.claimed()
    clock.advance(timedelta(minutes=6))
    people, together = [story.cast.ines, story.cast.tom, story.cast.uma], Barrier(3)

    def try_it(person: Someone) -> str:
        with app.app_context():
            together.wait()
            try:
                if person is not story.cast.ines:
                    service.take_over(person, story.question_id)
                answering.send(person, story.question_id, sent(body=f"{person.name} says: use a cream, twice a day."))
            except PortalError as refused:
                return type(refused).__name__
            return person.name

    with ThreadPoolExecutor(3) as pool:
        heard = [name for name in pool.map(try_it, people) if name.endswith("Example")]
    clock.advance(timedelta(minutes=1))
    worker.drain()
    read().rollback()
    answers = read().scalars(select(Answer).where(Answer.question_id == story.question_id)).all()
    assert len(heard) == len(answers) == 1
    [seen] = answering.open_own(story.cast.ana, story.question_id, "en").clear.answers
    assert seen.body.startswith(heard[0])
