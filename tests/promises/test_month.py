"""No question dies: three days of a clinic in the common run, a month in `make soak`."""

import time

import pytest
from flask import Flask
from sqlalchemy import event

from qa_portal.db import db
from qa_portal.question.figures import percentile
from tests.promises.simulation import ASKED_A_DAY, Month


@pytest.fixture
def quick(app: Flask) -> Flask:
    """The portal on a database that does not wait for the disk: a machine that stops is no part of this."""
    with app.app_context():
        for engine in db.engines.values():
            event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
            engine.dispose()
    return app


@pytest.mark.parametrize(("days", "asked_a_day"), [(3, 10), pytest.param(30, ASKED_A_DAY, marks=pytest.mark.soak)])
def test_no_question_dies(quick: Flask, days: int, asked_a_day: int) -> None:
    month = Month(quick, days, asked_a_day)
    started = time.process_time()
    month.run()
    spent = time.process_time() - started
    print(f"\n{month.figures()}\n{spent:.0f} s of processor time")
    assert month.faults == []
    assert month.kept["then"] >= 0.9 * month.kept["answers"] > 0
    assert (percentile(month.first_looks, 0.9) or 0.0) <= 30
    assert month.pages_right == days
