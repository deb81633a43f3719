"""What is installed: everything the product needs, nothing it does not, and it runs from there."""

import configparser
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.pages import MARKS
from tests.house.repository import tracked

ROOT = Path(__file__).parents[2]
START = """
import os, sys
from qa_portal import schema
from qa_portal.app import create_app
from qa_portal.cli.install import prepare
from qa_portal.settings import Settings

settings = Settings.from_env(os.environ)
prepare(settings)
client = create_app(settings).test_client()
print(schema.__file__, schema.folder("main"), client.get("/readyz").status_code, client.get("/").status_code)
"""


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository's files, so that building leaves nothing in the work tree."""
    copy = tmp_path_factory.mktemp("sources")
    for path in tracked(ROOT):
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    return copy


@pytest.fixture(scope="module")
def wheel(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(sources)], check=True, stdin=subprocess.DEVNULL)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_file_of_the_product_and_no_other(wheel: Path, sources: Path) -> None:
    product = {str(path.relative_to(sources)) for path in (sources / "qa_portal").rglob("*") if path.is_file()}
    migrations = {
        f"qa_portal/_{path.relative_to(sources)}" for path in (sources / "migrations").rglob("*") if path.is_file()
    }
    with zipfile.ZipFile(wheel) as opened:
        packed = {name for name in opened.namelist() if ".dist-info/" not in name}
    assert packed == product | migrations


def test_the_wheel_names_its_licence_and_its_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        inside = {
            name.partition(".dist-info/")[2]: opened.read(name).decode()
            for name in opened.namelist()
            if ".dist-info/" in name
        }
    assert "License: Apache-2.0" in inside["METADATA"] or "License-Expression: Apache-2.0" in inside["METADATA"]
    assert "Requires-Python: >=3.11" in inside["METADATA"]
    commands = configparser.ConfigParser()
    commands.read_string(inside["entry_points.txt"])
    assert dict(commands["console_scripts"]) == {"qa-portal": "qa_portal.cli:main"}
    notices = next(text for name, text in inside.items() if name.endswith("third-party-notices.md"))
    assert "Copyright (c) 2019 NHS.UK" in notices


def test_nothing_in_the_wheel_bears_the_marks_of_others(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        for name in opened.namelist():
            if not name.endswith("third-party-notices.md"):
                text = opened.read(name)
                assert [mark for mark in MARKS if mark.encode() in text] == [], name


def test_the_portal_runs_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(site)
    env = {"PYTHONPATH": str(site), "QA_DATA_DIR": str(tmp_path / "data"), "QA_KEYS_DIR": str(tmp_path / "keys")}
    command = [sys.executable, "-c", START]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    module, folder, ready, home = done.stdout.split()
    assert module.startswith(str(site))
    assert folder.startswith(str(site / "qa_portal" / "_migrations"))
    assert (ready, home) == ("200", "200")
