"""When an answer goes out: in a moment, when the clinic opens next, or at a time of its writer's choice."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from qa_portal import clock, settings
from qa_portal.access.permissions import Actor
from qa_portal.clinic import page
from qa_portal.clinic.calendar import Calendar
from qa_portal.errors import BadInput
from qa_portal.question.ledger import move
from qa_portal.question.models import Question
from qa_portal.question.promising import promise_written
from qa_portal.question.status import Step

LATEST = timedelta(days=14)
"""No answer waits longer than this for its time."""


WISH = frozenset({"when", "send_day", "send_time", "beyond"})
"""What a form says of the time; none of it is part of the answer."""


class When(StrEnum):
    """What a writer can choose."""

    NOW = "now"
    OPENING = "opening"
    OWN = "own"


def undo() -> timedelta:
    """Return how long every answer can be taken back before it goes out."""
    return timedelta(seconds=settings.current().undo_seconds)


def schedule(session: Session, user: Actor, question: Question, wish: Mapping[str, Any]) -> datetime:
    """Let the answer that stands in the draft go out at the time its writer wants; return the time.

    A time after the promise moves the promise there, and the patient is told.
    Raises: BadInput, when the time is over, too far away, or later than promised and nobody said so; WrongStep.
    """
    at = time_of(session, question, wish)
    question.send_at = at
    move(session, question, Step.SCHEDULE, actor=user)
    if wish.get("when", When.NOW) != When.NOW and _is_late(question, at):
        promise_written(session, question)
    return at


def time_of(session: Session, question: Question, wish: Mapping[str, Any]) -> datetime:
    """Return when an answer goes out that is sent now with this wish. Raises: BadInput."""
    now = clock.now()
    when = When(wish.get("when") or When.NOW)
    if when is When.NOW:
        return now + undo()
    calendar = page.facts(session).calendar
    at = next_opening(calendar, now) if when is When.OPENING else _own_time(calendar, wish)
    if at < now + undo():
        raise BadInput({"send_day": ["This time is over. Choose a later one."]})
    if at > now + LATEST:
        raise BadInput({"send_day": ["Choose a time within the next two weeks."]})
    if _is_late(question, at) and wish.get("beyond") != "yes":
        raise BadInput({"beyond": ["This is later than the patient was promised. Tick the box to send it then."]})
    return at


def next_opening(calendar: Calendar, now: datetime) -> datetime:
    """Return when the clinic opens next; while it is open, that is not today."""
    if not calendar.is_open(now):
        return calendar.next_opening(now)
    tomorrow = calendar.local_day(now) + timedelta(days=1)
    return calendar.next_opening(datetime.combine(tomorrow, time(), tzinfo=calendar.zone))


def _own_time(calendar: Calendar, wish: Mapping[str, Any]) -> datetime:
    day, hour = wish.get("send_day"), wish.get("send_time")
    if not isinstance(day, date):
        raise BadInput({"send_day": ["Choose a day."]})
    if not isinstance(hour, time):
        raise BadInput({"send_time": ["Choose a time, such as 08:30."]})
    return datetime.combine(day, hour, tzinfo=calendar.zone)


def _is_late(question: Question, at: datetime) -> bool:
    return question.promised_at is not None and at > question.promised_at
