"""Many people with a sealed question each, made quickly, and visitors who read, ask and sign up while keys change."""

import secrets
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from statistics import quantiles

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM, Role
from qa_portal.crypto.keyring import Purpose, keyring
from qa_portal.crypto.keystore import KEY_BYTES, OwnerKey, QuestionKey
from qa_portal.crypto.lookup import blind_key_id
from qa_portal.crypto.sealed import Place, seal_bytes, seal_into
from qa_portal.db import keys_transaction, new_id, read, transaction
from qa_portal.identity import addresses
from qa_portal.identity.models import Account, AccountState
from qa_portal.identity.service import Known
from qa_portal.question import attaching, file_reading
from qa_portal.question.attachments import Attachment, send_along
from qa_portal.question.models import Question
from qa_portal.question.reading import open_for
from qa_portal.question.writing import new_number, seal_question
from tests.safety.hospital import PostOffice
from tests.support.hostile import PDF
from tests.support.people import PASSWORD
from tests.walks.browser_of_lines import Visitor
from tests.walks.crowd import patiently, sign_in, wait_for

BATCH = 500
FILE_EVERY = 10
"""Every so many questions have a file."""
LETTER = attaching.Upload("letter.pdf", PDF)


def words_of(email: str) -> str:
    """Return what somebody of the crowd asked."""
    return f"The elbow of {email.partition('@')[0]} itches since spring."


def make_crowd(count: int) -> None:
    """Make so many people with one question each; nobody of them can sign in."""
    for start in range(0, count, BATCH):
        _make([f"one{number}@turning.example" for number in range(start, min(start + BATCH, count))])


def _make(emails: list[str]) -> None:
    ids = {email: (new_id(), new_id()) for email in emails}
    keys = _keys(list(ids.values()))
    with transaction() as session:
        session.add_all(_account(person, email, keys[person]) for email, (person, _question) in ids.items())
    with transaction() as session:
        for number, (email, (person, question_id)) in enumerate(ids.items()):
            question = Question(
                id=question_id, number=new_number(), patient_id=person, about="me", age_band="18_39", revision=0
            )
            seal_question(question, "An elbow", words_of(email), {})
            session.add(question)
            if number % FILE_EVERY == 0:
                session.flush()
                session.add(attaching.seal_upload(question, Known(person, Role.PATIENT), LETTER))
                send_along(session, Known(person, Role.PATIENT), question)


def _keys(ids: list[tuple[str, str]]) -> dict[str, bytes]:
    """Write the keys of people and questions as the keys store does, many at once."""
    keys = {person: secrets.token_bytes(KEY_BYTES) for person, _question in ids}
    kek = keyring().subkey(Purpose.KEK)
    with keys_transaction() as session:
        for person, question in ids:
            theirs = Place("owner_keys", "wrapped", person, person).associated_data()
            its = Place("question_keys", "wrapped", question, person).associated_data()
            fresh = secrets.token_bytes(KEY_BYTES)
            session.add(OwnerKey(id=person, wrapped=seal_bytes(kek, theirs, keys[person])))
            session.add(QuestionKey(id=question, owner_id=person, wrapped=seal_bytes(keys[person], its, fresh)))
    return keys


def _account(person: str, email: str, key: bytes) -> Account:
    account = Account(
        id=person,
        role=Role.PATIENT,
        state=AccountState.ACTIVE,
        email_lookup=addresses.lookup(email),
        email_key_id=blind_key_id(),
        revision=0,
        verified_at=clock.now(),
    )
    seal_into(key, account, email=email)
    return account


def open_everything() -> tuple[dict[str, str], int]:
    """Open every question and every file; return the words by question, and how many files were what was added."""
    session = read()
    words: dict[str, str] = {}
    ids = list(session.query(Question.id).order_by(Question.id))
    for start in range(0, len(ids), BATCH):
        with transaction() as writing:
            for (question_id,) in ids[start : start + BATCH]:
                words[question_id] = open_for(writing, SYSTEM, writing.get_one(Question, question_id), "test").body
    files = 0
    for row in read().query(Attachment).all():
        with transaction() as writing:
            found = file_reading.open_file(writing, Known(row.patient_id, Role.PATIENT), row, "own")
        assert found is not None
        files += b"".join(found.clear_segments) == PDF
    return words, files


@dataclass
class Timed:
    """How long requests took and how they ended, by the phase they fell into."""

    phase: str = "before"
    _seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, _method: str, _path: str, status: int, seconds: float) -> None:
        """Note one request."""
        with self._lock:
            self._seconds.setdefault(self.phase, []).append(seconds)
            self.statuses[status] = self.statuses.get(status, 0) + 1

    def report(self) -> str:
        """Say for each phase how many requests there were, and p50 and p95 in ms."""
        told = []
        for phase, seconds in self._seconds.items():
            cuts = quantiles(seconds, n=20) if len(seconds) > 1 else seconds * 19
            told.append(f"{phase}: {len(seconds)} requests, p50 {1000 * cuts[9]:.0f} ms, p95 {1000 * cuts[18]:.0f} ms")
        return "; ".join(told) + f"; statuses {dict(sorted(self.statuses.items()))}"


@dataclass
class Visitors:
    """People who read what they asked, sign in anew, and sign up, all the time; what is not as it should be is kept."""

    url: str
    mails: PostOffice
    told: Timed
    problems: list[BaseException] = field(default_factory=list)
    read: int = 0
    signed_in: int = 0
    signed_up: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)
    _open: list[Visitor] = field(default_factory=list)

    def begin(self, readers: list[str]) -> None:
        """Let everybody start: each reader in a thread of their own, and one at the door."""
        for email in readers:
            visitor = sign_in(Visitor(self.url, self.told), email)
            self._open.append(visitor)
            self._start(partial(self._read, visitor, email))
        self._start(lambda: self._come_again(readers[0]))

    def end(self) -> None:
        """Send everybody home."""
        self.stop.set()
        for thread in self._threads:
            thread.join(90)
        for visitor in self._open:
            visitor.close()

    def _start(self, act: Callable[[], None]) -> None:
        self._threads.append(threading.Thread(target=self._live, args=(act,), daemon=True))
        self._threads[-1].start()

    def _live(self, act: Callable[[], None]) -> None:
        while not self.stop.is_set():
            try:
                act()
            except (AssertionError, OSError, ValueError) as problem:
                self.problems.append(problem)
                return
            time.sleep(0.1)

    def _read(self, visitor: Visitor, email: str) -> None:
        for path in visitor.get("/questions").links(r"/questions/[0-9a-f]{32}"):
            page = visitor.get(path)
            assert page.status == 200, (path, page.status)
            assert words_of(email) in page.text, path
            self.read += 1

    def _come_again(self, known: str) -> None:
        with closing(Visitor(self.url, self.told)) as visitor:
            sign_in(visitor, known)
        self.signed_in += 1
        email = f"new{len(self.signed_up)}@turning.example"
        with closing(Visitor(self.url, self.told)) as visitor:
            self._sign_up(visitor, email)
        self.signed_up.append(email)

    def _sign_up(self, visitor: Visitor, email: str) -> None:
        page = patiently(lambda: visitor.send("/sign-up", email=email, password=PASSWORD, user="own"))
        assert page.path.startswith("/sign-up/sent"), (page.path, page.status)
        page = visitor.get(wait_for(lambda: self.mails.link(email), "the mail link"))
        page = patiently(lambda: visitor.send(page, "/verify", t=page.hidden("t"), password=PASSWORD))
        assert page.path.startswith("/ask"), (page.path, page.status)
