"""Proving again who one is, where one is signed in, and a second factor taken away from somebody who lost it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from qa_portal import clock
from qa_portal.access.guard import PROVEN
from qa_portal.access.permissions import Role
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.cli.staff import staff as command
from qa_portal.db import read
from qa_portal.identity.sessions import COOKIE
from qa_portal.outbox.worker import Worker
from tests.support.forms import send, token_of
from tests.support.people import PASSWORD, Mails, Someone, code_of, make, set_up, sign_in, someone

ANDROID = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
SENSITIVE = {
    "identity.staff.invite", "identity.staff.invite_again", "identity.staff.suspend", "identity.staff.restore",
    "identity.staff.let_go", "identity.staff.reset_factor", "identity.account.change_password",
    "identity.account.change_email", "identity.account.end_other_sessions", "identity.security.new_app",
    "identity.security.scan_page", "identity.security.renew_recovery", "clinic.reword_consent",
    "watch.export_patient", "watch.export_person", "watch.export_question", "watch.suspend", "watch.restore",
    "cases.register", "glass.break_glass",
}  # fmt: skip


def _later(minutes: int = 10) -> None:
    clock.advance(timedelta(minutes=minutes))


def test_every_sensitive_act_asks_for_a_recent_proof(app: Flask) -> None:
    assert sorted(name for name in SENSITIVE if not hasattr(app.view_functions[name], PROVEN)) == []


def test_what_was_sent_comes_back_after_the_proof(app: Flask, an_admin: Someone, a_clinician: Someone) -> None:
    client, path = an_admin.client, f"/admin/staff/{a_clinician.id}"
    _later()
    asked = send(client, path, to=f"{path}/suspend", note="<kept & sent>", old_password="never shown")
    assert (asked.status_code, asked.location) == (307, f"/confirm?next=%2Fadmin%2Fstaff%2F{a_clinician.id}%2Fsuspend")
    token = token_of(client.get("/confirm").get_data(as_text=True))
    fields = {"csrf_token": token, "note": "<kept & sent>", "old_password": "never shown"}
    page = client.post(asked.location, data=fields).get_data(as_text=True)
    assert 'name="note" value="&lt;kept &amp; sent&gt;"' in page
    assert "never shown" not in page
    proof = {"confirm_sent": "yes", "confirm_again": "yes"}
    wrong = client.post(asked.location, data={**fields, **proof, "confirm_code": "000000"})
    assert wrong.status_code == 422
    assert 'name="note" value="&lt;kept &amp; sent&gt;"' in wrong.get_data(as_text=True)
    right = client.post(asked.location, data={**fields, **proof, "confirm_code": code_of(an_admin.email)})
    assert (right.status_code, right.location) == (307, f"{path}/suspend")
    assert client.post(right.location, data=fields).status_code == 303
    assert "Suspended" in client.get(path).get_data(as_text=True)


def test_a_proof_gives_the_session_a_new_token(app: Flask, an_admin: Someone) -> None:
    before = an_admin.client.get_cookie(COOKIE)
    _later()
    assert an_admin.client.get("/admin/staff/invite").location == "/confirm?next=%2Fadmin%2Fstaff%2Finvite"
    done = send(
        an_admin.client, "/confirm?next=/admin/staff/invite", confirm_sent="yes", confirm_code=code_of(an_admin.email)
    )
    assert (done.status_code, done.location) == (303, "/admin/staff/invite")
    assert an_admin.client.get("/admin/staff/invite").status_code == 200
    assert before is not None
    thief = app.test_client()
    thief.set_cookie(COOKIE, before.value)
    assert thief.get("/account").status_code == 303, "the token from before the proof still works"


def test_a_patient_proves_it_with_the_password(app: Flask, a_patient: Someone) -> None:
    _later()
    assert send(a_patient.client, "/account", to="/account/sessions/end").status_code == 307
    for typed, status in (("not the password", 422), (PASSWORD, 303)):
        answer = send(a_patient.client, "/confirm?next=/account", confirm_sent="yes", confirm_password=typed)
        assert answer.status_code == status
    assert send(a_patient.client, "/account", to="/account/sessions/end").status_code == 303


@pytest.mark.parametrize("wanted", ["/\\evil.example", "//evil.example", "https://evil.example", "//x@evil", ""])
def test_the_proof_leads_to_no_other_site(a_patient: Someone, wanted: str) -> None:
    sent = {"confirm_sent": "yes", "confirm_again": "yes", "confirm_password": PASSWORD}
    assert send(a_patient.client, f"/confirm?next={wanted}", **sent).location == "/questions"


def test_tries_at_the_proof_are_few(a_patient: Someone) -> None:
    sent = {"confirm_sent": "yes", "confirm_password": "not the password"}
    assert [send(a_patient.client, "/confirm", **sent).status_code for _ in range(7)] == [422] * 5 + [429] * 2


def test_each_place_is_listed_without_an_address_and_can_be_signed_out(
    app: Flask, worker: Worker, mails: Mails, a_patient: Someone
) -> None:
    other = app.test_client()
    other.environ_base["HTTP_USER_AGENT"] = ANDROID
    send(other, "/sign-in", email=a_patient.email, password=PASSWORD)
    page = a_patient.client.get("/account/sessions").get_data(as_text=True)
    assert "Chrome (phone)" in page
    assert page.count("This one") == 1
    assert "127.0.0.1" not in page.replace("http://127.0.0.1", "")
    worker.drain()
    assert sum("A new browser" in text for text in mails.texts(a_patient.email)) == 1
    path = page.partition("/end")[0].rpartition('action="')[2] + "/end"
    ends = [part.partition('"')[0] for part in page.split('action="') if part.startswith("/account/sessions/")]
    assert path == ends[0]
    assert send(a_patient.client, "/account/sessions", to=ends[0]).status_code == 303
    assert other.get("/account").status_code == 303
    assert a_patient.client.get("/account").status_code == 200


def test_nobody_signs_out_somebody_else(app: Flask, a_patient: Someone) -> None:
    stranger = someone(app, "ben@example.org")
    with a_patient.client as client:
        client.get("/account")
        from flask_login import current_user

        theirs = current_user.session_id
    answer = send(stranger.client, "/account/sessions", to=f"/account/sessions/{theirs}/end")
    assert answer.status_code == 404
    assert a_patient.client.get("/account").status_code == 200


def test_the_same_browser_again_sends_no_mail(app: Flask, worker: Worker, mails: Mails, a_patient: Someone) -> None:
    sign_in(app, a_patient.email)
    worker.drain()
    assert not any("A new browser" in text for text in mails.texts(a_patient.email))


def test_an_admin_resets_a_lost_factor_of_a_colleague_and_not_their_own(
    app: Flask, worker: Worker, mails: Mails, an_admin: Someone, a_clinician: Someone
) -> None:
    for one, status in ((a_clinician, 303), (an_admin, 409)):
        path = f"/admin/staff/{one.id}"
        assert send(an_admin.client, path, to=f"{path}/reset-factor").status_code == status
    assert a_clinician.client.get("/account").status_code == 303, "the old session lives on"
    client = app.test_client()
    send(client, "/sign-in", email=a_clinician.email, password=PASSWORD)
    assert client.get("/sign-in/code").location == "/sign-in/set-up"
    set_up(client)
    assert client.get("/queue").status_code == 200
    worker.drain()
    assert "second step" in mails.texts(a_clinician.email)[0]
    with app.app_context():
        wanted = select(AuditEntry.actor_id).where(AuditEntry.action == Action.FACTOR_RESET)
        assert read().scalars(wanted).all() == [an_admin.id]


def test_the_operator_resets_the_factor_of_the_only_admin(
    app: Flask, an_admin: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa_portal.cli.staff.portal", app.app_context)
    run: Callable[..., Result] = CliRunner().invoke
    assert run(command, ["reset-factor", an_admin.email], input="n\n").exit_code == 1
    assert an_admin.client.get("/account").status_code == 200
    assert run(command, ["reset-factor", an_admin.email], input="y\n").exit_code == 0
    assert an_admin.client.get("/account").status_code == 303


def test_a_password_by_mail_does_not_get_around_the_second_factor(app: Flask, worker: Worker, mails: Mails) -> None:
    make(app, "cleo@clinic.example", Role.CLINICIAN)
    thief = app.test_client()
    send(thief, "/reset", email="cleo@clinic.example")
    worker.drain()
    link = mails.link("cleo@clinic.example")
    new = "nine loud magpies argue"
    send(thief, link, to="/reset/new", t=link.partition("t=")[2], password=new)
    assert thief.get("/queue").status_code == 303
    assert send(thief, "/sign-in", email="cleo@clinic.example", password=new).location == "/sign-in/code"
    assert thief.get("/sign-in/set-up/scan").location == "/sign-in"
    assert thief.get("/queue").status_code == 303
