"""Letters: who gets which words, bounces, a mail server that is away, and what no mail ever holds."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.db import read, transaction
from qa_portal.identity import handlers, letters, queries
from qa_portal.identity.letter_texts import TEXTS, write
from qa_portal.identity.models import Account, AccountState, Letter, LetterKind, SessionRow
from qa_portal.notify import AddressRefused, ChannelDown, Message
from qa_portal.outbox.queue import Work
from qa_portal.outbox.worker import Worker
from tests.support.forms import send
from tests.support.people import PASSWORD, Mails, Someone, make, someone


@dataclass
class Line:
    """A channel that does as it is told."""

    problem: Exception | None = None
    sent: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> None:
        """Keep the message, or fail."""
        if self.problem:
            raise self.problem
        self.sent.append(message)


@pytest.fixture
def line(app: Flask) -> Line:
    """The channel of this test's portal."""
    made = app.extensions[handlers.CHANNEL] = Line()
    return made


def _post(app: Flask, account_id: str, kind: LetterKind = LetterKind.ANSWER_READY) -> None:
    with app.app_context(), transaction() as session:
        letters.post(session, account_id, kind, "/questions/abc")


def _letter(app: Flask) -> Letter:
    with app.app_context():
        return read().scalars(select(Letter)).one()


def _account(app: Flask, account_id: str) -> Account:
    with app.app_context():
        return read().get_one(Account, account_id)


def test_a_letter_says_that_there_is_something_and_where(app: Flask, worker: Worker, line: Line) -> None:
    account_id = make(app, "anna@example.org")
    _post(app, account_id)
    worker.drain()
    (message,) = line.sent
    assert message.to == "anna@example.org"
    assert message.subject == "You have a message at Our clinic"
    assert "http://127.0.0.1:8000/questions/abc\n" in message.text
    assert _letter(app).sent_at is not None


@pytest.mark.parametrize("kind", list(LetterKind))
def test_every_kind_has_words_in_every_language(in_app: Flask, kind: LetterKind) -> None:
    for language in ("en", "es"):
        subject, text = write(kind, language, url="http://127.0.0.1:8000/x")
        assert "\n" not in subject
        assert "http://127.0.0.1:8000/x" in text
    assert set(TEXTS) == set(LetterKind)


ABOUT_QUESTIONS = [kind for kind in LetterKind if TEXTS[kind].subject is None]


@pytest.mark.parametrize("kind", ABOUT_QUESTIONS)
def test_a_letter_about_a_question_does_not_say_so(in_app: Flask, kind: LetterKind) -> None:
    subject, text = write(kind, "en", url="http://127.0.0.1:8000/x")
    words = (subject + text).casefold()
    for telling in ("your question", "answer", "symptom", "doctor", "clinician", "publish", "withdraw"):
        assert telling not in words


def test_a_refused_address_is_a_bounce_that_staff_and_owner_see(app: Flask, worker: Worker, line: Line) -> None:
    person = someone(app, "anna@example.org")
    line.problem = AddressRefused("gone")
    _post(app, person.id)
    worker.drain()
    assert _letter(app).bounced is True
    assert _account(app, person.id).bounced_at is not None
    assert "Mail to you comes back." in person.client.get("/account").get_data(as_text=True)
    with app.app_context():
        assert read().scalars(select(Work)).all() == []
        assert queries.bounced_ids(read(), [person.id, "0" * 32]) == {person.id}


def test_mail_that_arrives_again_ends_the_bounce(app: Flask, worker: Worker, line: Line) -> None:
    account_id = make(app, "anna@example.org")
    line.problem = AddressRefused("gone")
    _post(app, account_id)
    worker.drain()
    line.problem = None
    _post(app, account_id)
    worker.drain()
    assert _account(app, account_id).bounced_at is None


def test_a_mail_server_that_is_away_is_tried_again(app: Flask, worker: Worker, line: Line) -> None:
    account_id = make(app, "anna@example.org")
    line.problem = ChannelDown("away")
    _post(app, account_id)
    worker.step()
    assert _letter(app).sent_at is None
    assert _account(app, account_id).bounced_at is None
    line.problem = None
    clock.advance(timedelta(minutes=1))
    worker.drain()
    assert len(line.sent) == 1


def test_a_letter_is_sent_once_however_often_it_is_worked_on(app: Flask, worker: Worker, line: Line) -> None:
    _post(app, make(app, "anna@example.org"))
    worker.drain()
    with app.app_context():
        handlers.send_letter(read().scalars(select(Letter.id)).one())
        handlers.send_letter("0" * 32)
    assert len(line.sent) == 1


@pytest.mark.parametrize("state", [AccountState.LEFT, AccountState.SUSPENDED])
def test_nobody_writes_to_a_person_who_was_shut_out(
    app: Flask, worker: Worker, line: Line, state: AccountState
) -> None:
    account_id = make(app, "anna@example.org")
    _post(app, account_id)
    with app.app_context(), transaction() as session:
        session.get_one(Account, account_id).state = state
    worker.drain()
    assert line.sent == []


def test_everybody_of_a_role_gets_a_letter(app: Flask, worker: Worker, line: Line) -> None:
    for number in range(3):
        make(app, f"editor{number}@example.org", Role.EDITOR)
    make(app, "anna@example.org")
    with app.app_context(), transaction() as session:
        letters.post_to_role(session, Role.EDITOR, LetterKind.DESK_WAITING, "/desk")
    worker.drain()
    assert sorted(message.to for message in line.sent) == [f"editor{number}@example.org" for number in range(3)]


@pytest.mark.parametrize("path", ["questions", "//evil.example", "https://evil.example"])
def test_a_letter_leads_nowhere_else(in_app: Flask, path: str) -> None:
    with transaction() as session, pytest.raises(ValueError, match="path of this site"):
        letters.post(session, "x", LetterKind.ANSWER_READY, path)


def test_the_demo_writes_mails_only_their_owner_can_read(app: Flask, worker: Worker, mails: Mails) -> None:
    _post(app, make(app, "anna@example.org"))
    worker.drain()
    (text,) = mails.texts("anna@example.org")
    assert text.startswith("You have a message at Our clinic\n")
    (path,) = mails.folder.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_is_over_is_cleared_away(app: Flask, worker: Worker, a_patient: Someone) -> None:
    send(app.test_client(), "/sign-up", email="never@example.org", password=PASSWORD, user="own")
    worker.drain()
    clock.advance(timedelta(days=6))
    with app.app_context():
        handlers.sweep()
        assert len(read().scalars(select(Account)).all()) == 2
    clock.advance(timedelta(days=30))
    with app.app_context():
        handlers.sweep()
        session = read()
        assert [account.id for account in session.scalars(select(Account))] == [a_patient.id]
        assert session.scalars(select(SessionRow)).all() == []
        assert session.scalars(select(Letter)).all() == []
