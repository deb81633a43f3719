"""Fifty clinicians reach for one question at the same moment: one gets it, the others hear who has it."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from html import unescape
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from qa_portal.access.permissions import Role
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.db import read
from qa_portal.question.models import Question
from qa_portal.settings import Settings
from tests.safety.hospital import Hospital, office, open_hospital
from tests.support import people, server
from tests.support.forms import token_of
from tests.walks.browser_of_lines import Answer, Visitor
from tests.walks.crowd import sign_in, wait_for

MANY = 50
PATIENT = "patient@hospital.example"


@pytest.mark.parametrize(
    ("store_kind", "rounds"),
    [
        pytest.param("postgresql", 1, marks=pytest.mark.postgres),
        pytest.param("sqlite", 20, marks=pytest.mark.soak),
        pytest.param("postgresql", 20, marks=[pytest.mark.soak, pytest.mark.postgres]),
    ],
    indirect=["store_kind"],
)
def test_of_fifty_who_claim_one_gets_it(store_kind: str, settings: Settings, tmp_path: Path, rounds: int) -> None:
    hospital = open_hospital(settings, MANY)
    with office(settings) as app:
        people.make(app, PATIENT, Role.PATIENT)
    with (
        server.running(settings, tmp_path) as portal,
        _signed_in(portal.url, hospital) as clinicians,
        closing(sign_in(Visitor(portal.url), PATIENT)) as patient,
    ):
        taken = [_one_round(patient, clinicians) for _ in range(rounds)]
    with office(settings):
        for question_id in taken:
            claims = select(func.count()).where(
                AuditEntry.subject_id == question_id,
                AuditEntry.action == Action.QUESTION_STEP,
                AuditEntry.fields.contains('"step":"claim"'),
            )
            assert read().scalar(claims) == 1
            assert read().get_one(Question, question_id).holder_id is not None


@contextmanager
def _signed_in(url: str, hospital: Hospital) -> Iterator[list[tuple[str, Visitor]]]:
    """Yield every clinician's browser with the token of its forms."""
    visitors = [Visitor(url) for _ in hospital.clinicians]
    try:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(sign_in, visitors, hospital.clinicians))
            pages = list(pool.map(lambda visitor: visitor.get("/queue").text, visitors))
        yield [(token_of(page), visitor) for page, visitor in zip(pages, visitors, strict=True)]
    finally:
        for visitor in visitors:
            visitor.close()


def _one_round(patient: Visitor, clinicians: list[tuple[str, Visitor]]) -> str:
    """Ask a question, let everybody claim it at once, look at the answers; return its id."""
    question_id = _ask(patient)
    path = f"/queue/{question_id}/claim"
    first = clinicians[0][1]
    wait_for(lambda: path in first.get("/queue").text, "the question in the list")
    start = Barrier(len(clinicians))

    def claim(clinician: tuple[str, Visitor]) -> Answer:
        token, visitor = clinician
        start.wait()
        return visitor.post(path, token)

    with ThreadPoolExecutor(len(clinicians)) as pool:
        answers = list(pool.map(claim, clinicians))
    assert Counter(answer.status for answer in answers) == {303: 1, 409: len(clinicians) - 1}
    winner = next(number for number, answer in enumerate(answers) if answer.status == 303)
    others = [unescape(answer.text) for answer in answers if answer.status == 409]
    assert all(f"Dr Number {winner} already has this question." in text for text in others)
    return question_id


def _ask(patient: Visitor) -> str:
    page = patient.send("/ask", "/ask")
    page = patient.send(page, "/ask/who", about="me", age_band="40_64", wished="general")
    page = patient.send(page, "/ask/signs", none="yes")
    page = patient.send(
        "/ask/write", subject="Tired after lunch", body="I am tired every day after lunch. Why is that?"
    )
    page = patient.send(page, "/ask/send")
    assert page.status == 200, (page.path, page.status)
    return page.path.partition("?")[0].rsplit("/", 1)[1]
