"""Changing the root key: everything opens at every moment, whatever dies on the way, and the old key can go."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from qa_portal import db as store
from qa_portal.app import create_app
from qa_portal.audit import chain
from qa_portal.audit.log import AuditEntry
from qa_portal.backup import shelf
from qa_portal.backup.archive import Kind, rewrap
from qa_portal.backup.making import back_up
from qa_portal.cli.install import prepare
from qa_portal.crypto import kept, proving, retiring, rotation, uses
from qa_portal.crypto.keyring import KeyState, keyring
from qa_portal.crypto.keystore import OwnerKey
from qa_portal.crypto.sources import source_of
from qa_portal.db import db, keys_read, keys_transaction, read
from qa_portal.errors import KeyProblem
from qa_portal.identity import addresses, links, queries, relookup, rotating
from qa_portal.identity.models import LinkGrant
from qa_portal.settings import Settings
from tests.backup.crowd import Patient, ask, new_patient, told, written
from tests.crypto.turning import PHRASE, WORDS, Command, close_links, older, retire, rotate
from tests.support import stores
from tests.support.forms import send
from tests.support.people import PASSWORD, make, sign_in


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotating, "SETTLE_SECONDS", 0.0)
    monkeypatch.setattr(store, "SQLITE_ASKS_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(retiring, "GRACE", timedelta())


def test_the_old_key_goes_and_everything_opens(people: list[Patient], settings: Settings, any_database: str) -> None:
    for _time in range(2):
        rotate(settings)
        close_links()
        old = older()
        assert all(use.count == 0 for use in uses.uses_of(old))
        retire(settings, old.id)
        assert [root.state for root in keyring()] == [KeyState.ACTIVE]
        assert list(proving.verify(keyring())) == []
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
    monkeypatch.setattr(relookup, "MANY", 1)
    left = [dies_after]

    def progress(_done: int) -> None:
        if not left[0]:
            raise PowerCut
        left[0] -= 1

    rotation.begin(settings, source_of(settings))
    with pytest.raises(PowerCut):
        list(rotating.rotate(settings, source_of(settings), progress))
    assert told(settings, people) == written(people)
    with stores.opened(settings) as app:
        answer = send(app.test_client(), "/sign-in", email="patient1@example.org", password=PHRASE)
    assert answer.status_code == 303
    rotate(settings)
    close_links()
    for root in [root for root in keyring() if root.state is not KeyState.ACTIVE]:
        retire(settings, root.id)
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
            retire(settings, older().id)
        close_links()
        retire(settings, older().id)


def test_the_old_root_waits_for_backups_to_be_wrapped_anew(people: list[Patient], settings: Settings) -> None:
    back_up(settings)
    rotate(settings)
    close_links()
    with pytest.raises(KeyProblem, match="2 backup copies"):
        retire(settings, older().id)
    for kind in Kind:
        for archive in shelf.archives(settings, kind):
            rewrap(archive, keyring())
    # The newest copy of the keys still holds keys wrapped with the old root: restored, they would open nothing.
    with pytest.raises(KeyProblem, match="1 newest copy of the keys store"):
        retire(settings, older().id)
    back_up(settings)
    retire(settings, older().id)


def test_a_key_that_is_needed_or_seals_cannot_go(people: list[Patient], settings: Settings) -> None:
    source = source_of(settings)
    with pytest.raises(KeyProblem, match="seals everything new"):
        retire(settings, keyring().active.id)
    with pytest.raises(KeyProblem, match="no root key nothing"):
        retire(settings, "nothing")
    rotation.begin(settings, source)
    with pytest.raises(KeyProblem, match="is not done"):
        retire(settings, older().id)


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
    named = {(one.table, one.row_id) for one in proving.verify(keyring())}
    assert ("owner_keys", people[0].id) in named
    assert {table for table, _row in named} == {"owner_keys", "question_keys"}
    close_links()
    with pytest.raises(KeyProblem, match="1 wrapped keys"):
        retire(settings, older().id)


def test_the_commands_rotate_retire_and_verify(people: list[Patient], settings: Settings) -> None:
    command = Command(settings)
    old = keyring().active.id
    assert "wrapped keys" in command("status").stdout
    assert Command(settings, apart=True)("rotate").returncode == 0
    close_links()
    assert f"`qa-portal keys retire {old}`." in command("status").stdout
    retired = command("retire", old)
    assert retired.returncode == 0, retired.stderr
    assert old not in command("status").stdout
    acts = [row.action for row in read().query(AuditEntry).filter(AuditEntry.action.like("system:keys:%"))]
    assert sorted(acts) == ["system:keys:retired", "system:keys:rotated", "system:keys:rotated"]
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
