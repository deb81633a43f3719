"""What asking costs beside a Flask hello, and whether it costs more when there are ten times as many questions."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from qa_portal.access.permissions import Role
from qa_portal.db import new_id, transaction
from qa_portal.question.models import Question
from qa_portal.question.writing import new_number
from qa_portal.settings import Settings
from tests.bench.load import Ask, Cost, hello_server, measure, plain_clients
from tests.safety.hospital import at_ease, office, open_hospital
from tests.support import people, server, stores
from tests.walks.browser_of_lines import Visitor
from tests.walks.crowd import sign_in

SIZES = (1_000, 10_000, 100_000)
ASKERS = 4
EACH = 25
CHUNK = 2_000


@pytest.fixture
def settings(run_dir: Path, tmp_path: Path, store_kind: str) -> Iterator[Settings]:
    """Settings with open rates."""
    with stores.fresh(run_dir, tmp_path / "portal", store_kind) as made:
        yield at_ease(made, tmp_path / "mails")


@pytest.mark.bench
def test_what_asking_costs(any_database: str, settings: Settings, tmp_path: Path) -> None:
    open_hospital(settings)
    emails = [f"asker{number}@hospital.example" for number in range(ASKERS)]
    with office(settings) as app:
        for email in emails:
            people.make(app, email, Role.PATIENT)
    costs: dict[int, tuple[Cost, Cost]] = {}
    with ExitStack() as stack:
        portal = stack.enter_context(server.running(settings, tmp_path))
        web = portal.groups()[:1]
        url, group = stack.enter_context(hello_server(tmp_path, server.environment(portal.settings)))
        hello = measure("hello", [group], stack.enter_context(plain_clients(url, ["/"])), 600)
        patients = [sign_in(stack.enter_context(closing(Visitor(portal.url))), email) for email in emails]
        for size in SIZES:
            _fill(portal.settings, size)
            filled = measure("all pages but the last", web, [_asking(one, _fill_in) for one in patients], EACH)
            whole = measure("asking, all pages", web, [_asking(one, _ask) for one in patients], EACH)
            last = Cost("the last form and its post", whole.cpu_ms - filled.cpu_ms, whole.per_second)
            costs[size] = (whole, last)
    for size, both in costs.items():
        for cost in both:
            print(f"\n{any_database}, {size} questions: {cost.line(hello)}", end="")
    least, most = costs[SIZES[1]][1].cpu_ms, costs[SIZES[2]][1].cpu_ms
    print(f"\n{any_database}: from 10,000 to 100,000 questions x {most / least:.2f}")


def _fill(settings: Settings, size: int) -> None:
    """Put so many questions there: copies of one."""
    with office(settings) as app:
        with transaction() as session:
            there = session.scalars(select(Question).limit(1)).first()
        if there is None:
            with closing(Visitor(settings.base_url)) as visitor:
                _ask(sign_in(visitor, "asker0@hospital.example"))
            return _fill(settings, size)
        patient = people.make(app, f"many{size}@hospital.example", Role.PATIENT)
        row = {column.key: getattr(there, column.key) for column in Question.__table__.columns}
        many = min(size, CHUNK)
        for _ in range(size // many):
            rows = [row | {"id": new_id(), "number": new_number(), "patient_id": patient} for _ in range(many)]
            with transaction() as session:
                session.execute(insert(Question), rows)
    return None


def _ask(patient: Visitor) -> None:
    _fill_in(patient)
    assert patient.send("/ask/check", "/ask/send", consent="yes").path.startswith("/questions/")


def _fill_in(patient: Visitor) -> None:
    patient.send("/ask", "/ask")
    patient.send("/ask/who", about="me", age_band="40_64", wished="general")
    patient.send("/ask/signs", none="yes")
    patient.send("/ask/write", subject="Tired after lunch", body="After lunch I am tired, every day. " * 10)


def _asking(patient: Visitor, act: Callable[[Visitor], None]) -> Ask:
    return lambda: act(patient)
