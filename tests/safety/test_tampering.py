"""One hand in the database, one change at a time: what is foreign, older or altered is never shown, and is counted.

Every sealed column there is, found by its type, times every way to spoil a ciphertext; each case has its name.
"""

import re
from collections.abc import Callable
from itertools import product

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from qa_portal.crypto.sealed import HEAD_BYTES, KEY_ID_BYTES, TAG_BYTES
from qa_portal.db import transaction
from tests.safety.canaries import sealed_columns
from tests.safety.tampering import ON_POSTGRESQL, ON_POSTGRESQL_LONG, ON_SQLITE, Tampering, on
from tests.safety.world import Place, put

Spoil = Callable[[bytes], bytes]
LEAST_CASES = 175
KEY_ID_AT, NONCE_AT = 2, 2 + KEY_ID_BYTES


def flip(at: int) -> Spoil:
    """Turn one bit."""

    def spoil(blob: bytes) -> bytes:
        changed = bytearray(blob)
        changed[at] ^= 1
        return bytes(changed)

    return spoil


SPOILS: dict[str, Spoil] = {
    "a bit of the version": flip(0),
    "a bit of the nonce": flip(NONCE_AT),
    "a bit of the text": flip(HEAD_BYTES),
    "a bit of the tag": flip(-1),
    "emptied": lambda blob: b"",
    "cut before the tag": lambda blob: blob[:-TAG_BYTES],
}
RARER: dict[str, Spoil] = {
    "a bit of the algorithm": flip(1),
    "a bit of the key id": flip(KEY_ID_AT),
    "a bit of the last sealed byte": flip(-TAG_BYTES - 1),
    "cut after the version": lambda blob: blob[:1],
    "cut after the algorithm": lambda blob: blob[:KEY_ID_AT],
    "cut after the key id": lambda blob: blob[:NONCE_AT],
    "cut after the nonce": lambda blob: blob[:HEAD_BYTES],
    "cut by a byte": lambda blob: blob[:-1],
    "a byte too long": lambda blob: blob + b"\0",
    "the same twice": lambda blob: blob + blob,
    "zeros": lambda blob: bytes(len(blob)),
    "clear text": lambda blob: b"I am fine, no answer is needed. " * 4,
}
"""Tried in the long form only: the same branch as one above refuses them."""
MOVES = ("from the other patient", "from another column of its owner", "older")
ON_NO_PAGE = {"link_grants.email", "accounts.code", "totps.secret", "followers.email"}
"""Opened by the worker for a mail, or by the door to compare: nothing of it is ever shown."""
SEALED_ONCE = re.compile(
    r"(accounts|answers|attachments|case_notes|cases|entries|glass_breaks|legal_holds|questions|safety_cases)\..*|publications\.(change_wish|review_note|proposal)"
)
"""What is not sealed a second time in the world below, so that nothing older can come back."""
COLUMNS = sorted(sealed_columns().keys() - ON_NO_PAGE)
CASES = [
    (column, how)
    for column, how in product(COLUMNS, (*SPOILS, *MOVES))
    if how != "older" or not SEALED_ONCE.fullmatch(column)
]
LONG_CASES = list(product(COLUMNS, RARER))
EACH_ONCE = [
    next(case for case in CASES[at * len(CASES) // len(SPOILS | dict.fromkeys(MOVES)) :] + CASES if case[1] == how)
    for at, how in enumerate((*SPOILS, *MOVES))
]
"""Every way once, each on another column."""
NEVER_NULL = [name for name in COLUMNS if not sealed_columns()[name].__table__.c[name.partition(".")[2]].nullable]
PUBLIC_WORDS = [name for name in COLUMNS if name.startswith("publications.") and not SEALED_ONCE.fullmatch(name)]


def test_there_are_enough_cases_each_with_a_name_of_its_own() -> None:
    every = CASES + LONG_CASES
    assert len(set(every)) == len(every)
    assert len(CASES) >= LEAST_CASES
    print(f"\n{len(CASES)} cases and {len(LONG_CASES)} long ones over {len(COLUMNS)} sealed columns")


@on(ON_SQLITE, ON_POSTGRESQL_LONG)
@pytest.mark.parametrize(("column", "how"), CASES, ids=lambda part: part)
def test_a_spoilt_ciphertext_is_not_shown_and_is_counted(hand: Tampering, column: str, how: str) -> None:
    _try(hand, column, how)


@on(ON_POSTGRESQL)
@pytest.mark.parametrize(("column", "how"), EACH_ONCE, ids=lambda part: part)
def test_on_postgresql_each_way_is_tried_too(hand: Tampering, column: str, how: str) -> None:
    _try(hand, column, how)


@pytest.mark.soak
@on(ON_SQLITE, ON_POSTGRESQL)
@pytest.mark.parametrize(("column", "how"), LONG_CASES, ids=lambda part: part)
def test_a_ciphertext_spoilt_in_a_rarer_way_is_not_shown_either(hand: Tampering, column: str, how: str) -> None:
    _try(hand, column, how)


def _try(hand: Tampering, column: str, how: str) -> None:
    place = hand.place(column)
    page = hand.page_of(place)
    assert page, f"{column} stands on no page of the world"
    there = hand.before[place]
    spoil = (SPOILS | RARER).get(how)
    counted = hand.counted()
    with hand.world.app.app_context():
        put({place: spoil(there) if spoil else hand.moved(place, how)})
    try:
        seen = hand.look(page)
    finally:
        with hand.world.app.app_context():
            put({place: there})
    elsewhere = set().union(*(known for other, known in hand.texts.items() if other != place))
    gone = hand.texts[place] - elsewhere
    assert seen - hand.shown[page] == set(), "a text stands on a page it was not written for"
    assert seen & gone == set(), "the text is still shown"
    assert (hand.shown[page] - hand.texts[place]) - seen == set(), "a text beside it can no longer be read"
    assert hand.counted() > counted, "no audit row counts it"


@pytest.mark.parametrize("column", PUBLIC_WORDS)
def test_words_taken_away_do_not_pass_for_words_that_never_were(hand: Tampering, column: str) -> None:
    place, counted = hand.place(column), hand.counted()
    with hand.world.app.app_context():
        _take_away(place)
    try:
        hand.look(hand.page_of(place))
    finally:
        with hand.world.app.app_context():
            put({place: hand.before[place]})
    assert hand.counted() > counted, "no audit row counts it"


@pytest.mark.parametrize("column", NEVER_NULL)
def test_the_store_takes_no_null_where_a_text_must_be(hand: Tampering, column: str) -> None:
    with hand.world.app.app_context(), pytest.raises(IntegrityError):
        _take_away(hand.place(column))


def _take_away(place: Place) -> None:
    with transaction() as session:
        session.execute(update(place.table).where(place.table.c.id == place.row_id).values({place.column: None}))
