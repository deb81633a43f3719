"""The drill: it opens what was copied, tells how long it took, fails when something is wrong, and leaves nothing."""

import secrets
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, delete, text, update
from sqlalchemy.engine import make_url

from qa_portal import clock
from qa_portal.audit.evidence import checks_of_app
from qa_portal.audit.log import AuditEntry
from qa_portal.backup import postgres as postgres_tools
from qa_portal.backup import records, wiring
from qa_portal.backup.drill import drill
from qa_portal.backup.making import back_up
from qa_portal.crypto.keystore import QuestionKey
from qa_portal.db import keys_transaction, read, transaction
from qa_portal.errors import BackupProblem
from qa_portal.library import handlers as library
from qa_portal.settings import Settings
from tests.backup.conftest import Command
from tests.backup.crowd import Patient, ask, ask_many, new_patient
from tests.library import shelf
from tests.support import postgres
from tests.support.stores import opened
from tests.support.story import Story

MANY = 10_000
BATCH = 500


def databases(settings: Settings) -> set[str]:
    """Return the passing databases this installation left on its server; none for SQLite. Others drill there, too."""
    if settings.database_url.startswith("sqlite"):
        return set()
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        found = set(connection.scalars(text("SELECT datname FROM pg_database")))
    engine.dispose()
    return {name for name in found if name.startswith(postgres_tools.beginning_of(settings))}


def files(settings: Settings) -> set[Path]:
    """Return everything in and beside the backups."""
    return set(settings.backup_dir.rglob("*"))


def test_a_drill_opens_what_was_copied_and_leaves_nothing(
    in_app: Flask, settings: Settings, any_database: str, story: Story, patients: list[Patient], command: Command
) -> None:
    story.published()
    made = command("backup")
    assert made.returncode == 0, made.stderr
    before = files(settings)
    ask(patients[0], "after the copy")
    done = command("restore", "--drill", "--sample", "50")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 questions opened, 0 could not" in done.stdout
    assert "audit chain: whole; search index: 1 pages" in done.stdout
    assert files(settings) == before
    assert databases(settings) == set()
    last = records.last_drill(read())
    assert last is not None
    assert (last.good, last.opened, last.unreadable) == (True, 4, 0)
    assert last.rto >= 0
    assert 0 <= last.rpo < 600
    assert last.acts_missing > 0


def test_a_drill_that_finds_a_lost_key_says_so(settings: Settings, patients: list[Patient], command: Command) -> None:
    with keys_transaction() as session:
        session.execute(delete(QuestionKey).where(QuestionKey.id == next(iter(patients[0].questions))))
    assert command("backup").returncode == 0
    done = command("restore", "--drill")
    assert (done.returncode, "1 could not be read" in done.stdout, "FAILED" in done.stderr) == (1, True, True)
    last = records.last_drill(read())
    assert last is not None
    assert last.good is False


def test_a_drill_that_finds_a_changed_record_says_so(settings: Settings, story: Story) -> None:
    story.queued()
    with transaction() as session:
        session.execute(update(AuditEntry).values(subject_id="somebody else"))
    back_up(settings)
    found = drill(settings, 10)
    assert (found.good, found.chain_problem is None) == (False, False)


def test_before_the_first_backup_there_is_nothing_to_drill(settings: Settings, command: Command) -> None:
    done = command("restore", "--drill")
    assert (done.returncode, done.stderr.count("\n"), "No copy" in done.stderr) == (1, 1, True)


@pytest.mark.postgres
def test_a_user_who_may_make_no_database_is_told_what_is_missing(settings: Settings) -> None:
    back_up(settings)
    url = make_url(settings.database_url)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE ROLE qa_plain LOGIN"))
        connection.execute(text("GRANT ALL ON ALL TABLES IN SCHEMA public TO qa_plain"))
    engine.dispose()
    plain = url.set(username="qa_plain").render_as_string(hide_password=False)
    try:
        with pytest.raises(BackupProblem, match="ALTER ROLE qa_plain CREATEDB"):
            drill(replace(settings, database_url=plain), 10)
    finally:
        with engine.connect() as connection:
            connection.execute(text("DROP OWNED BY qa_plain"))
            connection.execute(text("DROP ROLE qa_plain"))
        engine.dispose()
    assert databases(settings) == set()


@pytest.mark.postgres
def test_the_index_inside_postgresql_is_made_anew_not_copied(settings: Settings, tmp_path: Path) -> None:
    inside = replace(settings, search="postgresql")
    with opened(inside) as app, app.app_context():
        shelf.put_topics()
        shelf.put()
        library.rebuild()
        assert read().scalar(text("SELECT count(*) FROM search_postings"))
    server, name = make_url(settings.database_url).set(database="postgres"), f"qa_{secrets.token_hex(6)}_copy"
    copy = make_url(postgres.create(server, name))
    try:
        postgres_tools.dump(make_url(settings.database_url), tmp_path / "dump")
        postgres_tools.load(copy, tmp_path / "dump")
        engine = create_engine(copy)
        with engine.connect() as connection:
            counts = [connection.scalar(text(f"SELECT count(*) FROM {one}")) for one in ("search_postings", "pages")]
        engine.dispose()
    finally:
        postgres.drop(server, name)
    assert counts == [0, 1]
    back_up(inside)
    found = drill(inside, 10)
    assert (found.pages, found.index_is_same) == (1, True)


@pytest.mark.postgres
def test_databases_a_killed_drill_left_are_dropped_by_the_next(settings: Settings, patients: list[Patient]) -> None:
    back_up(settings)
    left = f"{postgres_tools.beginning_of(settings)}left_main"
    postgres.create(make_url(settings.database_url), left)
    assert databases(settings) == {left}
    assert drill(settings, 10).good
    assert databases(settings) == set()


def test_the_evidence_tells_of_the_last_copy_and_the_last_drill(
    in_app: Flask, settings: Settings, patients: list[Patient]
) -> None:
    checks = checks_of_app()
    assert (checks["backup"].look().good, checks["drill"].look().good) == (None, None)
    made = back_up(settings)
    records.record_backup(made)
    records.record_drill(drill(settings, 10))
    assert (checks["backup"].look().good, checks["drill"].look().good) == (True, True)
    with in_app.test_request_context():
        assert "Of 3 questions that were tried, 0 did not open." in checks["drill"].say(checks["drill"].look())
    clock.advance(wiring.BACKUP_EVERY + timedelta(minutes=1))
    assert checks["backup"].look().good is False
    clock.advance(wiring.DRILL_EVERY)
    assert checks["drill"].look().good is False


@pytest.mark.bench
def test_how_long_a_drill_of_ten_thousand_questions_takes(in_app: Flask, settings: Settings, any_database: str) -> None:
    patient = new_patient("many@crowd.example")
    for start in range(0, MANY, BATCH):
        ask_many(patient, [f"question {number} about an itchy elbow" for number in range(start, start + BATCH)])
    begun = time.perf_counter()
    made = back_up(settings)
    backup_seconds = time.perf_counter() - begun
    found = drill(settings, MANY)
    assert (found.good, found.opened) == (True, MANY)
    print(
        f"\n{any_database}: backup of {MANY} questions {backup_seconds:.1f} s, {made.size_bytes / 1e6:.1f} MB;"
        f" drill opened {found.opened}: RTO {found.rto_seconds:.1f} s, RPO {found.rpo_seconds:.1f} s"
    )
