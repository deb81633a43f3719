"""What claiming costs with its steps, rules and audit, beside a bare loop over the same table. Run: `make bench`."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text, update

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.audit import chain
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.clinic import queries as clinic
from qa_portal.clinic import setup
from qa_portal.crypto.sealed import Sealed
from qa_portal.db import new_id, read, transaction
from qa_portal.identity.service import Known
from qa_portal.journey.queue import service as queueing
from qa_portal.outbox.queue import Work
from qa_portal.question import ledger
from qa_portal.question.models import Question
from qa_portal.question.status import Status
from qa_portal.settings import EXTENSION
from tests.safety.hospital import FACTS
from tests.support import people

WORKERS = 16
CLAIMS = 1600
SHARE = 0.40
"""Claiming, with all it checks and records, reaches at least this part of the throughput of the bare UPDATE."""
BARE = {
    "sqlite": (
        "UPDATE questions SET status = 'claimed', holder_id = :me WHERE id ="
        " (SELECT id FROM questions WHERE status = 'queued' LIMIT 1) RETURNING id"
    ),
    "postgresql": (
        "UPDATE questions SET status = 'claimed', holder_id = :me WHERE id ="
        " (SELECT id FROM questions WHERE status = 'queued' LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id"
    ),
}


@pytest.mark.bench
def test_claims_beside_bare_loops(any_database: str, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    # One person claims them all here.
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], claims_in_hand=CLAIMS)
    with app.app_context(), transaction() as session:
        setup.load_defaults(session, FACTS)
        queue_id = clinic.queues(session)[0].id
    doctor = people.make(app, "doctor@hospital.example", Role.CLINICIAN, queue_ids=(queue_id,))
    patient = people.make(app, "patient@hospital.example")
    me = Known(doctor, Role.CLINICIAN, frozenset({queue_id}))
    with app.app_context():
        _fill(patient, queue_id)
    one_statement = _throughput(app, _bare(any_database, doctor))
    with monkeypatch.context() as without_audit:
        without_audit.setattr(ledger, "record", lambda *_args, **_fields: None)
        unrecorded = _claims(app, me)
    recorded = _claims(app, me)
    with app.app_context():
        steps = select(func.count()).where(AuditEntry.action == Action.QUESTION_STEP)
        assert read().scalar(steps) == CLAIMS
        assert chain.verify(read()).sound
    print(
        f"\n{any_database}, {WORKERS} workers: one bare UPDATE {one_statement:.0f}/s, claims without audit"
        f" {unrecorded:.0f}/s, with audit {recorded:.0f}/s: {recorded / unrecorded:.0%} of those without,"
        f" {recorded / one_statement:.0%} of the bare UPDATE"
    )
    assert recorded >= SHARE * one_statement


def _claims(app: Flask, me: Known) -> float:
    """Return the product's own claims a second, while the worker links and anchors."""
    with app.app_context(), transaction() as session:
        session.execute(update(Question).values(status=Status.QUEUED, holder_id=None))
        session.execute(delete(Work))
        ids = list(session.scalars(select(Question.id)))
    stop = Event()
    with ThreadPoolExecutor(1) as pool:
        worker = pool.submit(_link_meanwhile, app, stop)
        found = _throughput(app, lambda: queueing.claim(me, ids.pop()))
        stop.set()
        worker.result()
    return found


def _fill(patient: str, queue_id: str) -> None:
    with transaction() as session:
        for number in range(CLAIMS):
            session.add(
                Question(
                    id=new_id(),
                    number=f"N{number:06d}",
                    patient_id=patient,
                    about="me",
                    age_band="40_64",
                    subject=Sealed(b"x" * 60),
                    body=Sealed(b"x" * 300),
                    signs=Sealed(b"x" * 60),
                    queue_id=queue_id,
                    status=Status.QUEUED,
                    sent_at=clock.now(),
                )
            )


def _bare(kind: str, doctor: str) -> Callable[[], None]:
    statement = text(BARE[kind])

    def claim() -> None:
        with transaction() as session:
            assert session.execute(statement, {"me": doctor}).first() is not None

    return claim


def _throughput(app: Flask, claim: Callable[[], None]) -> float:
    """Return claims a second of all workers together."""

    def work(_number: int) -> None:
        with app.app_context():
            for _ in range(CLAIMS // WORKERS):
                claim()

    started = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))
    return CLAIMS / (time.perf_counter() - started)


def _link_meanwhile(app: Flask, stop: Event) -> None:
    while not stop.wait(2.0):
        with app.app_context():
            chain.link()
            chain.anchor()
    with app.app_context():
        chain.link()
