"""A hand in the database moves ciphertexts about: no page ever shows a text in a place it was not written for.

All places change at once, so that one look at the pages tries as many pairs as there are places; over all turns,
every ciphertext has stood in every other place.
"""

from collections.abc import Callable

import pytest

from tests.safety.tampering import Tampering
from tests.safety.world import Blobs, Place, World, blobs

SHORT_TURNS = 8


@pytest.fixture
def world(hand: Tampering) -> World:
    """Two patients with everything, and the app open in this process."""
    return hand.world


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


@pytest.mark.parametrize(
    "spoil", [lambda blob: b"", lambda blob: blob[:-1], lambda blob: blob[:-1] + bytes([blob[-1] ^ 1])]
)
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
