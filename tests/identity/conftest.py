"""The portal with a mail folder, and rates that are not in the way."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from qa_portal.access.permissions import Role
from qa_portal.settings import Settings
from tests.support import stores
from tests.support.people import Mails, Someone, someone


@pytest.fixture
def settings(run_dir: Path, tmp_path: Path, store_kind: str) -> Iterator[Settings]:
    """Settings with a mail folder."""
    often = "1000/minute"
    with stores.fresh(run_dir, tmp_path / "portal", store_kind) as made:
        yield replace(
            made,
            smtp_url=f"file:{tmp_path / 'mails'}",
            rate_sign_in=often,
            rate_sign_up=often,
            rate_reset=often,
        )


@pytest.fixture
def mails(tmp_path: Path) -> Mails:
    """The mail folder."""
    return Mails(tmp_path / "mails")


@pytest.fixture
def a_patient(app: Flask) -> Someone:
    """A patient who is signed in."""
    return someone(app, "anna@example.org")


@pytest.fixture
def an_admin(app: Flask) -> Someone:
    """An administrator who is signed in."""
    return someone(app, "admin@clinic.example", Role.ADMIN, display_name="Ada Admin")


@pytest.fixture
def a_clinician(app: Flask) -> Someone:
    """A clinician who is signed in."""
    return someone(app, "cleo@clinic.example", Role.CLINICIAN, display_name="Dr Cleo")
