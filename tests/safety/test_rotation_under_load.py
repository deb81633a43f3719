"""The root key is changed while people read, ask and sign up, and the rotation is killed again and again."""

import random
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_portal.access.permissions import Role
from qa_portal.audit import chain
from qa_portal.crypto import proving, retiring
from qa_portal.crypto.keyring import keyring
from qa_portal.crypto.sources import source_of
from qa_portal.db import plain_engine, read
from qa_portal.identity import addresses, queries
from qa_portal.identity.models import Account
from qa_portal.settings import Settings
from tests.backup.crowd import Patient, ask_many
from tests.crypto.turning import a_minute_passes
from tests.safety.hospital import PostOffice, office, open_hospital
from tests.safety.turners import FILE_EVERY, Timed, Visitors, make_crowd, open_everything, words_of
from tests.safety.writers import Writers
from tests.support import people, server

MANY = 10_000
READERS = ["reader0@turning.example", "reader1@turning.example"]
WRITERS = ["writer0@turning.example", "writer1@turning.example"]
PATIENCE_SECONDS = 180
LIVES_SECONDS = (0.5, 3.5)
"""When every other rotation is killed after its start (the rest by how far they are). One that is left alone rests
three seconds in all, so it is never done by then."""


def test_the_root_key_changes_under_load(settings: Settings, tmp_path: Path) -> None:
    print(_Turn(settings, tmp_path, count=100, kills=1, people=1).walk())


@pytest.mark.soak
def test_ten_thousand_questions_under_load(any_database: str, settings: Settings, tmp_path: Path) -> None:
    turn = _Turn(settings, tmp_path, count=MANY, kills=10, waits=True)
    print(f"\n{MANY} questions of {MANY} people on {any_database}:", turn.walk())


@dataclass
class _Turn:
    """One rotation from the first request to the last check."""

    settings: Settings
    folder: Path
    count: int
    kills: int
    people: int = 2
    """How many read all the time, and how many write."""
    waits: bool = False
    """Whether the time of grace is waited for, or the key file aged."""
    told: Timed = field(default_factory=Timed)
    seconds: dict[str, float] = field(default_factory=dict)

    def walk(self) -> str:
        """Do it all; return the figures."""
        seed = secrets.randbits(32)
        print("seed", seed)
        hospital = open_hospital(self.settings, clinicians=1)
        self._fill()
        old = source_of(self.settings).read().active.id
        old_file = self.folder / "old-root.json"
        old_file.write_bytes(self.settings.root_key_path.read_bytes())
        with server.running(self.settings, self.folder) as portal:
            writers = Writers(portal.url, told=self.told)
            visitors = Visitors(portal.url, PostOffice(self.folder / "mails"), self.told)
            writers.begin(WRITERS[: self.people], hospital.clinicians, hospital.editor)
            visitors.begin(READERS[: self.people])
            try:
                time.sleep(10 if self.waits else 0.3)
                self._rotate(random.Random(seed), old)
                self._retire(old)
                self.told.phase = "after"
                time.sleep(10 if self.waits else 0.5)
            finally:
                visitors.end()
                writers.end()
            old_file.unlink()
            portal.kill()
            portal.start()
            assert [root.id for root in source_of(self.settings).read()] != [old]
            assert "Traceback" not in portal.log("web") + portal.log("worker")
        self._check(writers, visitors)
        return self._figures(writers, visitors)

    def _fill(self) -> None:
        started = time.monotonic()
        with office(self.settings) as app:
            for email in [*READERS, *WRITERS]:
                person = people.make(app, email, Role.PATIENT)
                if email in READERS:
                    ask_many(Patient(person), [words_of(email)] * 3)
            make_crowd(self.count)
        self.seconds["making them"] = time.monotonic() - started

    def _rotate(self, dice: random.Random, old: str) -> None:
        self.told.phase = "rotation"
        started = time.monotonic()
        for number in range(self.kills):
            running = self._start("rotate")
            if number % 2:
                self._wait_until_left(old, self.count * (1 - dice.uniform(number - 1, number + 1) / (self.kills + 1)))
            else:
                time.sleep(dice.uniform(*LIVES_SECONDS))
            running.kill()
            assert running.wait() == -9, "the rotation ended before it was killed"
        last = time.monotonic()
        assert self._start("rotate").wait(300) == 0
        self.seconds["rotation with all kills"] = time.monotonic() - started
        self.seconds["last run of it"] = time.monotonic() - last

    def _wait_until_left(self, old: str, most: float) -> None:
        """Wait until the second look-up of all but so many people was made."""
        until = time.monotonic() + PATIENCE_SECONDS
        engine = plain_engine(self.settings.database_url)
        behind = select(func.count()).where(
            Account.email_key_id == old, Account.email_lookup == Account.email_lookup_next
        )
        while time.monotonic() < until:
            with Session(engine) as session:
                if (session.scalar(behind) or 0) <= most:
                    break
            time.sleep(0.02)
        engine.dispose()

    def _retire(self, old: str) -> None:
        self.told.phase = "waiting and retiring"
        if not self.waits:
            a_minute_passes(self.settings)
        until = time.monotonic() + retiring.GRACE.total_seconds() + PATIENCE_SECONDS
        while self._start("retire", old, "--end-links").wait(60) and time.monotonic() < until:
            # The time of grace is not over.
            time.sleep(2)
        assert source_of(self.settings).read().root(old) is None, self._said()

    def _start(self, *words: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "qa_portal", "keys", *words]
        with (self.folder / "keys.log").open("ab") as log:
            env = server.environment(self.settings)
            return subprocess.Popen(command, cwd=server.ROOT, env=env, stdout=log, stderr=log)

    def _said(self) -> str:
        return (self.folder / "keys.log").read_text(encoding="utf-8")

    def _check(self, writers: Writers, visitors: Visitors) -> None:
        assert writers.problems == []
        assert visitors.problems == []
        assert (writers.noted.lost, writers.noted.refused) == (0, [])
        assert not [status for status in self.told.statuses if status >= 400]
        started = time.monotonic()
        with office(self.settings):
            words, files = open_everything()
            assert files == -(-self.count // FILE_EVERY)
            crowd = {text for text in words.values() if text.startswith("The elbow of one")}
            assert crowd == {words_of(f"one{number}@turning.example") for number in range(self.count)}
            for mark, question_id in writers.noted.questions.items():
                assert mark in words[question_id], f"an acknowledged question is lost: {mark}"
            assert list(proving.verify(keyring())) == []
            for email in [*READERS, *visitors.signed_up, f"one{self.count - 1}@turning.example"]:
                assert queries.by_lookup(read(), addresses.lookup(email)), f"{email} is not found any more"
            chain.link_all()
            assert chain.verify(read()).sound
        self.seconds["opening everything"] = time.monotonic() - started

    def _figures(self, writers: Writers, visitors: Visitors) -> str:
        rate = self.count / self.seconds["rotation with all kills"]
        took = ", ".join(f"{what} {seconds:.1f} s" for what, seconds in self.seconds.items())
        return (
            f"{self.kills} kills; {took} ({rate:.0f} people/s with all kills); {self.told.report()}; failed 0;"
            f" {len(writers.noted.questions)} questions asked and {len(writers.noted.answers)} answers given,"
            f" {visitors.read} read, {visitors.signed_in} signed in, {len(visitors.signed_up)} signed up meanwhile"
        )
