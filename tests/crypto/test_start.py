"""The portal does not start on a key that is missing, cut, wrong or open to others, and says what to do."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from qa_portal.app import create_app
from qa_portal.cli.install import prepare
from qa_portal.crypto.keyring import new_root_key
from qa_portal.crypto.sources import write_key_file
from qa_portal.errors import KeyProblem, StartRefused
from qa_portal.settings import Settings

Break = Callable[[Settings], None]


def _missing(settings: Settings) -> None:
    settings.root_key_path.unlink()


def _cut(settings: Settings) -> None:
    text = settings.root_key_path.read_text()
    settings.root_key_path.write_text(text[: len(text) // 2])


def _short(settings: Settings) -> None:
    held = json.loads(settings.root_key_path.read_text())
    held["keys"][0]["secret"] = held["keys"][0]["secret"][:20]
    settings.root_key_path.write_text(json.dumps(held))


def _foreign(settings: Settings) -> None:
    settings.root_key_path.unlink()
    write_key_file(settings.root_key_path, [new_root_key()])


def _same_id_other_secret(settings: Settings) -> None:
    held = json.loads(settings.root_key_path.read_text())["keys"][0]
    settings.root_key_path.unlink()
    write_key_file(settings.root_key_path, [replace(new_root_key(), id=held["id"])])


def _readable_by_others(settings: Settings) -> None:
    settings.root_key_path.chmod(0o644)


def _store_gone(settings: Settings) -> None:
    for path in settings.keys_dir.glob("keys.sqlite3*"):
        path.unlink()


@pytest.mark.parametrize(
    "damage", [_missing, _cut, _short, _foreign, _same_id_other_secret, _readable_by_others, _store_gone]
)
def test_the_app_refuses_to_start(settings: Settings, damage: Break) -> None:
    damage(settings)
    before = _files(settings.keys_dir)
    with pytest.raises(KeyProblem) as refused:
        create_app(settings)
    assert refused.value.exit_code == 78
    assert "\n" not in refused.value.message
    assert _files(settings.keys_dir) == before, "a refused start wrote something"


def _files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_keys_inside_the_data_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StartRefused):
        Settings(data_dir=tmp_path / "data", keys_dir=tmp_path / "data" / "keys")


def test_a_lost_key_file_is_never_replaced_by_a_new_one(settings: Settings) -> None:
    settings.root_key_path.unlink()
    with pytest.raises(StartRefused):
        prepare(settings)
    assert not settings.root_key_path.exists()


def test_keys_of_another_installation_do_not_open_this_one(settings: Settings, tmp_path: Path) -> None:
    other = Settings(data_dir=tmp_path / "other" / "data", keys_dir=tmp_path / "other" / "keys")
    prepare(other)
    shutil.copy(other.root_key_path, settings.root_key_path)
    with pytest.raises(KeyProblem):
        create_app(settings)
