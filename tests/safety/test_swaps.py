"""A hand in the database moves ciphertexts about: no page ever shows a text in a place it was not written for.

All places change at once, so that one look at the pages tries as many pairs as there are places; over all turns,
every ciphertext has stood in every other place.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from qa_portal import create_app, work_of
from qa_portal.crypto.keystore import OwnerKey, QuestionKey
from qa_portal.db import KeysBase, db
from qa_portal.identity.models import Profile
from qa_portal.outbox.worker import Worker
from qa_portal.question.attachments import Attachment
from qa_portal.question.models import Answer, AnswerDraft, AskDraft, Entry, Publication, Question
from qa_portal.settings import EXTENSION, Settings
from tests.safety.hospital import OFTEN
from tests.safety.story import tell
from tests.safety.world import OWNERS, Blobs, Place, World, blobs
from tests.support import stores

SHORT_TURNS = 8


@pytest.fixture(scope="module")
def world(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two patients with everything, and the app open in this process."""
    with stores.fresh(run_dir, tmp_path_factory.mktemp("swaps") / "portal", "sqlite") as settings:
        app = create_app(replace(settings, rate_ask=OFTEN))
        made = World(app, tell(app), Worker(app, *work_of(app)))
        with app.app_context():
            made.fill()
        yield made
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


@pytest.fixture
def before(world: World) -> Blobs:
    """Every ciphertext as it was written."""
    with world.app.app_context():
        return blobs()


def test_the_pages_show_the_texts_when_nothing_is_moved(world: World, before: Blobs) -> None:
    seen = world.look({})
    assert (seen.placeholders, seen.counted) == (0, 0)
    stored = {word for words in world.homes.values() for word in words}
    assert sorted(stored - seen.shown.keys()) == []
    assert len(stored) > 50
    assert len(before) > 80


@pytest.mark.parametrize("share", ["short", pytest.param("all", marks=pytest.mark.soak)])
def test_no_ciphertext_opens_in_another_place(world: World, before: Blobs, share: str) -> None:
    places = list(before)
    turns = range(1, len(places)) if share == "all" else range(1, len(places), len(places) // SHORT_TURNS)
    for turn in turns:
        moved = {place: before[places[(at + turn) % len(places)]] for at, place in enumerate(places)}
        _nothing_is_shown(world, moved)
    print(f"\n{len(places)} ciphertexts, {len(turns)} turns: {len(places) * len(turns)} pairs tried")


def test_no_ciphertext_opens_in_another_row_of_its_column(world: World, before: Blobs) -> None:
    _nothing_is_shown(world, _exchanged(before, lambda place: (place.table.name, place.column)))


def test_no_ciphertext_opens_in_another_column_of_its_row(world: World, before: Blobs) -> None:
    _nothing_is_shown(world, _exchanged(before, lambda place: (place.table.name, place.row_id)))


def _exchanged(before: Blobs, group_of: Callable[[Place], tuple[str, str]]) -> Blobs:
    """Pass each ciphertext on to the next place of its group."""
    groups: dict[tuple[str, str], list[Place]] = {}
    for place in before:
        groups.setdefault(group_of(place), []).append(place)
    return {
        place: before[group[(at + 1) % len(group)]]
        for group in groups.values()
        for at, place in enumerate(group)
        if len(group) > 1
    }


@pytest.mark.parametrize("spoil", [lambda blob: b"", lambda blob: blob[:-1], lambda blob: blob[:-1] + b"\0"])
def test_an_emptied_cut_or_changed_ciphertext_shows_nothing(
    world: World, before: Blobs, spoil: Callable[[bytes], bytes]
) -> None:
    _nothing_is_shown(world, {place: spoil(blob) for place, blob in before.items()})


def test_an_older_ciphertext_does_not_come_back(world: World, before: Blobs) -> None:
    older = {place: blob for place, blob in world.older.items() if place in before}
    assert {place.table.name for place in older} >= {"profiles", "publications", "ask_drafts", "duty_contacts"}
    seen = world.look(older)
    assert seen.placeholders > 0
    assert seen.counted > 0


def _nothing_is_shown(world: World, moved: Blobs) -> None:
    """Look while ciphertexts are moved: only what stayed at home is shown."""
    at_home = {word for place, words in world.homes.items() if place not in moved for word in words}
    seen = world.look(moved)
    assert {word: page for word, page in seen.shown.items() if word not in at_home} == {}
    assert seen.placeholders > 0
    assert seen.counted > 0


MOVES: dict[str, tuple[type[Any], str]] = {
    "a question gets another patient": (Question, "patient_id"),
    "a draft gets another patient": (AskDraft, "patient_id"),
    "a file gets another question": (Attachment, "question_id"),
    "a profile gets another patient": (Profile, "account_id"),
    "a message goes to another question": (Entry, "question_id"),
    "an answer goes to another question": (Answer, "question_id"),
    "an answer that is written goes to another question": (AnswerDraft, "question_id"),
    "a publication goes to another question": (Publication, "question_id"),
    "a publication gets another patient": (Publication, "patient_id"),
    "the key of a question becomes another's": (QuestionKey, "wrapped"),
    "the key of a question gets another owner": (QuestionKey, "owner_id"),
    "the key of a person becomes another's": (OwnerKey, "wrapped"),
}


@pytest.mark.parametrize("move", MOVES)
def test_a_row_that_changes_hands_takes_no_text_along(world: World, move: str) -> None:
    model, column = MOVES[move]
    undo = _exchange(world, model, column)
    try:
        for owner, other in (OWNERS, OWNERS[::-1]):
            for text in _pages_of(world, owner, other):
                assert [
                    word for word, it in world.canaries.words.items() if word.startswith(f"{other}: ") and it in text
                ] == []
    finally:
        undo()


def _pages_of(world: World, owner: str, other: str) -> list[str]:
    """Fetch what somebody can reach of their own things and, by its id, of the other's."""
    paths = ["/account", "/account/profile", "/ask", "/ask/write", "/ask/check", "/questions"]
    for question_id, publication_id in (world.ids[owner], world.ids[other]):
        paths += [f"/questions/{question_id}", f"/publication/{publication_id}"]
    answers = [world.story.people[owner].client.get(path) for path in paths]
    assert all(answer.status_code in {200, 303, 404} for answer in answers)
    return [unescape(answer.get_data(as_text=True)) for answer in answers]


def _exchange(world: World, model: type[Any], column: str) -> Callable[[], None]:
    """Exchange what stands in a column between the rows of the two patients; return the way back."""
    settings: Settings = world.app.extensions[EXTENSION]
    keys = model.metadata is KeysBase.metadata
    path = settings.keys_dir / "keys.sqlite3" if keys else settings.data_dir / "main.sqlite3"
    mine = [{*world.ids[owner], world.story.people[owner].actor.id} for owner in OWNERS]
    with closing(sqlite3.connect(path)) as store:
        names = [name for name in ("id", "patient_id", "account_id", "question_id") if name in model.__table__.c]
        rows = store.execute(f"SELECT id, {column}, {', '.join(names)} FROM {model.__tablename__}").fetchall()
    sides = [[row for row in rows if ids & set(row[2:])] for ids in mine]
    assert all(sides), "nothing to exchange"
    before = {row[0]: row[1] for side in sides for row in side}
    after = {row[0]: sides[1 - at][0][1] for at, side in enumerate(sides) for row in side}

    def write(wanted: dict[str, Any]) -> None:
        # By hand, past the rules of the store: nothing watches over references here.
        with closing(sqlite3.connect(path, timeout=10)) as store, store:
            statement = f"UPDATE {model.__tablename__} SET {column} = ? WHERE id = ?"
            store.executemany(statement, [(row_id, row_id) for row_id in wanted])
            store.executemany(statement, [(value, row_id) for row_id, value in wanted.items()])

    write(after)
    return lambda: write(before)
