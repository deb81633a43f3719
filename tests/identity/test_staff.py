"""Staff: invitations, joining, suspension, off-boarding; by the admin's pages and by the command."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qa_portal.access.permissions import SYSTEM, Role
from qa_portal.cli.staff import staff as command
from qa_portal.clinic.models import Member, Queue, QueueMember
from qa_portal.db import new_id, read, transaction
from qa_portal.errors import Conflict
from qa_portal.identity import staff
from qa_portal.identity.models import Account, AccountState
from qa_portal.outbox.queue import Work
from qa_portal.outbox.topics import Topic
from qa_portal.outbox.worker import Worker
from tests.support.forms import send
from tests.support.people import PASSWORD, Mails, Someone, set_up, someone

NEW = "dr.new@clinic.example"
JOINING = {"name": "Dr Nell New", "credential": "MD", "specialty": "Heart medicine", "password": PASSWORD}


@pytest.fixture
def heart(app: Flask) -> str:
    """A queue, by id."""
    queue_id = new_id()
    with app.app_context(), transaction() as session:
        session.add(Queue(id=queue_id, slug="heart", name_en="Heart", name_es="Corazón", answer_within_hours=24))
    return queue_id


def _invite(admin: Someone, **fields: object) -> int:
    form = {"name": "Nell", "email": NEW, "role": "clinician", **fields}
    return send(admin.client, "/admin/staff/invite", **form).status_code


def _join(client: FlaskClient, link: str, **fields: str) -> tuple[int, str]:
    answer = send(client, link, to="/join", t=link.partition("t=")[2], **{**JOINING, **fields})
    return answer.status_code, answer.headers.get("Location", "")


def test_an_invited_clinician_joins_and_works_in_a_queue(
    app: Flask, worker: Worker, mails: Mails, an_admin: Someone, heart: str
) -> None:
    assert _invite(an_admin, queues=[heart]) == 303
    with app.app_context():
        assert read().scalars(select(Member.active).where(Member.display_name == "Nell")).one() is False
    worker.drain()
    browser = app.test_client()
    assert _join(browser, mails.link(NEW)) == (303, "/sign-in/code")
    set_up(browser)
    with app.app_context():
        member = read().scalars(select(Member).where(Member.display_name == "Dr Nell New")).one()
        assert (member.active, member.credential, member.specialty) == (True, "MD", "Heart medicine")
    with browser:
        browser.get("/account")
        from flask_login import current_user

        assert current_user.queue_ids == {heart}
        assert current_user.display_name == "Dr Nell New"
    assert browser.get(mails.link(NEW)).status_code == 410


def test_the_list_shows_who_is_here_and_whose_mail_comes_back(
    app: Flask, an_admin: Someone, a_clinician: Someone
) -> None:
    with app.app_context(), transaction() as session:
        account = session.get_one(Account, a_clinician.id)
        account.bounced_at = account.created_at
    _invite(an_admin)
    page = an_admin.client.get("/admin/staff").get_data(as_text=True)
    for words in ("Dr Cleo", "Ada Admin", "Nell", "Mail comes back", "Invited", "Active"):
        assert words in page
    detail = an_admin.client.get(f"/admin/staff/{a_clinician.id}").get_data(as_text=True)
    assert a_clinician.email in detail
    assert "Mail to this address comes back since" in detail


def test_only_an_admin_manages_staff(app: Flask, a_clinician: Someone, a_patient: Someone) -> None:
    for person in (a_clinician, a_patient):
        assert person.client.get("/admin/staff").status_code == 403
        assert person.client.get(f"/admin/staff/{a_clinician.id}").status_code == 403
    assert app.test_client().get("/admin/staff").status_code == 303


def test_a_patient_is_nobody_the_staff_list_knows(an_admin: Someone, a_patient: Someone) -> None:
    known = an_admin.client.get(f"/admin/staff/{a_patient.id}")
    unknown = an_admin.client.get(f"/admin/staff/{'0' * 32}")
    assert known.status_code == unknown.status_code == 404
    for act in ("suspend", "restore", "leave", "invite-again"):
        assert send(an_admin.client, "/admin/staff", to=f"/admin/staff/{a_patient.id}/{act}").status_code in {400, 404}


def test_an_address_with_an_account_cannot_be_invited(an_admin: Someone, a_patient: Someone) -> None:
    assert _invite(an_admin, email=a_patient.email) == 409


def test_a_new_invitation_ends_the_old_one(app: Flask, worker: Worker, mails: Mails, an_admin: Someone) -> None:
    _invite(an_admin)
    worker.drain()
    first = mails.link(NEW)
    with app.app_context():
        account = read().scalars(select(Account).where(Account.state == AccountState.PENDING)).one()
    send(an_admin.client, f"/admin/staff/{account.id}", to=f"/admin/staff/{account.id}/invite-again")
    worker.drain()
    assert app.test_client().get(first).status_code == 410
    assert _join(app.test_client(), mails.link(NEW))[0] == 303


def test_what_an_invited_person_typed_comes_back(app: Flask, worker: Worker, mails: Mails, an_admin: Someone) -> None:
    _invite(an_admin)
    worker.drain()
    link = mails.link(NEW)
    browser = app.test_client()
    answer = send(browser, link, to="/join", t=link.partition("t=")[2], **{**JOINING, "password": "short"})
    assert answer.status_code == 422
    assert "Dr Nell New" in answer.get_data(as_text=True)
    assert _join(browser, link)[0] == 303


def test_off_boarding_ends_everything_and_returns_the_work(app: Flask, an_admin: Someone, heart: str) -> None:
    leaver = someone(app, NEW, Role.CLINICIAN, queue_ids=(heart,))
    with app.app_context(), transaction() as session:
        session.get_one(Queue, heart).lead_id = leaver.id
    assert leaver.client.get("/account").status_code == 200
    send(an_admin.client, f"/admin/staff/{leaver.id}", to=f"/admin/staff/{leaver.id}/leave")
    assert leaver.client.get("/account").status_code == 303
    assert send(app.test_client(), "/sign-in", email=NEW, password=PASSWORD).status_code == 422
    with app.app_context():
        session = read()
        assert session.scalars(select(QueueMember)).all() == []
        assert session.get_one(Queue, heart).lead_id is None
        assert session.get_one(Member, leaver.id).active is False
        left = session.scalars(select(Work).where(Work.topic == Topic.RETURN_CLAIMS)).one()
        assert left.subject_id == leaver.id
    # The address is free: the person can come back, or become a patient.
    assert _invite(an_admin) == 303


def test_suspension_is_at_once_and_can_be_taken_back(app: Flask, an_admin: Someone, a_clinician: Someone) -> None:
    page = f"/admin/staff/{a_clinician.id}"
    send(an_admin.client, page, to=f"{page}/suspend")
    assert a_clinician.client.get("/account").status_code == 303
    assert send(app.test_client(), "/sign-in", email=a_clinician.email, password=PASSWORD).status_code == 422
    assert send(an_admin.client, page, to=f"{page}/suspend").status_code == 409
    send(an_admin.client, page, to=f"{page}/restore")
    assert send(app.test_client(), "/sign-in", email=a_clinician.email, password=PASSWORD).status_code == 303


def test_no_admin_locks_everybody_out(app: Flask, an_admin: Someone) -> None:
    page = f"/admin/staff/{an_admin.id}"
    token_page = "/admin/staff/invite"
    for act in ("suspend", "leave"):
        assert send(an_admin.client, token_page, to=f"{page}/{act}").status_code == 409
    with app.app_context():
        for use_case in (staff.suspend, staff.let_go):
            with pytest.raises(Conflict):
                use_case(SYSTEM, an_admin.id)


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `qa-portal staff ...` on this test's portal."""
    monkeypatch.setattr("qa_portal.cli.staff.portal", app.app_context)
    return lambda *words, **more: CliRunner().invoke(command, words, catch_exceptions=False, **more)


def test_the_command_prints_a_link_that_lets_the_first_admin_in(app: Flask, run: Callable[..., Result]) -> None:
    printed = run("invite", "First@clinic.example", "--role", "admin", "--name", "Fay First")
    assert printed.exit_code == 0
    link = printed.output.split()[-1].removeprefix(app.extensions["qa_portal.settings"].base_url)
    assert _join(app.test_client(), link, name="Fay First") == (303, "/sign-in/code")
    listed = run("list").output
    assert "Fay First" in listed
    assert "active" in listed


def test_the_command_mails_and_knows_queues_by_short_name(
    app: Flask, worker: Worker, mails: Mails, heart: str, run: Callable[..., Result]
) -> None:
    done = run("invite", NEW, "--role", "clinician", "--name", "Nell", "--queue", "heart", "--mail")
    assert done.exit_code == 0
    assert "http" not in done.output
    worker.drain()
    _join(app.test_client(), mails.link(NEW))
    assert "Heart" in run("list").output
    assert run("leave", NEW, input="y\n").exit_code == 0
    assert "Nell" not in run("list").output


def test_the_command_refuses_what_is_no_address(run: Callable[..., Result]) -> None:
    assert run("invite", "nobody", "--role", "admin", "--name", "X").exit_code == 2
