"""What a patient takes back is gone everywhere, and the receipt says where and when."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from flask import Flask
from sqlalchemy import delete

from qa_portal import clock
from qa_portal.db import read, transaction
from qa_portal.index.current import index
from qa_portal.journey.publish import service as bridge
from qa_portal.journey.upkeep import handlers
from qa_portal.outbox.queue import Work
from qa_portal.outbox.topics import Topic
from qa_portal.outbox.worker import Worker
from qa_portal.question import receipts
from qa_portal.question.places import looked_at
from qa_portal.question.removals import Place, Removal, newest_removal
from qa_portal.settings import Settings
from tests.support import server
from tests.support.story import Story

CANARY = "quarnellix"
"""A word no language has; it stays one word after stemming."""
LIMIT_SECONDS = 5.0
TRIES = 6
"""Requests of each address, so that both web processes are asked."""


def with_the_canary(story: Story, worker: Worker) -> str:
    """Publish a page that holds the word in its title, question and answer, and return its id."""
    story.drafted()
    said = f"Does {CANARY} help a dry elbow?"
    story.edited(title=said, question=f"{said} It itches.", answer=f"A plain moisturiser helps more than {CANARY}.")
    story.accepted()
    story.agreed()
    bridge.publish(story.publication.id)
    worker.drain()
    return story.publication.page_id or ""


def test_the_receipt_lists_every_place_with_a_time(story: Story, worker: Worker) -> None:
    with_the_canary(story, worker)
    clock.set_to(None)
    bridge.withdraw(story.cast.ana, story.publication.id)
    _publication, removal = bridge.receipt(story.cast.ana, story.publication.id)
    assert removal is not None
    assert removal.finished_at is None
    assert {line.gone_at for line in receipts.lines_of(removal)} == {None}
    worker.drain()
    read().rollback()
    removal = newest_removal(read(), story.publication.id)
    assert removal is not None
    assert removal.finished_at is not None
    assert removal.finished_at - removal.began_at < timedelta(seconds=LIMIT_SECONDS)
    lines = receipts.lines_of(removal)
    assert len(lines) == len(Place)
    assert all(line.gone_at and line.gone_at >= removal.began_at for line in lines)


def test_a_place_that_still_holds_it_is_not_called_gone(story: Story, worker: Worker) -> None:
    page_id = with_the_canary(story, worker)
    bridge.withdraw(story.cast.ana, story.publication.id)
    with transaction() as session:
        session.execute(delete(Work).where(Work.topic == Topic.INDEX_DROP))
    removal = newest_removal(read(), story.publication.id)
    assert removal is not None
    with pytest.raises(handlers.StillThere):
        handlers.verify_removal(removal.id)
    read().rollback()
    removal = newest_removal(read(), story.publication.id)
    assert removal is not None
    assert removal.finished_at is None
    assert set(Place) - {Place(place) for place in removal.places} == {Place.SEARCH, Place.FILES}
    index().drop(page_id)
    handlers.verify_removal(removal.id)
    read().rollback()
    removal = newest_removal(read(), story.publication.id)
    assert removal is not None
    assert removal.finished_at is not None


def test_the_receipt_finds_a_page_that_is_still_there(story: Story, worker: Worker) -> None:
    page_id = with_the_canary(story, worker)
    # Nothing was taken away: no place may be called empty.
    assert not {place for place, is_gone in looked_at(page_id).items() if is_gone} - {Place.KEPT}


def _addresses(url: str, page_id: str) -> list[str]:
    paths = [
        "/",
        "/topics/skin",
        f"/answers/{page_id}",
        "/feed.xml",
        "/topics/skin/feed.xml",
        "/feed.json",
        "/embed/latest",
        f"/embed/answers/{page_id}",
        "/sitemap.xml",
    ]
    paths += [f"/search?q={CANARY}", f"/api/v1/search?q={CANARY}", f"/api/v1/search?q=elbow&offset={0}"]
    return [f"{url}{prefix}{path}" for path in paths for prefix in ("", "/es")]


def _get(address: str, tag: str = "") -> tuple[int, str, str]:
    request = urllib.request.Request(address, headers={"If-None-Match": tag} if tag else {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers.get("ETag", ""), answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, "", refused.read().decode()


def _holding(addresses: Iterator[tuple[str, str]], page_id: str) -> list[str]:
    """Return the addresses that show the word, or say that an old copy is still good."""
    found = []
    for address, tag in addresses:
        status, _tag, text = _get(address, tag)
        # A page of results repeats the word that was asked for; there the page's address tells.
        shown = page_id if "/search" in address else CANARY
        if shown in text or status == 304:
            found.append(f"{status} {address}")
    return found


def _raw_files(settings: Settings) -> list[str]:
    files = [path for path in settings.index_dir.rglob("*") if path.is_file()]
    assert files
    return [path.name for path in files if CANARY.encode() in path.read_bytes()]


def _receipt(story: Story) -> Removal:
    read().rollback()
    removal = newest_removal(read(), story.publication.id)
    assert removal is not None
    return removal


def test_five_seconds_after_the_tap_two_web_processes_show_nothing(
    story: Story, worker: Worker, settings: Settings, in_app: Flask, tmp_path: Path
) -> None:
    page_id = with_the_canary(story, worker)
    clock.set_to(None)
    assert _raw_files(settings), "the word never was in the index"
    wide = replace(settings, workers=2, rate_search="10000/minute")
    with server.running(wide, tmp_path) as portal:
        addresses = _addresses(portal.url, page_id)
        warm = [_get(address) for address in addresses for _again in range(TRIES)]
        tags = [(address, tag) for address in addresses for _status, tag, _text in [_get(address)]]
        assert sum(CANARY in text for _status, _tag, text in warm) > TRIES * len(addresses) / 2, "nothing is warm"
        assert len(_holding(iter([(address, "") for address in addresses]), page_id)) > len(addresses) / 2
        tapped = monotonic()
        bridge.withdraw(story.cast.ana, story.publication.id)
        left: list[str] = ["not looked yet"]
        while left and monotonic() - tapped < LIMIT_SECONDS:
            left = _holding(iter(tags * TRIES), page_id)
            left += _raw_files(settings)
        took = monotonic() - tapped
        assert left == []
        assert took < LIMIT_SECONDS
        assert {_get(f"{portal.url}/answers/{page_id}")[0] for _again in range(TRIES)} == {410}
        removal = _receipt(story)
        while removal.finished_at is None and monotonic() - tapped < 3 * LIMIT_SECONDS:
            sleep(0.1)
            removal = _receipt(story)
        assert removal.finished_at is not None, removal.places
        assert (removal.finished_at - removal.began_at).total_seconds() < LIMIT_SECONDS
