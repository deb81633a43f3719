"""A month in a clinic: patients who ask at all hours, clinicians of whom some are lazy, away or choosy. All of it real
but the clock: every question, claim, answer, alarm and figure goes through the services and the worker's handlers.
"""

import heapq
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from flask import Flask
from sqlalchemy import func, select

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM, Role
from qa_portal.app import work_of
from qa_portal.clinic import absence_service, duty, page
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.queue_service import set_lead
from qa_portal.clinic.setup import load_defaults
from qa_portal.db import read, transaction
from qa_portal.errors import Conflict, NotFound
from qa_portal.identity.enrol import Enrolment, enrol
from qa_portal.identity.models import Letter, LetterKind
from qa_portal.journey.answer import service as answering
from qa_portal.journey.ask import service as asking
from qa_portal.journey.queue import queries, service
from qa_portal.journey.queue.queries import Tab
from qa_portal.outbox import queue as outbox
from qa_portal.outbox.queue import Work
from qa_portal.outbox.topics import Topic
from qa_portal.question import absences, deadlines, figures
from qa_portal.question.models import Question
from qa_portal.question.status import CloseCode, Status
from tests.support.people import hash_of
from tests.support.story import BODY, HERONS, Someone, sent

BEGIN = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
"""A Monday, at midnight."""
ASKED_A_DAY = 40
PROFILE = [1] * 6 + [2, 4, 13.5, 13.5, 9, 8, 6, 5, 5, 5, 5, 4, 4, 5, 5, 4, 2, 1]
"""How many of a hundred ask in each hour: 27 from eight to ten."""
EMERGENCIES, URGENT = 0.03, 0.05
URGENT_WORDS = "I have had a high fever for three days and it will not go down."
CLINIC = {
    "name": "A month",
    "queues": [
        {"slug": "general", "name_en": "General", "name_es": "General", "answer_within_hours": 8, "is_intake": True},
        {"slug": "skin", "name_en": "Skin", "name_es": "Piel", "answer_within_hours": 16},
        {"slug": "heart", "name_en": "Heart", "name_es": "Corazón", "answer_within_hours": 16},
    ],
}
WISHES = ("general",) * 5 + ("skin",) * 3 + ("heart",) * 2
STAFF = {
    "gus": ("general", "keen"), "gia": ("general", "keen"), "gil": ("general", "plain"), "geo": ("general", "choosy"),
    "gwen": ("general", "lazy"), "greg": ("general skin", "plain"), "sia": ("skin", "keen"), "sam": ("skin", "plain"),
    "stu": ("skin", "lazy"), "hal": ("heart", "keen"), "hope": ("heart", "plain"), "hugo": ("heart general", "choosy"),
}  # fmt: skip
GAP_MINUTES = {"keen": 55, "plain": 75, "choosy": 75, "lazy": 90}
"""Between two gaps in which somebody looks at the list."""
AWAY = (("gil", "greg", 4, 14), ("sia", None, 9, 5), ("hal", "hope", 16, 7), ("hope", None, 18, 3))
"""Who is away: from which day, for how many, and who stands in."""
LEADS = {"general": "gus", "skin": "sia", "heart": "hal"}
ON_DUTY = "gia"
WAITS = (*figures.AT_WORK, Status.WAITING)


@dataclass
class Month:
    """The simulation. `run` plays it, the rest are its figures."""

    app: Flask
    days: int
    asked_a_day: int = ASKED_A_DAY
    seed: int = 7
    first_looks: list[float] = field(default_factory=list)
    """Minutes until somebody opened what is flagged: of the day for an emergency, of the opening hours otherwise."""
    kept: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    pages_right: int = 0

    def __post_init__(self) -> None:
        """Make the clinic."""
        self.random = random.Random(self.seed)
        self.end = BEGIN + timedelta(days=self.days)
        self.plan: list[tuple[datetime, int, Callable[[], None]]] = []
        self.order = count()
        self.handlers, _rounds = work_of(self.app)
        self.handlers = {**self.handlers, Topic.MAIL: self._read_letter, Topic.QUESTION_DUE: self._alarm}
        clock.set_to(BEGIN)
        with self.app.app_context():
            self._gather()

    def _gather(self) -> None:
        with transaction() as session:
            load_defaults(session, CLINIC)
        ids = {queue.slug: queue.id for queue in clinic.queues(read())}
        self.patients = [self._enrol(f"p{number}", Role.PATIENT) for number in range(5)]
        self.staff = {
            name: self._enrol(name, Role.CLINICIAN, *(ids[slug] for slug in slugs.split()))
            for name, (slugs, _kind) in STAFF.items()
        }
        admin = self._enrol("ada", Role.ADMIN)
        with transaction() as session:
            for slug, name in LEADS.items():
                set_lead(session, SYSTEM, ids[slug], self.staff[name].id)
        duty.set_contact(admin, clear_name="Duty", clear_phone="112", account_id=self.staff[ON_DUTY].id)
        for name, cover, day, days in AWAY:
            first = (BEGIN + timedelta(days=day)).date()
            person, other = self.staff[name], self.staff[cover].id if cover else None
            absence_service.add(person, person.id, (first, first + timedelta(days=days - 1)), other)

    def _enrol(self, name: str, role: Role, *queue_ids: str) -> Someone:
        known = {"display_name": name.title(), "queue_ids": queue_ids, "password_hash": hash_of(HERONS)}
        return Someone(enrol(Enrolment(f"{name}@example.org", HERONS, role, **known)), role, name)  # type: ignore[arg-type]

    # what happens when

    def at(self, moment: datetime, act: Callable[[], None]) -> None:
        """Plan something."""
        if moment < self.end:
            heapq.heappush(self.plan, (moment, next(self.order), act))

    def run(self) -> None:
        """Play the month."""
        for day in range(self.days):
            self._plan_day(BEGIN + timedelta(days=day))
        with self.app.app_context():
            while (moment := self._next()) is not None and moment < self.end:
                clock.set_to(max(clock.now(), moment))
                self._act()
            self._look_for_limbo()

    def _act(self) -> None:
        """Do what is planned and what the worker finds due."""
        while self.plan and self.plan[0][0] <= clock.now():
            read().rollback()
            heapq.heappop(self.plan)[2]()
        for row_id, topic, subject_id in outbox.claim(100) if self._is_due() else ():
            read().rollback()
            self.handlers[topic](subject_id)
            outbox.done(row_id)
        read().rollback()

    def _is_due(self) -> bool:
        alarm = self._next_alarm()
        return alarm is not None and alarm <= clock.now()

    def _next_alarm(self) -> datetime | None:
        read().rollback()
        return read().scalar(select(func.min(Work.due_at)).where(Work.dead_at.is_(None)))

    def _next(self) -> datetime | None:
        return min((one for one in (self._next_alarm(), self.plan[0][0] if self.plan else None) if one), default=None)

    def _plan_day(self, midnight: datetime) -> None:
        number = self.asked_a_day * (2 if midnight.weekday() == 0 else 1)
        for hour in self.random.choices(range(24), PROFILE, k=number):
            self.at(midnight + timedelta(hours=hour, minutes=self.random.uniform(0, 60)), self._ask)
        for name, (_queues, kind) in STAFF.items():
            if midnight.weekday() < 5:
                self._plan_gaps(name, kind, midnight)
        for hour in range(24):
            self.at(midnight + timedelta(hours=hour), self._go_round)

    def _plan_gaps(self, name: str, kind: str, midnight: datetime) -> None:
        at = midnight + timedelta(hours=9, minutes=self.random.uniform(0, GAP_MINUTES[kind]))
        while at < midnight + timedelta(hours=16, minutes=45):
            self.at(at, lambda: self._gap(name, kind))
            at += timedelta(minutes=GAP_MINUTES[kind] * self.random.uniform(0.5, 1.5))

    def _go_round(self) -> None:
        absences.begin_absences()
        if clock.now().hour == 0:
            figures.note_all_usual_hours()
        if clock.now().hour == 12:
            self._look_at_the_page()
        self._look_for_limbo()

    # patients

    def _ask(self) -> None:
        patient, chance = self.random.choice(self.patients), self.random.random()
        asking.begin(patient)
        signs = ["chest_pain"] if chance < EMERGENCIES else []
        body = f"{BODY} {URGENT_WORDS}" if EMERGENCIES <= chance < EMERGENCIES + URGENT else BODY
        whole = {"about": "me", "age_band": "18_39", "wished": self.random.choice(WISHES), "signs": signs}
        asking.save(patient, {**whole, "subject": "A worry", "body": body})
        asking.send(patient, consent=False, lang="en")

    def _reply(self, question_id: str) -> None:
        patient_id = read().get_one(Question, question_id).patient_id
        patient = next(one for one in self.patients if one.id == patient_id)
        answering.reply(patient, question_id, "Since about a week, and it is no worse.")

    # clinicians

    def _person(self, name: str) -> Someone:
        person = self.staff[name]
        return Someone(person.id, person.role, person.name, duty.queue_ids_of(read(), person.id))

    def _is_away(self, name: str) -> bool:
        day = (clock.now() - BEGIN).days
        return any(who == name and first <= day < first + days for who, _cover, first, days in AWAY)

    def _gap(self, name: str, kind: str) -> None:
        """Ten minutes between two visits: go on with what is held, or take something."""
        if self._is_away(name):
            return
        me = self._person(name)
        mine = [row for row in queries.listed(read(), me, Tab.MINE) if row.question.where is Status.CLAIMED]
        if mine and kind != "lazy":
            self._treat(me, mine[0].question.id)
            return
        rows = queries.listed(read(), me, Tab.UNASSIGNED)
        if rows:
            chosen = self._easiest(rows) if kind == "choosy" else rows[0]
            self._take(me, chosen.question.id, sits=kind == "lazy" and self.random.random() < 0.7)

    def _easiest(self, rows: list[queries.Row]) -> queries.Row:
        unflagged = [row for row in rows if not row.question.is_flagged]
        return max(unflagged, key=lambda row: row.question.sent_at, default=rows[0])

    def _take(self, me: Someone, question_id: str, *, sits: bool = False) -> None:
        try:
            service.claim(me, question_id)
        except (Conflict, NotFound):
            return
        self._open(me, question_id)
        if not sits:
            self.at(clock.now() + timedelta(minutes=self.random.uniform(4, 12)), lambda: self._treat(me, question_id))

    def _open(self, me: Someone, question_id: str) -> None:
        question = read().get_one(Question, question_id, populate_existing=True)
        if question.is_flagged and question.first_seen_at is None:
            waited = (clock.now() - question.sent_at) / timedelta(minutes=1)
            calendar = page.facts(read()).calendar
            opening = calendar.open_hours_between(question.sent_at, clock.now()) * 60
            self.first_looks.append(waited if question.level == "emergency" else opening)
        answering.open_work(me, question_id, "en")

    def _treat(self, me: Someone, question_id: str) -> None:
        question = read().get_one(Question, question_id, populate_existing=True)
        if question.where is not Status.CLAIMED or question.holder_id != me.id:
            return
        chance = self.random.random()
        if chance < 0.05 and not question.has_answer:
            answering.ask_back(me, question_id, "Since when exactly?")
            if self.random.random() < 0.8:
                self.at(clock.now() + timedelta(hours=self.random.uniform(1, 40)), lambda: self._reply(question_id))
        elif chance < 0.08:
            answering.close_unanswered(me, question_id, CloseCode.NEEDS_VISIT, "Please come to us this week.")
        else:
            self._count_kept(question)
            answering.answer(me, question_id, sent())

    def _count_kept(self, question: Question) -> None:
        if question.has_answer:
            return
        assert question.promised_at is not None
        assert question.first_promised_at is not None
        self.kept["answers"] += 1
        self.kept["then"] += clock.now() <= question.promised_at
        self.kept["first"] += clock.now() <= question.first_promised_at

    def _read_letter(self, letter_id: str) -> None:
        """Staff read mail about work on the day; whoever is on duty reads it at any time."""
        letter = read().get_one(Letter, letter_id)
        self.told[letter.kind] += 1
        name = next((name for name, one in self.staff.items() if one.id == letter.account_id), None)
        if letter.kind != LetterKind.STAFF_ESCALATION or name is None or not letter.path.startswith("/work/"):
            return
        is_open = page.facts(read()).calendar.is_open(clock.now())
        if name == ON_DUTY or (is_open and self.random.random() < 0.7):
            question_id = letter.path.removeprefix("/work/")
            self.at(
                clock.now() + timedelta(minutes=self.random.uniform(3, 13)),
                lambda: self._answer_a_call(name, question_id),
            )

    def _answer_a_call(self, name: str, question_id: str) -> None:
        question = read().get_one(Question, question_id, populate_existing=True)
        if question.where in queries.TO_TAKE and (question.is_flagged or not self._is_away(name)):
            self._take(self._person(name), question_id)

    # what must hold

    def _alarm(self, question_id: str) -> None:
        before = read().get_one(Question, question_id, populate_existing=True)
        promised, renewals = before.promised_at, before.renewals
        read().rollback()
        service.act_on_deadline(question_id)
        after = read().get_one(Question, question_id, populate_existing=True)
        if after.renewals > renewals:
            self.told["new times"] += 1
            if promised is None or clock.now() >= promised:
                self.faults.append(f"{after.number}: told too late")

    def _look_for_limbo(self) -> None:
        """Every open question has somebody who must act, a time, and an alarm at it; none is past its promise."""
        read().rollback()
        alarms = set(read().execute(select(Work.subject_id, Work.due_at).where(Work.topic == Topic.QUESTION_DUE)).all())
        for question in read().scalars(select(Question).where(Question.status.in_(WAITS))):
            owner, _due = deadlines.QUESTION[question.where]
            if not owner or question.due_at is None or (question.id, question.due_at) not in alarms:
                self.faults.append(f"{question.number} ({question.status}): in limbo")
            waits_for_us = question.where is not Status.WAITING
            if waits_for_us and (question.promised_at is None or question.promised_at < clock.now()):
                self.faults.append(f"{question.number} ({question.status}): past its promise")

    def _look_at_the_page(self) -> None:
        read().rollback()
        figures.count_all()
        read().rollback()
        oldest = read().scalar(select(func.min(Question.sent_at)).where(figures.waits()))
        text = self.app.test_client().get("/service").text
        row = re.search(r"came in</dt>(.*?)</dd>", text, re.DOTALL)
        assert row is not None
        shown = re.search(r'<time datetime="([^"]+)"', row[1])
        # The page says it to the second.
        if (datetime.fromisoformat(shown[1]) if shown else None) == (oldest and oldest.replace(microsecond=0)):
            self.pages_right += 1
        else:
            self.faults.append(f"day {(clock.now() - BEGIN).days}: the page shows {shown and shown[1]}, not {oldest}")

    # figures

    def figures(self) -> str:
        """Return what came out, in words."""
        with self.app.app_context():
            statuses = Counter(read().scalars(select(Question.status)))
            usual = {queue.slug: queue.usual_hours for queue in clinic.queues(read())}
        looks = figures.percentile(self.first_looks, 0.9) or 0.0
        then, first = (self.kept[one] / max(1, self.kept["answers"]) for one in ("then", "first"))
        return (
            f"{self.days} days, {sum(statuses.values())} questions: {dict(statuses)}\n"
            f"answers {self.kept['answers']}: {then:.1%} by the promise of then, {first:.1%} by the first promise\n"
            f"new times given {self.told['new times']}, letters {dict(self.told)}\n"
            f"flagged {len(self.first_looks)}, first looked at within {looks:.0f} minutes (9 of 10)\n"
            f"usual opening hours {usual}; the page was right {self.pages_right} times; faults {len(self.faults)}"
        )
