"""An officer suspends an account of a running portal: every browser of that person is out within seconds."""

import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from qa_portal.access.permissions import Role
from qa_portal.db import read
from qa_portal.identity.models import Account
from qa_portal.settings import Settings
from tests.safety.hospital import office, open_hospital
from tests.support import server
from tests.support.forms import token_of
from tests.walks.browser_of_lines import Visitor
from tests.walks.crowd import sign_in

LIMIT_SECONDS = 5.0
REQUESTS = 12
"""So many requests after it, so that every process of the web answers some."""


def test_all_sessions_of_a_suspended_person_end_within_seconds(settings: Settings, tmp_path: Path) -> None:
    hospital = open_hospital(settings, 1)
    with office(settings):
        clinician_id = read().scalars(select(Account.id).where(Account.role == Role.CLINICIAN)).one()
    assert settings.workers == 2
    with (
        server.running(settings, tmp_path) as portal,
        closing(sign_in(Visitor(portal.url), hospital.clinicians[0])) as browser,
        closing(sign_in(Visitor(portal.url), hospital.privacy_officer)) as officer,
    ):
        assert browser.get("/queue").status == 200
        path = f"/officer/access/people/{clinician_id}"
        page = officer.get(path)
        started = time.perf_counter()
        assert officer.post(f"{path}/suspend", token_of(page.text)).status == 303
        answers = [browser.get("/queue") for _ in range(REQUESTS)]
        seconds = time.perf_counter() - started
        print(f"\n{REQUESTS} requests refused, the last {seconds:.2f} s after the officer's click")
        assert all("/sign-in" in answer.path or answer.status == 303 for answer in answers)
        assert seconds < LIMIT_SECONDS
        assert officer.post(f"{path}/restore", token_of(page.text)).status == 303
