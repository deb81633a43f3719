"""Backups: whole while others write, sealed, apart, refused when they are not what was written."""

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from qa_portal import clock
from qa_portal.backup import restoring, shelf
from qa_portal.backup.archive import Kind, read_head, rewrap, unpack
from qa_portal.backup.making import back_up
from qa_portal.crypto.keyring import Keyring, KeyState, new_root_key
from qa_portal.crypto.sources import source_of, write_key_file
from qa_portal.errors import BackupProblem
from qa_portal.settings import Settings
from tests.backup.conftest import Command
from tests.backup.crowd import Patient, ask, told, written
from tests.backup.places import clean_machine


def test_what_was_acknowledged_before_is_in_the_copy_made_while_others_write(
    in_app: Flask, settings: Settings, any_database: str, patients: list[Patient], tmp_path: Path
) -> None:
    writer = patients[0]
    stop = threading.Event()

    def write() -> None:
        with in_app.app_context():
            while not stop.is_set():
                ask(writer, "in the middle of it")

    thread = threading.Thread(target=write)
    thread.start()
    try:
        while len(writer.questions) < 5:
            stop.wait(0.01)
        acknowledged = dict(writer.questions)
        made = back_up(settings)
        after = len(writer.questions)
    finally:
        stop.set()
        thread.join()
    assert after > len(acknowledged), "nobody wrote meanwhile"
    with clean_machine(settings, tmp_path) as place:
        wanted = restoring.plan(place, made.main.path, tmp_path / "back")
        restoring.restore(wanted)
        found = told(wanted.target, patients)
    assert acknowledged.items() <= found.items()
    # Whatever else came into the copy has its key there.
    assert found.items() <= written(patients).items()


def test_copies_are_closed_to_others_sealed_and_without_the_root_key(
    settings: Settings, patients: list[Patient]
) -> None:
    made = back_up(settings)
    for archive in (made.main, made.keys):
        assert archive.path.stat().st_mode & 0o777 == 0o600
        assert archive.path.parent.stat().st_mode & 0o777 == 0o700
    secret = source_of(settings).read().active.secret
    for path in settings.backup_dir.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for word in (secret, settings.root_key_path.read_bytes(), b"SQLite format 3", b"alembic_version"):
                assert word not in content, path
    assert made.main.path.parent != made.keys.path.parent
    assert not list(settings.backup_dir.glob(".work-*"))


def test_attachments_are_copied_as_they_are(settings: Settings, tmp_path: Path) -> None:
    sealed = {
        f"attachments/aa/{'b' * 32}/{number:032x}": os.urandom(size) for number, size in enumerate((0, 1, 200_000))
    }
    for name, content in sealed.items():
        path = settings.data_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (settings.data_dir / "attachments" / "aa" / "half.new").write_bytes(b"being written")
    made = back_up(settings)
    wanted = restoring.plan(settings, made.main.path, tmp_path / "back")
    restoring.restore(wanted)
    place = wanted.target.data_dir
    found = [path for path in (place / "attachments").rglob("*") if path.is_file()]
    assert {path.relative_to(place).as_posix(): path.read_bytes() for path in found} == sealed


def cut(path: Path) -> None:
    """Cut the last segment's last byte."""
    os.truncate(path, path.stat().st_size - 1)


def cut_between_segments(path: Path) -> None:
    """Take the last segment away as a whole."""
    begins = read_head(path).begins_at + 10
    step = 64 * 1024 + 28
    os.truncate(path, begins + (path.stat().st_size - begins) // step * step)


def flip(path: Path) -> None:
    """Change one bit in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def change_date(path: Path) -> None:
    """Make an old copy look newer."""
    year = f"{clock.now():%Y}".encode()
    path.write_bytes(path.read_bytes().replace(b'"at": "' + year, b'"at": "2099', 1))


def empty(path: Path) -> None:
    """Leave nothing."""
    os.truncate(path, 0)


@pytest.mark.parametrize("spoil", [cut, cut_between_segments, flip, change_date, empty])
def test_a_spoilt_copy_is_refused_and_nothing_is_left(
    settings: Settings, patients: list[Patient], tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    made = back_up(settings)
    spoil(made.main.path)
    with pytest.raises(BackupProblem) as refused:
        restoring.restore(restoring.plan(settings, made.main.path, tmp_path / "back"))
    assert made.main.path.name in refused.value.message
    assert not (tmp_path / "back").exists()


def test_the_body_of_another_copy_is_refused(settings: Settings, patients: list[Patient]) -> None:
    first, second = back_up(settings).main, back_up(settings).main
    swapped = first.path.read_bytes()[: first.begins_at] + second.path.read_bytes()[second.begins_at :]
    first.path.write_bytes(swapped)
    with pytest.raises(BackupProblem):
        unpack(read_head(first.path), source_of(settings).read(), None, lambda _done: None)


def test_the_command_says_what_is_wrong_in_one_line(
    settings: Settings, patients: list[Patient], tmp_path: Path, command: Command
) -> None:
    made = command("backup")
    assert made.returncode == 0, made.stderr
    archive = made.stdout.split()[0]
    assert command("backup", "verify").returncode == 0
    other = replace(settings, keys_dir=tmp_path / "other")
    write_key_file(other.root_key_path, [new_root_key()])
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    cases = {
        "root key": command("restore", "--from", archive, "--to", str(tmp_path / "back"), chosen=other),
        "not empty": command("restore", "--from", archive, "--to", str(tmp_path / "full")),
        "cannot be read": command("restore", "--from", f"{archive}x", "--to", str(tmp_path / "back")),
        "no archive": command("restore", "--from", str(settings.root_key_path), "--to", str(tmp_path / "back")),
        "not lie inside": command("backup", QA_BACKUP_DIR=str(settings.data_dir / "copies")),
    }
    for words, done in cases.items():
        lines = [line for line in done.stderr.splitlines() if "living" not in line]
        assert (done.returncode, len(lines), words in lines[0]) == (1, 1, True), (words, done)
    flip(Path(archive))
    spoilt = command("backup", "verify")
    assert (spoilt.returncode, Path(archive).name in spoilt.stderr) == (1, True)


@pytest.mark.postgres
def test_without_pg_dump_one_line_says_what_to_install(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("qa_portal.backup.postgres.DEBIAN", tmp_path)
    with pytest.raises(BackupProblem, match="install postgresql-client"):
        back_up(settings)
    assert shelf.archives(settings, Kind.MAIN) == []
    assert not list(settings.backup_dir.glob(".work-*"))


def test_only_few_copies_of_the_keys_are_kept(settings: Settings) -> None:
    clock.set_to(clock.now())
    erased_at = clock.now()
    for _ in range(6):
        back_up(settings)
        clock.advance(timedelta(days=1))
    keys, main = (shelf.archives(settings, kind) for kind in (Kind.KEYS, Kind.MAIN))
    assert len(keys) == settings.keys_copies_kept_days
    assert len(main) == 6
    # The certificate of an erasure names this moment.
    clock.set_to(settings.last_keys_copy_ends_at(erased_at))
    back_up(settings)
    assert all(archive.facts.made_at > erased_at for archive in shelf.archives(settings, Kind.KEYS))


def test_a_copy_opens_after_a_rotation_and_needs_the_old_key_no_more_once_wrapped_anew(
    settings: Settings, patients: list[Patient]
) -> None:
    made = back_up(settings)
    old = source_of(settings).read()
    both = Keyring([replace(old.active, state=KeyState.DECRYPT_ONLY), fresh := new_root_key()])
    unpack(made.main, both, None, lambda _done: None)
    assert shelf.root_ids(settings) == {old.active.id}
    for archive in (made.main, made.keys):
        unpack(rewrap(archive, both), Keyring([fresh]), None, lambda _done: None)
    assert shelf.root_ids(settings) == {fresh.id}
    with pytest.raises(BackupProblem, match="root key"):
        unpack(read_head(made.main.path), old, None, lambda _done: None)


def test_what_a_killed_run_left_is_gone_after_the_next(settings: Settings) -> None:
    back_up(settings)
    left = settings.backup_dir / ".work-1" / "store"
    left.parent.mkdir()
    left.touch()
    half = settings.backup_dir / "main" / "20200101T000000Z-aaaaaaaa.main.qab.part"
    half.touch()
    back_up(settings)
    assert not left.parent.exists()
    assert not half.exists()
