"""How pages come and go, and that the index follows."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from qa_portal import clock
from qa_portal.db import read, transaction
from qa_portal.errors import Gone, NotFound
from qa_portal.index.current import index
from qa_portal.library import handlers, queries, release
from qa_portal.library.models import Page
from qa_portal.outbox.worker import Worker
from qa_portal.text.wording import SafetyNet
from tests.library import shelf

CANARY = "zqxvkwrtplm"


def test_a_released_page_can_be_read_and_found(library: Flask, librarian: Worker) -> None:
    before = queries.epoch(read())
    page_id = shelf.put()
    page = read().get_one(Page, page_id)
    assert page.words == shelf.words()
    assert page.content_sha256 == shelf.words().sha256() == release.content_hash(read(), page_id)
    librarian.drain()
    assert index().ids() == {page_id}
    assert queries.epoch(read()) > before


def test_a_patient_s_page_without_a_whole_safety_net_is_refused(library: Flask) -> None:
    with pytest.raises(IntegrityError):
        shelf.put(shelf.words(safety_net=SafetyNet("It eases.", "", "Call.", "Now.")))
    shelf.put(shelf.words(safety_net=SafetyNet("", "", "", "")), kind="guide")


def test_nobody_checks_their_own_page(library: Flask) -> None:
    with pytest.raises(IntegrityError):
        shelf.put(reviewed_by="Dr Ana Ruiz")


def test_an_unknown_topic_is_refused(library: Flask) -> None:
    with pytest.raises(NotFound):
        shelf.put(topic_slug="nowhere")


def test_a_withdrawn_page_keeps_no_word(library: Flask, librarian: Worker) -> None:
    page_id = shelf.put(
        shelf.words(title=CANARY, question=CANARY, answer=CANARY, safety_net=SafetyNet(*[CANARY] * 4)),
        answered_by=CANARY,
    )
    librarian.drain()
    shelf.withdraw(page_id)
    shelf.withdraw(page_id)
    row = read().execute(text("SELECT * FROM pages WHERE id = :id"), {"id": page_id}).mappings().one()
    assert not any(CANARY in str(value) for value in row.values())
    librarian.drain()
    assert index().ids() == set()
    folder = index().folder.root  # type: ignore[attr-defined]
    assert not any(CANARY.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert release.content_hash(read(), page_id) == ""


def test_a_page_can_be_released_again_under_its_address(library: Flask, librarian: Worker) -> None:
    page_id = shelf.put()
    shelf.withdraw(page_id)
    assert shelf.put(id=page_id) == page_id
    librarian.drain()
    assert index().ids() == {page_id}


def test_what_is_gone_cannot_be_reviewed_or_corrected(library: Flask) -> None:
    page_id = shelf.put()
    shelf.withdraw(page_id)
    with transaction() as session, pytest.raises(Gone):
        release.correct(session, page_id, "The dose was wrong.")
    with transaction() as session, pytest.raises(NotFound):
        release.withdraw(session, "0" * 32)


def test_a_page_comes_due_and_is_found_further_down(library: Flask, librarian: Worker) -> None:
    aged = shelf.put(review_by_at=clock.now() + timedelta(days=1))
    fresh = shelf.put()
    librarian.drain()
    clock.advance(timedelta(days=2))
    handlers.mark_due()
    librarian.drain()
    assert [hit.public_id for hit in index().find("migraine").hits] == [fresh, aged]
    with transaction() as session:
        release.reviewed(
            session, aged, reviewed_by="Dr B", reviewed_credential="", review_by_at=clock.now() + timedelta(days=99)
        )
    assert not read().get_one(Page, aged).is_due


def test_the_words_of_a_page_are_what_was_hashed_after_a_correction(library: Flask) -> None:
    page_id = shelf.put()
    with transaction() as session:
        release.correct(session, page_id, "We had the wrong dose.")
    assert release.content_hash(read(), page_id) == shelf.words().sha256()


def test_comparing_mends_an_index_that_missed_something(library: Flask, librarian: Worker) -> None:
    ids = {shelf.put() for _ in range(4)}
    librarian.drain()
    assert handlers.compare() == "same"
    index().drop(ids.pop())
    assert handlers.compare() == "mended"
    assert handlers.is_same()


def test_damage_is_healed_by_the_watch(library: Flask, librarian: Worker) -> None:
    shelf.put()
    librarian.drain()
    folder = index().folder  # type: ignore[attr-defined]
    for path in folder.live().glob("*.seg"):
        path.write_bytes(b"\xa5" * 50)
    assert handlers.is_same() is False
    index().report_damage()
    handlers.watch()
    assert handlers.is_same()


def test_comparing_rebuilds_a_damaged_index(library: Flask, librarian: Worker) -> None:
    shelf.put()
    librarian.drain()
    for path in index().folder.live().glob("*.seg"):  # type: ignore[attr-defined]
        path.unlink()
    assert handlers.compare() == "rebuilt"
    assert handlers.is_same()
