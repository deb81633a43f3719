"""Restoring: an erased patient stays erased whichever copies are put back, everybody else reads on."""

import urllib.request
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM
from qa_portal.app import create_app, work_of
from qa_portal.backup import erasures_log, making, restoring, shelf
from qa_portal.backup.archive import Kind
from qa_portal.backup.making import back_up
from qa_portal.backup.restoring import KeysFrom
from qa_portal.crypto.erasures import refuse_unreplayed
from qa_portal.crypto.keyring import Keyring, KeyState, new_root_key
from qa_portal.crypto.keystore import OwnerKey
from qa_portal.crypto.shredding import Reason
from qa_portal.crypto.sources import source_of
from qa_portal.db import keys_transaction, transaction
from qa_portal.errors import BackupProblem, StartRefused
from qa_portal.identity.models import Account
from qa_portal.outbox.worker import Worker
from qa_portal.question import erasure
from qa_portal.question.erasure import Order
from qa_portal.settings import Settings
from tests.backup.conftest import Command
from tests.backup.crowd import GONE, Patient, ask, told, written
from tests.backup.places import clean_machine
from tests.support import server


def erase(patient: Patient) -> None:
    """Erase a patient as they do themselves; nobody waits for a mail."""
    with transaction() as session:
        mark = erasure.begin_person(session, session.get_one(Account, patient.id), Order(SYSTEM, Reason.PATIENT))
    erasure.finish(mark.id)


def erased(patients: list[Patient], *gone: Patient) -> dict[str, str]:
    """Return what a store should tell when some of the patients were erased."""
    return written(patients) | dict.fromkeys((key for patient in gone for key in patient.questions), GONE)


def nothing() -> None:
    """The disaster comes at once."""


def one_more_backup_of(settings: Settings) -> Callable[[], None]:
    """The night after the erasure brings another backup."""
    return lambda: (clock.advance(timedelta(days=1)), back_up(settings), None)[-1]


def the_worker_of(app: Flask) -> Callable[[], None]:
    """The worker goes its round before the disaster."""
    return lambda: (Worker(app, *work_of(app)).drain(), None)[-1]


@pytest.mark.parametrize("before_the_disaster", [pytest.param("backup", marks=pytest.mark.soak), "worker"])
def test_an_old_copy_on_a_clean_machine_does_not_bring_an_erased_patient_back(
    in_app: Flask,
    settings: Settings,
    any_database: str,
    patients: list[Patient],
    tmp_path: Path,
    before_the_disaster: str,
    command: Command,
) -> None:
    old = back_up(settings)
    ana = patients[0]
    erase(ana)
    {"backup": one_more_backup_of(settings), "worker": the_worker_of(in_app)}[before_the_disaster]()
    with clean_machine(settings, tmp_path) as place:
        done = command("restore", "--from", str(old.main.path), "--to", str(tmp_path / "back"), chosen=place)
        assert done.returncode == 0, done.stderr
        assert "1 done again" in done.stdout
        target = restoring.target_of(place, tmp_path / "back")
        assert told(target, patients) == erased(patients, ana)
        with server.running(target, tmp_path) as portal, urllib.request.urlopen(f"{portal.url}/", timeout=10) as page:
            assert page.status == 200


def test_a_key_that_is_gone_stays_gone(
    settings: Settings, in_app: Flask, patients: list[Patient], tmp_path: Path
) -> None:
    old, gone = back_up(settings), patients[1]
    with keys_transaction() as session:
        session.execute(delete(OwnerKey).where(OwnerKey.id == gone.id))
    back_up(settings)
    wanted = restoring.plan(replace(settings, keys_database_url="sqlite:///none"), old.main.path, tmp_path / "back")
    restoring.restore(wanted)
    assert told(wanted.target, patients) == erased(patients, gone)


def test_the_living_keys_store_tells_of_an_erasure_nothing_else_knows(
    settings: Settings, any_database: str, patients: list[Patient], tmp_path: Path, command: Command
) -> None:
    old = back_up(settings)
    erase(patients[0])
    words = ("restore", "--from", str(old.main.path), "--to", str(tmp_path / "back"))
    with clean_machine(settings, tmp_path) as place:
        # The main store is lost, the keys store lives on where it was.
        chosen = replace(place, keys_dir=settings.keys_dir, keys_database_url=settings.keys_database_url)
        if any_database == "postgresql":
            refused = command(*words, chosen=chosen)
            assert (refused.returncode, "--keys live" in refused.stderr) == (1, True)
        done = command(*words, "--keys", "live", chosen=chosen)
        assert done.returncode == 0, done.stderr
        assert told(restoring.target_of(chosen, tmp_path / "back"), patients) == erased(patients, patients[0])


def test_its_ledger_counts_even_when_a_copy_of_the_keys_is_put_back(
    settings: Settings, patients: list[Patient], tmp_path: Path, command: Command
) -> None:
    old = back_up(settings)
    erase(patients[0])
    done = command("restore", "--from", str(old.main.path), "--to", str(tmp_path / "back"))
    assert done.returncode == 0, done.stderr
    assert "living keys store" in done.stdout
    assert told(restoring.target_of(settings, tmp_path / "back"), patients) == erased(patients, patients[0])


def test_nothing_starts_when_a_restore_ends_before_the_erasures_were_done_again(
    settings: Settings, patients: list[Patient], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = back_up(settings)
    erase(patients[0])
    wanted = restoring.plan(settings, old.main.path, tmp_path / "back")
    monkeypatch.setattr(erasure, "replay", lambda: 0)
    restoring.restore(wanted)
    for start in (refuse_unreplayed, create_app):
        with pytest.raises(StartRefused, match="erasures"):
            start(wanted.target)


def test_a_line_nobody_here_wrote_is_not_done(settings: Settings, patients: list[Patient], tmp_path: Path) -> None:
    made = back_up(settings)
    erase(patients[0])
    ring = source_of(settings).read()
    making.log_erasures(settings, ring)
    log = erasures_log.path_of(settings)
    log.write_text(log.read_text().replace(patients[0].id, patients[1].id))
    with pytest.raises(BackupProblem, match=r"Line 1 of .*erasures\.log"):
        restoring.restore(restoring.plan(settings, made.main.path, tmp_path / "back"))
    assert not (tmp_path / "back").exists()


def test_no_line_can_be_taken_out_and_a_half_written_one_is_written_anew(
    settings: Settings, patients: list[Patient]
) -> None:
    back_up(settings)
    ring, log = source_of(settings).read(), erasures_log.path_of(settings)
    for patient in patients:
        erase(patient)
        making.log_erasures(settings, ring)
    whole = log.read_bytes()
    log.write_bytes(whole[:-30])
    assert len(erasures_log.read(settings, ring)) == 2
    making.log_erasures(settings, ring)
    assert log.read_bytes() == whole
    lines = whole.splitlines(keepends=True)
    log.write_bytes(lines[0] + lines[2])
    with pytest.raises(BackupProblem):
        erasures_log.read(settings, ring)


def test_the_log_is_signed_anew_after_a_rotation(settings: Settings, patients: list[Patient]) -> None:
    erase(patients[0])
    back_up(settings)
    old = source_of(settings).read()
    both = Keyring([replace(old.active, state=KeyState.DECRYPT_ONLY), fresh := new_root_key()])
    assert erasures_log.root_ids(settings, both) == {old.active.id}
    assert erasures_log.sign_anew(settings, both)
    assert [line.subject_id for line in erasures_log.read(settings, Keyring([fresh]))] == [patients[0].id]


def test_questions_after_the_newest_copy_of_the_keys_are_said_to_be_lost(
    settings: Settings, patients: list[Patient], tmp_path: Path, command: Command
) -> None:
    back_up(settings)
    ask(patients[0], "asked after the keys were copied")
    made = back_up(settings)
    made.keys.path.unlink()
    with clean_machine(settings, tmp_path) as place:
        done = command("restore", "--from", str(made.main.path), "--to", str(tmp_path / "back"), chosen=place)
    assert (done.returncode, "will not open" in done.stderr) == (0, True)
    assert list(told(restoring.target_of(place, tmp_path / "back"), patients).values()).count(GONE) == 1


def test_a_copy_of_the_keys_is_no_main_store(settings: Settings, tmp_path: Path) -> None:
    made = back_up(settings)
    with pytest.raises(BackupProblem, match="copy of the keys"):
        restoring.plan(settings, made.keys.path, tmp_path / "back")
    assert shelf.archives(settings, Kind.KEYS) == [made.keys]
    gone = replace(settings, keys_database_url=f"sqlite:///{tmp_path / 'none.sqlite3'}")
    with pytest.raises(BackupProblem, match="no living keys store"):
        restoring.plan(gone, made.main.path, tmp_path / "back", KeysFrom.LIVE)
