"""What requests cost beside a Flask hello on the same server, and how long a large import takes. Run: `make bench`."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import select

from qa_portal.access.permissions import Role
from qa_portal.db import read
from qa_portal.journey.ask import service as asking
from qa_portal.library.models import Page
from qa_portal.settings import Settings
from tests.bench.load import CLIENTS, Ask, Cost, hello_server, measure, plain_clients
from tests.safety.hospital import Hospital, at_ease, office, open_hospital
from tests.safety.story import Actor
from tests.support import people, server, stores
from tests.walks.browser_of_lines import Visitor
from tests.walks.crowd import sign_in, wait_for

MEDQUAD = Path(__file__).parents[3] / "shared" / "data" / "medquad.jsonl.gz"
"""A large set of answers, kept beside the project."""
QUESTIONS = 60
WORDS = ("headache and fever", "what causes asthma", "is diabetes inherited", "rash on the arms", "high blood pressure")


@pytest.fixture
def settings(run_dir: Path, tmp_path: Path, store_kind: str) -> Iterator[Settings]:
    """Settings with a mail folder and open rates."""
    with stores.fresh(run_dir, tmp_path / "portal", store_kind) as made:
        yield at_ease(made, tmp_path / "mails")


@pytest.mark.bench
def test_what_requests_cost(any_database: str, settings: Settings, tmp_path: Path) -> None:
    hospital = open_hospital(settings)
    with ExitStack() as stack:
        portal = stack.enter_context(server.running(settings, tmp_path))
        print(f"\n{any_database}:", _import(portal.settings))
        _fill_the_queue(portal.settings, hospital)
        env = server.environment(portal.settings)
        hello_url, hello_group = stack.enter_context(hello_server(tmp_path, env))
        web = portal.groups()[:1]
        costs = [measure("hello", [hello_group], stack.enter_context(plain_clients(hello_url, ["/"])), 400)]
        costs += _public(portal, web, stack)
        costs += _private(portal, web, hospital, stack)
    for cost in costs:
        print(cost.line(costs[0]))


def _import(settings: Settings) -> str:
    """Import the large set with the command, as an operator does, until all of it can be found."""
    if not MEDQUAD.exists():
        return f"no large set at {MEDQUAD}; the pages are measured with an empty library"
    started = time.perf_counter()
    command = [sys.executable, "-m", "qa_portal", "library", "import", str(MEDQUAD), "--format", "medquad", "--wait"]
    subprocess.run(
        command, cwd=server.ROOT, env=server.environment(settings), check=True, capture_output=True, timeout=1800
    )
    took = time.perf_counter() - started
    size = sum(path.stat().st_size for path in settings.index_dir.rglob("*") if path.is_file())
    with office(settings):
        count = len(read().scalars(select(Page.id)).all())
    return f"{count} answers imported and searchable in {took:.0f} s, index {size / 1e6:.1f} MB"


def _fill_the_queue(settings: Settings, hospital: Hospital) -> None:
    with office(settings) as app:
        for number in range(CLIENTS):
            patient = Actor(people.make(app, f"asker{number}@hospital.example", Role.PATIENT), Role.PATIENT)
            for turn in range(QUESTIONS // CLIENTS):
                asking.begin(patient)
                asking.save(patient, {"about": "me", "age_band": "40_64", "wished": "general", "signs": []})
                asking.save(patient, {"subject": f"Tired {turn}", "body": "After lunch I am tired, every day."})
                asking.send(patient, consent=True, lang="en")


def _public(portal: server.Portal, web: list[int], stack: ExitStack) -> Iterator[Cost]:
    with office(portal.settings):
        ids = read().scalars(select(Page.id).order_by(Page.id).limit(2000)).all()
    if ids:
        kept = stack.enter_context(plain_clients(portal.url, [f"/answers/{ids[0]}"]))
        yield measure("answer page, the same", web, kept, 300)
        every = stack.enter_context(plain_clients(portal.url, [f"/answers/{page_id}" for page_id in ids]))
        yield measure("answer page, always another", web, every, 150)
    words = stack.enter_context(plain_clients(portal.url, [f"/search?q={word.replace(' ', '+')}" for word in WORDS]))
    yield measure("search page", web, words, 60)
    home = stack.enter_context(plain_clients(portal.url, ["/"]))
    yield measure("home page", web, home, 200)


def _private(portal: server.Portal, web: list[int], hospital: Hospital, stack: ExitStack) -> Iterator[Cost]:
    def visitors(emails: list[str]) -> list[Visitor]:
        return [_sign_in(portal, stack, email) for email in emails]

    doctors = visitors([hospital.clinicians[0]] * CLIENTS)
    wait_for(lambda: len(doctors[0].get("/queue").links(r"/queue/[0-9a-f]{32}/claim")) == 50, "fifty questions")
    yield measure("queue page, 50 rows", web, [_opening(doctor, "/queue") for doctor in doctors], 40)
    patients = visitors([f"asker{number}@hospital.example" for number in range(CLIENTS)])
    own = [patient.get("/questions").links(r"/questions/[0-9a-f]{32}")[0] for patient in patients]
    opened = [_opening(patient, path) for patient, path in zip(patients, own, strict=True)]
    yield measure("a patient's question", web, opened, 60)
    yield measure("ask: keep what was written (POST)", web, [_writing(patient) for patient in patients], 40)


def _sign_in(portal: server.Portal, stack: ExitStack, email: str) -> Visitor:
    # One person in many browsers: a code works once, but here it is not what is measured.
    if email.startswith("doctor"):
        with office(portal.settings) as app:
            people.forget_codes(app, email)
    return sign_in(stack.enter_context(closing(Visitor(portal.url))), email)


def _opening(visitor: Visitor, path: str) -> Ask:
    def ask() -> None:
        assert visitor.get(path).status == 200

    return ask


def _writing(patient: Visitor) -> Ask:
    page = patient.send("/ask", "/ask")
    page = patient.send(page, "/ask/who", about="me", age_band="40_64", wished="")
    token = patient.send(page, "/ask/signs", none="yes").hidden("csrf_token")

    def ask() -> None:
        words = {"subject": "Tired after lunch", "body": "After lunch I am tired, every day. " * 10}
        assert patient.post("/ask/write", token, **words).status == 303

    return ask
