"""Use cases of the officer: look accesses up, take a signed copy, judge what is unusual, check the chain."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import SYSTEM, Actor, Permission
from qa_portal.audit import chain
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import queries as clinic
from qa_portal.db import new_id, read, transaction
from qa_portal.errors import BadInput, Conflict, NotFound
from qa_portal.identity import staff
from qa_portal.inquiry import timeline, words
from qa_portal.inquiry.exports import digest, signed_table
from qa_portal.inquiry.models import CaseKind, ChainCheck, Unusual
from qa_portal.inquiry.timeline import Filter
from qa_portal.inquiry.writing import About, begin_case
from qa_portal.outbox.queue import put
from qa_portal.outbox.topics import Topic
from qa_portal.privacy.watch import queries
from qa_portal.privacy.watch.queries import Timeline

PATIENT, PERSON, QUESTION = "patient", "person", "question"
COLUMNS = (
    "local time",
    "zone",
    "UTC time",
    "action",
    "who",
    "role",
    "question",
    "queue",
    "purpose",
    "what they were to the question",
    "record id",
    "person id",
)
"""Head of an export; not translated, so that every export reads alike."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a search leads: which kind of timeline, of what."""

    by: str
    id: str


def find(user: Actor, typed: str) -> Found:
    """Find a patient by e-mail address, or a question by receipt number; nothing is opened.

    Raises: BadInput, when there is none.
    """
    ensure(user, Permission.AUDIT_READ, user)
    session = read()
    if "@" in typed:
        patient_id = queries.patient_by_address(session, typed.strip().lower())
        if patient_id:
            return Found(PATIENT, patient_id)
        raise BadInput({"wanted": [_("No patient has this e-mail address.")]})
    question_id = queries.question_by_number(session, typed.strip().upper())
    if question_id:
        return Found(QUESTION, question_id)
    raise BadInput({"wanted": [_("No question has this receipt number. It looks like 7F3K-92QD.")]})


def look_up(user: Actor, found: Found, span: Mapping[str, Any], language: str) -> Timeline:
    """Return one page of a timeline. Looking is recorded, too.

    Raises: NotFound.
    """
    with transaction() as session:
        ensure(user, Permission.AUDIT_READ, user)
        page = queries.events(session, _filter(session, found, span), span.get("page") or 1, language)
        record(session, Action.TIMELINE_LOOKED_UP, actor=user, subject_id=found.id, by=found.by, rows=len(page.events))
        return page


def export(user: Actor, found: Found, span: Mapping[str, Any], language: str) -> bytes:
    """Return a timeline as a signed table; what was taken is recorded with its fingerprint.

    Raises: NotFound.
    """
    with transaction() as session:
        ensure(user, Permission.AUDIT_READ, user)
        events = timeline.events(session, _filter(session, found, span), language, limit=None)
        zone = clinic.calendar_of(session).zone
        rows = [
            (
                event.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"),
                event.at.astimezone(zone).strftime("%Z"),
                event.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
                words.action_words(event.action),
                event.actor_name,
                words.role_words(event.actor_role),
                event.number,
                event.queue,
                words.purpose_words(event.purpose),
                words.standing_words(event.standing),
                event.id,
                event.actor_id,
            )
            for event in events
        ]
        content = signed_table(COLUMNS, rows)
        record(
            session,
            Action.TIMELINE_EXPORTED,
            actor=user,
            subject_id=found.id,
            by=found.by,
            rows=len(rows),
            digest=digest(content),
        )
        return content


def _filter(session: Session, found: Found, span: Mapping[str, Any]) -> Filter:
    narrowed = queries.narrowed(session, span)
    if found.by == PERSON:
        return Filter(actor_id=queries.person(session, found.id, "en").account.id, **narrowed)
    if found.by == PATIENT:
        queries.questions_of(session, found.id)
        return Filter(subject_ids=timeline.subjects_of_patient(session, found.id), **narrowed)
    queries.question(session, found.id)
    return Filter(subject_ids=timeline.subjects_of_question(session, found.id), **narrowed)


def suspend(user: Actor, person_id: str) -> None:
    """Shut a member of staff out at once; their questions go back to the queues.

    Raises: NotFound, Conflict.
    """
    staff.suspend(user, person_id)


def restore(user: Actor, person_id: str) -> None:
    """Let a member of staff in again.

    Raises: NotFound, Conflict.
    """
    staff.restore(user, person_id)


def judge(user: Actor, finding_id: str, outcome: str) -> str | None:
    """Mark an unusual opening as looked at: fine, or the start of a case, whose id is returned.

    Raises: NotFound, Conflict (somebody else did).
    """
    with transaction() as session:
        ensure(user, Permission.CASE_WORK, user)
        unusual = session.get(Unusual, finding_id, with_for_update=True)
        if unusual is None:
            raise NotFound("There is nothing here.")
        if not unusual.is_new:
            raise Conflict("Somebody has looked at this one already.")
        unusual.looked_at, unusual.looked_by_id = clock.now(), user.id
        if outcome == "case":
            patient_id = queries.question(session, unusual.question_id).patient_id
            about = About(patient_id, unusual.question_id, unusual.entry_id, unusual.person_id)
            unusual.case_id = begin_case(session, user, CaseKind.UNUSUAL, about).id
        record(
            session,
            Action.FINDING_LOOKED_AT,
            actor=user,
            subject_id=unusual.question_id,
            finding_id=unusual.id,
            outcome=outcome,
        )
        return unusual.case_id


def ask_for_check(user: Actor) -> None:
    """Let the worker check the chain now.

    Raises: Forbidden.
    """
    ensure(user, Permission.AUDIT_READ, user)
    with transaction() as session:
        put(session, Topic.CHAIN_CHECK, user.id)


def check_chain(asked_by: str) -> None:
    """Check the chain and keep what was found."""
    started = time.perf_counter()
    chain.link()
    verdict = chain.verify(read())
    anchor_at = verdict.anchor.moment if verdict.anchor else None
    with transaction() as session:
        session.add(
            ChainCheck(
                id=new_id(),
                at=clock.now(),
                asked_by_id=asked_by,
                verified=verdict.verified,
                unlinked=verdict.unlinked,
                problem=verdict.problem[:300] if verdict.problem else None,
                anchor_at=anchor_at,
                seconds=time.perf_counter() - started,
            )
        )
        record(
            session,
            Action.CHAIN_CHECKED,
            actor=SYSTEM,
            subject_id="audit",
            verified=verdict.verified,
            sound=verdict.sound,
        )
