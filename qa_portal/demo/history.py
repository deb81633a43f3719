"""Telling the demo's questions: each walks the real rooms, with the clock set to when it happened.

Nothing is written past the services: what stands in the demo could have been clicked there. What the worker
would do (route, draft, publish, deadlines) is done by calling what its handlers call.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from marshmallow import Schema

from qa_portal import clock
from qa_portal.db import read
from qa_portal.demo.content import Row
from qa_portal.demo.drawing import DRAWINGS
from qa_portal.demo.people import Cast, Player
from qa_portal.demo.publication import PublicStory
from qa_portal.journey.answer import service as answering
from qa_portal.journey.answer.schemas import Closing, Message, NewAnswer
from qa_portal.journey.ask import service as asking
from qa_portal.journey.ask.schemas import WhoPage, WritePage
from qa_portal.journey.attach import service as attaching
from qa_portal.journey.attach.queries import DRAFT
from qa_portal.journey.queue import service as queueing
from qa_portal.journey.triage import service as triage
from qa_portal.question.attaching import Upload
from qa_portal.question.models import Question
from qa_portal.question.queries import newest_answer
from qa_portal.question.status import CloseCode, EntryKind, PublicationStatus, Status

MOMENT = timedelta(minutes=1)
PROMISE_SHARE = 0.6
"""A clinician takes a question when so much of the promised time has passed."""
READING = timedelta(hours=12)
"""How long a patient takes to write again."""
RECENT_HOURS: dict[Status | PublicationStatus, float] = {
    Status.CLAIMED: 0.05,
    # Less than the shortest promise, four opening hours: what was reopened earlier would be late by now.
    Status.REOPENED: 1,
    PublicationStatus.CANDIDATE: 0.03,
    PublicationStatus.DRAFTED: 50,
    PublicationStatus.IN_REVIEW: 30,
    PublicationStatus.REVIEWED: 40,
    PublicationStatus.APPROVED: 0.03,
    PublicationStatus.WITHDRAWN: 200,
}
"""How long ago a question came to stand where it stands, where its deadline would have passed otherwise."""


@dataclass
class Story:
    """One question of the demo, as it is told."""

    row: Row
    cast: Cast
    present: datetime
    question_id: str = ""

    @property
    def status(self) -> Status | PublicationStatus:
        """Where the story ends."""
        word = self.row["status"]
        return Status(word) if word in {*Status} else PublicationStatus(word)

    def tell(self) -> None:
        """Play the question from the asking to where it stands."""
        clock.set_to(self.present - timedelta(hours=self.row["sent_hours_ago"]))
        self._ask()
        if self.status is Status.RECEIVED:
            return
        clock.advance(MOMENT)
        triage.route(self.question_id)
        if self.status is Status.QUEUED:
            self._let_time_pass()
            return
        self._treat()
        if isinstance(self.status, PublicationStatus):
            answer = newest_answer(read(), self.question_id)
            PublicStory(self.row, self.cast, self.question_id, answer.id if answer else "", self.recent).tell()
        self._let_time_pass()

    def _ask(self) -> None:
        row, patient = self.row, self._player("patient")
        asking.begin(patient)
        asking.save(patient, _typed(WhoPage(), about=row["about"], age_band=row["age_band"], wished=row["queue"]))
        asking.save(patient, {"signs": row.get("signs", [])})
        draft = asking.save(patient, _typed(WritePage(), subject=row["subject"], body=row["text"]))
        if "photo" in row:
            attaching.add(patient, DRAFT, Upload("photo.jpg", DRAWINGS[row["photo"]]()))
        if draft.needs_advice:
            asking.show_advice(patient)
        self.question_id = asking.send(patient, consent=row["consent_to_ask"], lang=row["language"])

    def _treat(self) -> None:
        clinician = self._player("holder", "answered_by", "closed_by")
        self._claim(clinician)
        turns = self.row.get("thread", [])
        before = list(takewhile(lambda turn: turn["kind"] != EntryKind.REPLY, turns))
        for turn in before:
            self._say(turn)
        if "advice" in self.row:
            closing = _typed(Closing(), code=self.row["close_code"], advice=self.row["advice"])
            answering.close_unanswered(clinician, self.question_id, closing["code"], closing["advice"])
        if "answer" in self.row:
            clock.advance(15 * MOMENT)
            answering.answer(clinician, self.question_id, _typed(NewAnswer(), **_answer(self.row["answer"])))
        for turn in turns[len(before) :]:
            self._say_after_the_answer(turn, clinician)

    def _claim(self, clinician: Player) -> None:
        promised_at = read().get_one(Question, self.question_id).promised_at or self.present
        wait = min((promised_at - clock.now()) * PROMISE_SHARE, (self.present - clock.now()) / 2)
        clock.set_to(self.recent if self.status is Status.CLAIMED else clock.now() + wait)
        queueing.claim(clinician, self.question_id)
        answering.open_work(clinician, self.question_id, self.row["language"])
        clock.advance(MOMENT)

    def _say(self, turn: Row) -> None:
        person, message = self.cast[turn["by"]], _typed(Message(), message=turn["text"])["message"]
        acts = {
            EntryKind.NOTE: answering.note,
            EntryKind.ASKED_BACK: answering.ask_back,
            EntryKind.REPLY: answering.reply,
        }
        acts[EntryKind(turn["kind"])](person, self.question_id, message)
        clock.advance(MOMENT)

    def _say_after_the_answer(self, turn: Row, clinician: Player) -> None:
        clock.set_to(max(clock.now() + READING, self.recent) if self.status is Status.REOPENED else clock.now())
        clock.advance(MOMENT)
        self._say(turn)
        if self.row.get("close_code") == CloseCode.ANSWERED:
            queueing.claim(clinician, self.question_id)
            answering.close_answered(clinician, self.question_id)

    def _let_time_pass(self) -> None:
        """Do what the worker would have done: tell who has to hear of it, close what was answered long ago."""
        while (due_at := self._due_at()) and due_at <= self.present:
            clock.set_to(due_at)
            queueing.act_on_deadline(self.question_id)

    def _due_at(self) -> datetime | None:
        read().rollback()
        return read().get_one(Question, self.question_id, populate_existing=True).due_at

    @property
    def recent(self) -> datetime:
        """When the last step of this story happened, where that matters; else long ago."""
        known = self.status in RECENT_HOURS
        return self.present - timedelta(hours=RECENT_HOURS[self.status] if known else self.row["sent_hours_ago"])

    def _player(self, *parts: str) -> Player:
        return self.cast[next(self.row[part] for part in parts if part in self.row)]


def _typed(schema: Schema, **fields: object) -> dict[str, Any]:
    """Load what was typed as the page would; the demo may hold nothing that a form refuses."""
    values: dict[str, Any] = schema.load(fields)
    return values


def _answer(told: Row) -> dict[str, str]:
    net = told["safety_net"]
    sent = {"body": told["text"], "expect": net["expect"], "worry": net["worry"]}
    sent |= {"do_now": net["do"], "by_when": net["by_when"]}
    for number, source in enumerate(told["sources"], 1):
        sent[f"source_title_{number}"] = f"{source['title']}, {source['publisher']}"
        sent[f"source_url_{number}"] = source["url"]
    return sent
