"""Made-up private words are planted, and found when something leaks them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.audit.evidence import Check, Finding, findings_of, newest, offer
from qa_portal.audit.log import AuditEntry
from qa_portal.db import read, transaction
from qa_portal.errors import Forbidden
from qa_portal.identity.service import Known
from qa_portal.outbox.worker import Worker
from qa_portal.privacy.evidence import queries, service
from qa_portal.question.models import AskDraft
from qa_portal.question.reading import open_ask_draft
from qa_portal.settings import Settings
from tests.support.forms import send
from tests.support.people import make, sign_in

Leak = Callable[[Settings, str], None]


def found() -> dict[str, Finding]:
    """Return what the newest run found."""
    read().rollback()
    run = newest(read())
    assert run is not None
    return findings_of(run)


def here(settings: Settings) -> list[Path]:
    """Return all that this installation has written."""
    return [*settings.data_dir.rglob("*"), *settings.keys_dir.rglob("*")]


def test_a_sound_house_is_found_good(in_app: Flask, settings: Settings, any_database: str) -> None:
    service.run()
    looked_at = found()["canaries"].figures["files"]
    assert looked_at == len([path for path in here(settings) if path.is_file()]), list(here(settings))
    service.run()
    canaries, chain = found()["canaries"], found()["chain"]
    assert canaries.good is True, canaries.figures
    assert canaries.figures["words"] == 17
    assert canaries.figures["files"]
    assert chain.good is True
    assert chain.figures["verified"] != 0


def _into_a_log(settings: Settings, word: str) -> None:
    (settings.data_dir / "web.log").write_text(f"GET /search?q={word}\n", encoding="utf-8")


def _into_a_temporary_file(settings: Settings, word: str) -> None:
    settings.temp_dir.mkdir()
    (settings.temp_dir / "upload").write_bytes(b"\0" * 99 + word.encode("utf-16"))


def _into_a_table(_settings: Settings, word: str) -> None:
    with transaction() as session:
        session.execute(text("UPDATE accounts SET language = :word"), {"word": word[:5]})
        session.execute(text("UPDATE evidence_runs SET findings = :word"), {"word": f'{{"x": "{word}"}}'})


@pytest.mark.parametrize("leak", [_into_a_log, _into_a_temporary_file, _into_a_table])
def test_a_word_that_leaked_since_the_last_night_is_found(
    leak: Leak, in_app: Flask, settings: Settings, any_database: str
) -> None:
    service.run()
    last = newest(read())
    assert last is not None
    leak(settings, service.words_of(last.id)["body"])
    canaries = service.look_for(list(service.words_of(last.id).values()), last, reached=True)
    assert canaries.good is False
    assert canaries.figures["found"]
    assert service.words_of(last.id)["body"] not in str(canaries.figures)


def test_what_is_planted_is_sealed_and_replaced_every_night(in_app: Flask) -> None:
    service.run()
    first = newest(read())
    assert first is not None
    clock.advance(timedelta(days=1))
    service.run()
    read().rollback()
    second = newest(read())
    assert second is not None
    assert second.account_id == first.account_id
    draft = read().query(AskDraft).filter_by(patient_id=first.account_id).one()
    canary = Known(first.account_id, Role.PATIENT)
    with transaction() as session:
        clear = open_ask_draft(session, canary, session.get_one(AskDraft, draft.id))
    assert service.words_of(second.id)["subject"] == clear["subject"]
    assert not set(service.words_of(first.id).values()) & {*clear.values()}


def test_nobody_can_sign_in_as_the_made_up_patient_and_no_mail_goes_there(in_app: Flask, settings: Settings) -> None:
    service.run()
    run = newest(read())
    assert run is not None
    assert read().execute(text("SELECT state FROM accounts")).scalar_one() == "suspended"
    assert read().execute(text("SELECT count(*) FROM letters")).scalar_one() == 0


def test_it_runs_by_itself_once_a_night(in_app: Flask) -> None:
    clock.set_to(clock.now().replace(hour=14))
    service.nightly()
    assert newest(read()) is None
    runs = set()
    for _hour in range(72):
        clock.advance(timedelta(hours=1))
        service.nightly()
        read().rollback()
        run = newest(read())
        runs |= {run.at} if run else set()
    assert len(runs) == 3
    assert {at.hour for at in runs} <= set(service.NIGHT_HOURS)


def test_a_worker_plants_its_first_words_in_the_night_and_not_by_day(app: Flask, worker: Worker) -> None:
    clock.set_to(clock.now().replace(hour=14))
    worker.drain()
    with app.app_context():
        assert newest(read()) is None
    clock.set_to(clock.now().replace(hour=2))
    later = Worker(app, worker.handlers, worker.rounds)
    later.drain()
    with app.app_context():
        assert newest(read()) is not None


def test_nights_that_were_missed_are_made_up_for_by_day(in_app: Flask) -> None:
    service.run()
    clock.set_to(clock.now().replace(hour=14) + timedelta(days=3))
    service.nightly()
    read().rollback()
    run = newest(read())
    assert run is not None
    assert run.at == clock.now()


def test_the_officer_sees_the_sheet_and_has_it_made_anew(app: Flask, worker: Worker) -> None:
    make(app, "pia@example.org", Role.PRIVACY_OFFICER)
    officer = sign_in(app, "pia@example.org")
    assert "Nothing has been checked yet." in officer.get("/officer/evidence").get_data(as_text=True)
    assert send(officer, "/officer/evidence").status_code == 303
    worker.drain()
    page = officer.get("/officer/evidence").get_data(as_text=True)
    assert "None was found in clear." in page
    assert "made-up private words" in page


def test_a_check_that_a_room_offers_is_on_the_sheet(app: Flask) -> None:
    offer(app, "late", Check("Overdue", lambda: Finding(False, {"n": 3}), lambda seen: f"{seen.figures['n']} overdue"))
    with app.app_context():
        service.run()
        sheet = queries.sheet(read())
        assert sheet is not None
        assert not sheet.is_good
        assert [line.words for line in sheet.lines if line.name == "late"] == ["3 overdue"]


def test_only_the_privacy_officer_asks_for_a_run(in_app: Flask) -> None:
    person = Known(make(in_app, "ana@example.org"), Role.PATIENT)
    with pytest.raises(Forbidden):
        service.ask_for_run(person)


def test_a_run_is_recorded(in_app: Flask) -> None:
    service.run()
    assert read().query(AuditEntry).filter_by(action="worker:evidence:run").count() == 1
