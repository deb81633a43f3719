"""A clinic that was only just set up can take a question and publish an answer: `init` leaves nothing missing."""

import pytest
from click.testing import CliRunner
from flask import Flask

from qa_portal.cli import main
from qa_portal.clinic import queries as clinic
from qa_portal.db import read
from qa_portal.library import queries as library
from qa_portal.settings import Settings


@pytest.fixture
def set_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command, on the fresh stores of this test."""
    monkeypatch.setenv("QA_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("QA_KEYS_DIR", str(settings.keys_dir))
    return CliRunner()


def test_init_leaves_a_queue_and_topics_and_may_run_again(set_up: CliRunner, app: Flask) -> None:
    for _ in range(2):
        done = set_up.invoke(main, ["init"], catch_exceptions=False)
        assert done.exit_code == 0, done.output
    with app.app_context():
        assert [queue.is_intake for queue in clinic.queues(read())] == [True]
        assert len(library.topics(read())) >= 12


def test_the_demo_does_not_move_into_a_real_clinic(set_up: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up.invoke(main, ["init"], catch_exceptions=False)
    monkeypatch.setenv("QA_DEMO", "1")
    done = set_up.invoke(main, ["demo"], catch_exceptions=False)
    assert done.exit_code == 1
    assert "no demo" in done.output
