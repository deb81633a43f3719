"""A small clinic on either database, patients with questions, and the command as an operator types it."""

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from qa_portal.settings import Settings
from tests.backup.crowd import Patient, ask, new_patient
from tests.safety.hospital import at_ease
from tests.support import commands, server, stores
from tests.support.story import Cast, Story, gather

Command = Callable[..., commands.Ended]


@pytest.fixture
def settings(run_dir: Path, tmp_path: Path, store_kind: str) -> Iterator[Settings]:
    """Settings with a mail folder and open rates."""
    with stores.fresh(run_dir, tmp_path / "portal", store_kind) as made:
        yield at_ease(made, tmp_path / "mails")


@pytest.fixture
def cast(in_app: Flask) -> Cast:
    """The people of the small clinic."""
    return gather()


@pytest.fixture
def story(cast: Cast) -> Story:
    """A story that has not begun."""
    return Story(cast)


@pytest.fixture
def patients(in_app: Flask) -> list[Patient]:
    """Three patients with a question each, in words nobody else has."""
    found = [new_patient(f"{name}@crowd.example") for name in ("ana", "ben", "cleo")]
    for patient in found:
        ask(patient, secrets.token_hex(8))
    return found


@pytest.fixture
def command(settings: Settings, tmp_path: Path) -> Command:
    """Run `qa-portal` as an operator does; `command("backup", settings=other)` with other settings."""

    def run(*words: str, chosen: Settings = settings, **more: str) -> commands.Ended:
        return commands.run(list(words), server.environment(chosen, **more), tmp_path)

    return run
