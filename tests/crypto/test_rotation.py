"""Changing the root key: everything opens at every moment, whatever dies on the way, and the old key can go."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from qa_portal import clock, create_app
from qa_portal.audit import chain
from qa_portal.backup import shelf
from qa_portal.backup.archive import Kind, rewrap
from qa_portal.backup.making import back_up
from qa_portal.cli.install import prepare
from qa_portal.crypto import kept, rotation
from qa_portal.crypto.keyring import KeyState, RootKey, keyring
from qa_portal.crypto.keystore import OwnerKey
from qa_portal.crypto.sources import source_of
from qa_portal.db import db, keys_read, keys_transaction, read, transaction
from qa_portal.errors import KeyProblem
from qa_portal.identity import addresses, links, queries, relookup, rotating
from qa_portal.identity.models import LinkGrant
from qa_portal.settings import Settings
from tests.backup.crowd import Patient, ask, new_patient, told, written
from tests.support.forms import send
from tests.support.people import PASSWORD, make, sign_in
from tests.support.server import environment

WORDS = "My elbow itches since spring."
PHRASE = "seven quiet herons"
"""The password of the patients of `crowd`."""


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotating, "SETTLE_SECONDS", 0.0)


@pytest.fixture
def people(in_app: Flask) -> list[Patient]:
    """Three patients with a question each."""
    made = [new_patient(f"patient{number}@example.org") for number in range(3)]
    for patient in made:
        ask(patient, WORDS)
    return made


def rotate(settings: Settings) -> None:
    """Do a whole rotation, or what is left of one."""
    rotation.begin(settings, source_of(settings))
    list(rotating.rotate(settings, source_of(settings)))


def older() -> RootKey:
    """Return the root that a rotation leaves or left."""
    return next(root for root in keyring() if root.state is not KeyState.ACTIVE)


def close_links() -> None:
    """Let every mail link be used."""
    with transaction() as session:
        session.execute(update(LinkGrant).values(used_at=clock.now()))


def test_the_old_key_goes_and_everything_opens(people: list[Patient], settings: Settings, any_database: str) -> None:
    for _time in range(2):
        rotate(settings)
        close_links()
        old = older()
        assert all(use.count == 0 for use in rotation.uses_of(old))
        rotation.retire(source_of(settings), old.id)
        assert [root.state for root in keyring()] == [KeyState.ACTIVE]
        assert list(rotation.verify(keyring())) == []
    assert told(settings, people) == written(people)
    chain.link_all()
    assert chain.verify(read()).sound
    for number, patient in enumerate(people):
        found = queries.by_lookup(read(), addresses.lookup(f"patient{number}@example.org"))
        assert found is not None
        assert found.id == patient.id


class PowerCut(Exception):
    """The rotation dies here."""


@pytest.mark.parametrize("dies_after", range(8))
def test_whatever_dies_on_the_way_is_finished_by_doing_it_again(
    dies_after: int, people: list[Patient], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 1)
    monkeypatch.setattr(relookup, "BATCH", 1)
    left = [dies_after]

    def progress(_done: int) -> None:
        if not left[0]:
            raise PowerCut
        left[0] -= 1

    rotation.begin(settings, source_of(settings))
    with pytest.raises(PowerCut):
        list(rotating.rotate(settings, source_of(settings), progress))
    assert told(settings, people) == written(people)
    answer = send(create_app(settings).test_client(), "/sign-in", email="patient1@example.org", password=PHRASE)
    assert answer.status_code == 303
    rotate(settings)
    close_links()
    for root in [root for root in keyring() if root.state is not KeyState.ACTIVE]:
        rotation.retire(source_of(settings), root.id)
    assert told(settings, people) == written(people)


def test_people_sign_in_and_up_at_every_step(app: Flask, settings: Settings, any_database: str) -> None:
    make(app, "ana@example.org")
    with app.app_context():
        rotation.begin(settings, source_of(settings))
    steps = rotating.rotate(settings, source_of(settings))
    for number in range(4):
        # Requests have a context of their own.
        with app.app_context():
            next(steps, None)
        sign_in(app, "ana@example.org")
        make(app, f"new{number}@example.org")
        again = send(app.test_client(), "/sign-up", email="ana@example.org", password=PASSWORD, user="own")
        assert again.status_code == 303
    for number in range(4):
        sign_in(app, f"new{number}@example.org")
    with app.app_context():
        found = {queries.by_lookup(read(), addresses.lookup(f"new{number}@example.org")) for number in range(4)}
        assert len(found - {None}) == 4
        assert relookup.count_under(older()) == 0


def test_a_link_sent_before_works_after_and_the_root_waits_for_it(app: Flask, settings: Settings) -> None:
    make(app, "ana@example.org")
    send(app.test_client(), "/reset", email="ana@example.org")
    with app.app_context():
        path = links.path_of(read().query(LinkGrant).one())
        rotate(settings)
    assert app.test_client().get(path).status_code == 200
    with app.app_context():
        with pytest.raises(KeyProblem, match="1 open mail links"):
            rotation.retire(source_of(settings), older().id)
        close_links()
        rotation.retire(source_of(settings), older().id)


def test_the_old_root_waits_for_backups_to_be_wrapped_anew(people: list[Patient], settings: Settings) -> None:
    back_up(settings)
    rotate(settings)
    close_links()
    with pytest.raises(KeyProblem, match="2 backup copies"):
        rotation.retire(source_of(settings), older().id)
    for kind in Kind:
        for archive in shelf.archives(settings, kind):
            rewrap(archive, keyring())
    rotation.retire(source_of(settings), older().id)


def test_a_key_that_is_needed_or_seals_cannot_go(people: list[Patient], settings: Settings) -> None:
    source = source_of(settings)
    with pytest.raises(KeyProblem, match="seals everything new"):
        rotation.retire(source, keyring().active.id)
    with pytest.raises(KeyProblem, match="no root key nothing"):
        rotation.retire(source, "nothing")
    rotation.begin(settings, source)
    with pytest.raises(KeyProblem, match="is not done"):
        rotation.retire(source, older().id)


def test_an_old_key_file_put_back_begins_nothing_and_loses_nothing(people: list[Patient], settings: Settings) -> None:
    old = settings.root_key_path.read_bytes()
    rotate(settings)
    with pytest.raises(KeyProblem, match="retire"):
        rotation.begin(settings, source_of(settings))
    newest = settings.root_key_path.read_bytes()
    with keys_read() as session:
        held = kept.envelopes(session)
    settings.root_key_path.write_bytes(old)
    with pytest.raises(KeyProblem, match="restore the newest key file"):
        rotation.begin(settings, source_of(settings))
    rotation.forget_unused(settings, source_of(settings).read())
    with keys_read() as session:
        assert kept.envelopes(session) == held
    settings.root_key_path.write_bytes(newest)
    assert told(settings, people) == written(people)


def test_a_key_that_does_not_open_is_named_and_keeps_the_old_root(people: list[Patient], settings: Settings) -> None:
    with keys_transaction() as session:
        row = session.get_one(OwnerKey, people[0].id)
        row.wrapped = row.wrapped[:-1] + bytes([row.wrapped[-1] ^ 1])
    rotate(settings)
    named = {(one.table, one.row_id) for one in rotation.verify(keyring())}
    assert ("owner_keys", people[0].id) in named
    assert {table for table, _row in named} == {"owner_keys", "question_keys"}
    close_links()
    with pytest.raises(KeyProblem, match="1 wrapped keys"):
        rotation.retire(source_of(settings), older().id)


@dataclass(frozen=True)
class Command:
    """Runs `qa-portal keys ...` as an operator would."""

    settings: Settings

    def __call__(self, *arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        """Return what it says and how it ends."""
        words = [sys.executable, "-m", "qa_portal", "keys", *arguments]
        env = environment(self.settings)
        return subprocess.run(words, capture_output=True, text=True, input=typed, env=env, check=False)


@pytest.fixture
def command(settings: Settings) -> Command:
    """The command line of this portal."""
    return Command(settings)


def test_the_commands_rotate_retire_and_verify(command: Command, people: list[Patient], settings: Settings) -> None:
    old = keyring().active.id
    assert "wrapped keys" in command("status").stdout
    assert command("rotate").returncode == 0
    close_links()
    retired = command("retire", old)
    assert retired.returncode == 0, retired.stdout
    assert old not in command("status").stdout
    assert "0 do not open" in command("verify").stdout


def test_the_paper_brings_the_keys_back_after_rotations(command: Command, tmp_path: Path, settings: Settings) -> None:
    settings.root_key_path.unlink()
    settings.recovery_path.unlink()
    for path in [*settings.data_dir.glob("*.sqlite3*"), *settings.keys_dir.glob("*.sqlite3*")]:
        path.unlink()
    printed = prepare(settings)
    app = create_app(settings)
    with app.app_context():
        patient = new_patient("ana@example.org")
        ask(patient, WORDS)
        rotate(settings)
        later = new_patient("ben@example.org")
        ask(later, WORDS)
        for engine in db.engines.values():
            engine.dispose()
    settings.root_key_path.rename(tmp_path / "lost.json")
    assert command("status").returncode == 78
    wrong = command("recover", typed=printed[:-1] + ("0" if printed[-1] != "0" else "1") + "\n")
    assert wrong.returncode == 78, wrong.stdout
    back = command("recover", typed=printed.lower().replace("-", " ") + "\n")
    assert back.returncode == 0, back.stdout
    assert told(settings, [patient, later]) == written([patient, later])
    again = command("recover", typed=printed + "\n")
    assert again.returncode == 78
