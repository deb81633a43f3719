"""Copies from before a rotation of the root key: they are put back, and people are found in them."""

import shutil
from pathlib import Path

import pytest
from flask import Flask

from qa_portal import db as store
from qa_portal.backup import restoring, shelf
from qa_portal.backup.archive import Kind, rewrap
from qa_portal.backup.drill import drill
from qa_portal.backup.making import Made, back_up
from qa_portal.crypto import proving, uses
from qa_portal.crypto.keyring import keyring
from qa_portal.crypto.sources import source_of
from qa_portal.crypto.start import new_paper
from qa_portal.db import read
from qa_portal.identity import addresses, queries, relookup, rotating
from qa_portal.settings import Settings
from tests.backup.crowd import Patient, ask, new_patient, told, written
from tests.backup.places import clean_machine
from tests.crypto.turning import WORDS, Command, a_minute_passes, close_links, older, retire, rotate


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotating, "SETTLE_SECONDS", 0.0)
    monkeypatch.setattr(store, "SQLITE_ASKS_EVERY_SECONDS", 0.0)


def put_back(settings: Settings, made: Made, folder: Path) -> Settings:
    """Restore a copy; return the settings of what came of it."""
    wanted = restoring.plan(settings, made.main.path, folder)
    restoring.restore(wanted)
    return wanted.target


def finds(settings: Settings, email: str, patient: Patient) -> bool:
    """Say whether somebody is found by their address, under no root but the newest."""
    with restoring.opened(settings):
        account = queries.by_lookup(read(), addresses.lookup(email))
        behind = [root for root in keyring() if root is not keyring().active and relookup.count_under(root)]
        return account is not None and account.id == patient.id and not behind


def test_copies_from_before_a_rotation_can_be_put_back(in_app: Flask, settings: Settings, tmp_path: Path) -> None:
    ana = new_patient("ana@example.org")
    ask(ana, WORDS)
    made = back_up(settings)
    rotate(settings)
    back = put_back(settings, made, tmp_path / "back")
    assert told(back, [ana]) == written([ana])
    assert finds(back, "ana@example.org", ana)
    with restoring.opened(back):
        rotate(back)
        assert not any(use.count for use in uses.uses_of(older()) if use.name in uses.BROUGHT_OVER)
        assert list(proving.verify(keyring())) == []


def test_an_older_copy_opens_and_knows_its_people_when_the_old_root_is_gone(
    in_app: Flask, settings: Settings, tmp_path: Path
) -> None:
    ana = new_patient("ana@example.org")
    ask(ana, WORDS)
    old = back_up(settings)
    rotate(settings)
    back_up(settings)
    for kind in Kind:
        for archive in shelf.archives(settings, kind):
            rewrap(archive, keyring())
    close_links()
    a_minute_passes(settings)
    retire(settings, older().id)
    back = put_back(settings, old, tmp_path / "back")
    assert told(back, [ana]) == written([ana])
    assert finds(back, "ana@example.org", ana)
    # Its audit rows are signed with a root that was retired after this copy of the keys was made.
    found = drill(settings, 10)
    assert (found.good, found.opened) == (True, 1), found


def test_after_a_fire_the_paper_and_the_copies_are_enough(
    in_app: Flask, settings: Settings, tmp_path: Path, any_database: str
) -> None:
    printed = new_paper(settings, source_of(settings))
    ana = new_patient("ana@example.org")
    ask(ana, WORDS)
    old = back_up(settings)
    rotate(settings)
    back_up(settings)
    with clean_machine(settings, tmp_path) as place:
        place.root_key_path.unlink()
        lost = Command(place)("recover", typed=f"{printed}\n")
        assert lost.returncode == 78
        assert "recovery.json" in lost.stderr
        assert not [path for path in place.keys_dir.iterdir() if "sqlite" in path.name]
        shutil.copy(settings.backup_dir / "recovery.json", place.keys_dir)
        back = Command(place)("recover", typed=f"{printed}\n")
        assert back.returncode == 0, back.stderr
        assert "qa-portal restore" in back.stdout
        restored = put_back(place, old, tmp_path / "back")
        assert told(restored, [ana]) == written([ana])
        assert restored.recovery_path.exists()
