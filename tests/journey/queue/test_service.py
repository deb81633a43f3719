"""The lists: one winner of a claim, nothing lost on the way back, no promise made later."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask

from qa_portal import clock
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.queue_service import save_queue
from qa_portal.db import read
from qa_portal.errors import AlreadyClaimed, BadInput, Forbidden, NotFound, WrongStep
from qa_portal.journey.answer import service as answering
from qa_portal.journey.queue import queries, service
from qa_portal.journey.queue.queries import Tab
from qa_portal.journey.queue.service import TransferCode
from qa_portal.question.status import Status
from qa_portal.question.waiting import waiting
from tests.support.story import Cast, Someone, Story, sent


def test_of_many_who_claim_at_once_one_gets_it_and_the_others_hear_who(app: Flask, story: Story, cast: Cast) -> None:
    story.queued()
    crowd = [cast.ines, cast.tom, cast.uma, cast.vic]
    together = Barrier(len(crowd))

    def try_it(person: Someone) -> str:
        with app.app_context():
            together.wait()
            try:
                service.claim(person, story.question_id)
            except AlreadyClaimed as late:
                return late.holder_name
            return "won"

    with ThreadPoolExecutor(len(crowd)) as pool:
        heard = Counter(pool.map(try_it, crowd))
    holder = next(person for person in crowd if person.id == story.question.holder_id)
    assert heard == {"won": 1, holder.name: 3}


def test_claiming_what_one_holds_changes_nothing(story: Story, ines: Someone) -> None:
    story.claimed()
    service.claim(ines, story.question_id)
    assert story.question.where is Status.CLAIMED


def test_a_clinician_of_another_queue_is_told_that_there_is_nothing(story: Story, cast: Cast) -> None:
    story.queued()
    with pytest.raises(NotFound):
        service.claim(cast.sol, story.question_id)
    with pytest.raises(NotFound):
        service.claim(cast.sol, "0" * 32)


@pytest.mark.parametrize("name", ["ana", "eve", "ada", "pia"])
def test_only_clinicians_claim(story: Story, cast: Cast, name: str) -> None:
    story.queued()
    with pytest.raises(Forbidden):
        service.claim(cast.people[name], story.question_id)


def test_handing_back_keeps_what_was_typed_for_the_next(story: Story, ines: Someone, tom: Someone) -> None:
    story.claimed()
    answering.save_draft(ines, story.question_id, {"body": "Half an answer"})
    service.hand_back(ines, story.question_id)
    assert (story.question.where, story.question.holder_id) == (Status.QUEUED, None)
    service.claim(tom, story.question_id)
    assert answering.open_work(tom, story.question_id, "en").draft["body"] == "Half an answer"


def test_nobody_hands_back_what_a_colleague_holds(story: Story, tom: Someone) -> None:
    story.claimed()
    with pytest.raises(Forbidden):
        service.hand_back(tom, story.question_id)


def test_handing_over_never_makes_a_promise_later(story: Story, ines: Someone, cast: Cast) -> None:
    story.claimed()
    promised = story.question.promised_at
    service.transfer(ines, story.question_id, "skin", TransferCode.NEEDS_EXPERT)
    question = story.question
    assert (question.where, question.queue_id, question.holder_id) == (Status.QUEUED, cast.queues["skin"], None)
    assert question.promised_at == promised


def test_handing_over_to_a_faster_team_brings_the_promise_nearer(story: Story, ines: Someone, cast: Cast) -> None:
    story.claimed(wished="skin")
    slow = story.question.promised_at
    service.transfer(ines, story.question_id, "general", TransferCode.WRONG_TEAM)
    assert slow is not None
    assert story.question.promised_at is not None
    assert story.question.promised_at < slow


def test_handing_over_what_a_colleague_holds_says_who_it_is(story: Story, ines: Someone, tom: Someone) -> None:
    story.claimed()
    with pytest.raises(AlreadyClaimed, match=ines.name):
        service.transfer(tom, story.question_id, "skin", TransferCode.WRONG_TEAM)


def test_handing_over_to_the_same_or_a_closed_queue_is_refused(story: Story, ines: Someone, cast: Cast) -> None:
    story.claimed()
    with pytest.raises(BadInput):
        service.transfer(ines, story.question_id, "general", TransferCode.WRONG_TEAM)
    closed = {"name_en": "Skin", "name_es": "Piel", "answer_within_hours": 24, "members": [], "lead_id": None}
    closed |= {"terms_en": [], "terms_es": [], "is_intake": False, "active": False}
    save_queue(cast.ada, cast.queues["skin"], closed)
    with pytest.raises(BadInput):
        service.transfer(ines, story.question_id, "skin", TransferCode.WRONG_TEAM)


def test_what_somebody_held_who_left_goes_back(story: Story, ines: Someone) -> None:
    held = story.claimed().question_id
    asked_back = story.another().waiting()
    service.return_claims(ines.id)
    story.question_id = held
    assert (story.question.where, story.question.holder_id) == (Status.QUEUED, None)
    assert (asked_back.question.where, asked_back.question.holder_id) == (Status.QUEUED, None)


def test_an_answered_question_cannot_be_claimed(story: Story, tom: Someone) -> None:
    story.answered()
    with pytest.raises(WrongStep):
        service.claim(tom, story.question_id)


def test_the_most_urgent_stands_first_and_then_the_oldest_promise(story: Story, ines: Someone) -> None:
    old = story.queued().question_id
    clock.advance(timedelta(hours=2))
    young = story.another().queued().question_id
    red = story.another().queued(signs=("chest_pain",)).question_id
    rows = queries.listed(read(), ines, Tab.UNASSIGNED)
    assert [row.question.id for row in rows] == [red, old, young]


def test_each_list_holds_what_its_name_says(story: Story, ines: Someone, tom: Someone) -> None:
    story.queued()
    story.another().claimed()
    story.another().waiting()
    assert queries.counts(read(), ines) == {Tab.UNASSIGNED: 1, Tab.MINE: 1, Tab.WAITING: 1, Tab.OVERDUE: 0}
    assert queries.counts(read(), tom)[Tab.MINE] == 0
    clock.advance(timedelta(days=7))
    assert queries.counts(read(), ines)[Tab.OVERDUE] == 2


def test_a_stranger_to_the_queue_sees_empty_lists(story: Story, cast: Cast) -> None:
    story.queued()
    assert set(queries.counts(read(), cast.sol).values()) == {0}
    assert queries.listed(read(), cast.eve, Tab.UNASSIGNED) == []


def test_the_oldest_unanswered_question_is_what_the_operator_sees(story: Story) -> None:
    assert queries.oldest_unanswered_seconds(read()) == 0.0
    story.queued()
    clock.advance(timedelta(hours=3))
    story.another().answered()
    assert queries.oldest_unanswered_seconds(read()) == 3 * 3600


def test_a_claim_that_is_worked_on_stays_and_an_idle_one_goes_back(story: Story, ines: Someone) -> None:
    story.claimed()
    clock.advance(timedelta(minutes=15))
    answering.save_draft(ines, story.question_id, {"body": "Half an"})
    clock.advance(timedelta(minutes=10))
    service.act_on_deadline(story.question_id)
    assert story.question.where is Status.CLAIMED
    clock.advance(timedelta(minutes=11))
    service.act_on_deadline(story.question_id)
    assert (story.question.where, story.question.holder_id) == (Status.QUEUED, None)


def test_the_answer_of_somebody_whose_claim_went_back_is_refused(story: Story, ines: Someone) -> None:
    story.claimed()
    service.return_claims(ines.id)
    with pytest.raises(Forbidden):
        answering.answer(ines, story.question_id, sent())


def test_who_runs_the_service_sees_what_waits_where_and_no_words(story: Story, ines: Someone) -> None:
    def numbers() -> list[tuple[str, int, int, int, int]]:
        teams = [team for team in waiting(read()) if team.oldest_at]
        return [
            (team.queue.slug if team.queue else "", team.to_take, team.urgent, team.at_work, team.late)
            for team in teams
        ]

    assert numbers() == []
    story.queued()
    slug = clinic.queue(read(), story.question.queue_id or "").slug
    assert numbers() == [(slug, 1, 0, 0, 0)]
    story.another().claimed(signs=("chest_pain",))
    clock.set_to(clock.now() + timedelta(days=20))
    assert numbers() == [(slug, 1, 0, 1, 2)]
