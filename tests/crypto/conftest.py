"""People with questions, and the command, for the tests of rotation."""

import pytest
from flask import Flask

from qa_portal.settings import Settings
from tests.backup.crowd import Patient, ask, new_patient
from tests.crypto.turning import WORDS, Command


@pytest.fixture
def people(in_app: Flask) -> list[Patient]:
    """Three patients with a question each."""
    made = [new_patient(f"patient{number}@example.org") for number in range(3)]
    for patient in made:
        ask(patient, WORDS)
    return made


@pytest.fixture
def command(settings: Settings) -> Command:
    """The command line of this portal."""
    return Command(settings)
