"""One hand in the database, one change at a time: what is foreign, older or altered is never shown, and is counted.

Every sealed column there is, found by its type, times every way to spoil a ciphertext; each case has its name.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from qa_portal import create_app, work_of
from qa_portal.audit.log import AuditEntry
from qa_portal.crypto.sealed import HEAD_BYTES, KEY_ID_BYTES, TAG_BYTES
from qa_portal.db import db, read, transaction
from qa_portal.outbox.worker import Worker
from tests.safety.canaries import opened_by_place, sealed_columns
from tests.safety.hospital import OFTEN
from tests.safety.story import tell
from tests.safety.world import OWNERS, Blobs, Place, World, blobs, put
from tests.support import stores

Spoil = Callable[[bytes], bytes]
LEAST_CASES = 175
KEY_ID_AT, NONCE_AT = 2, 2 + KEY_ID_BYTES


def _flip(at: int) -> Spoil:
    def spoil(blob: bytes) -> bytes:
        changed = bytearray(blob)
        changed[at] ^= 1
        return bytes(changed)

    return spoil


SPOILS: dict[str, Spoil] = {
    "a bit of the version": _flip(0),
    "a bit of the nonce": _flip(NONCE_AT),
    "a bit of the text": _flip(HEAD_BYTES),
    "a bit of the tag": _flip(-1),
    "emptied": lambda blob: b"",
    "cut before the tag": lambda blob: blob[:-TAG_BYTES],
}
RARER: dict[str, Spoil] = {
    "a bit of the algorithm": _flip(1),
    "a bit of the key id": _flip(KEY_ID_AT),
    "a bit of the last sealed byte": _flip(-TAG_BYTES - 1),
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
ON_NO_PAGE = {"link_grants.email", "accounts.code", "totps.secret"}
"""Opened by the worker for a mail, or by the door to compare: nothing of it is ever shown."""
ELSEWHERE = {"case_notes.body", "cases.answer", "glass_breaks.reason", "legal_holds.note", "reply_drafts.payload"}
"""Not planted by the world below yet; their rooms' tests and the moves of every ciphertext try them."""
SEALED_ONCE = re.compile(
    r"(accounts|answers|attachments|entries|questions)\..*|publications\.(change_wish|review_note)"
)
"""What is not sealed a second time in the world below, so that nothing older can come back."""
COLUMNS = sorted(sealed_columns().keys() - ON_NO_PAGE - ELSEWHERE)
CASES = [
    (column, how)
    for column, how in product(COLUMNS, (*SPOILS, *MOVES))
    if how != "older" or not SEALED_ONCE.fullmatch(column)
]
LONG_CASES = list(product(COLUMNS, RARER))
NEVER_NULL = [name for name in COLUMNS if not sealed_columns()[name].__table__.c[name.partition(".")[2]].nullable]
PUBLIC_WORDS = [name for name in COLUMNS if name.startswith("publications.") and not SEALED_ONCE.fullmatch(name)]


@dataclass
class Tampering:
    """A world with what every page shows while nobody has a hand in it."""

    world: World
    before: Blobs
    texts: dict[Place, set[str]] = field(default_factory=dict)
    """What of each place a page could show: its clear text, and the known words in it."""
    known: set[str] = field(default_factory=set)
    shown: dict[str, set[str]] = field(default_factory=dict)
    """The same by page."""

    def learn(self) -> None:
        """Note what stands where, and what the pages show of it."""
        tables = {place.table.name: place.table for place in self.before}
        words = self.world.canaries.words.values()
        with self.world.app.app_context():
            for (name, row_id), text in opened_by_place(read()).items():
                table, _, column = name.partition(".")
                known = {word for word in words if word in text}
                self.texts[Place(tables[table], column, row_id)] = known or {text}
        self.known = set().union(*self.texts.values())
        self.shown = {page: self._known_on(text) for page, text in self.world.pages().items()}

    def _known_on(self, text: str) -> set[str]:
        return {known for known in self.known if known in text}

    def place(self, column: str) -> Place:
        """Return the place of a column, the first patient's where it has an owner."""
        table, _, name = column.partition(".")
        found = [place for place in self.before if (place.table.name, place.column) == (table, name)]
        assert found, f"{column}: nothing in the world is sealed there, so that nobody knows what a change does"
        ours = {*self.world.ids[OWNERS[0]], self.world.story.people[OWNERS[0]].actor.id}
        mine = [place for place in found if self._owner(place) == OWNERS[0] or place.row_id in ours]
        return next((place for place in mine or found if self.page_of(place)), (mine or found)[0])

    def _owner(self, place: Place) -> str:
        words = self.world.homes[place]
        return next(iter(words)).partition(": ")[0] if words else ""

    def page_of(self, place: Place) -> str:
        """Return a page that shows a place; one that opens its row, when it holds nothing anybody reads."""
        found = [page for page, known in self.shown.items() if known & self.texts[place]]
        # The last one is staff's, which opens more than the owner's.
        its_own = [page for page in reversed(self.shown) if page.endswith(place.row_id)]
        return next(iter([page for page in its_own if page in found] or its_own or found), "")

    def moved(self, place: Place, how: str) -> bytes:
        """Return the ciphertext that a case puts into a place."""
        if how == "older":
            return self.world.older[place]
        others = [other for other in self.before if self.texts[other] - self.texts[place]]
        alike = [other for other in others if (other.table, other.column) == (place.table, place.column)]
        if how == "from the other patient":
            mine = self._owner(place)
            return self.before[next(other for other in alike + others if self._owner(other) != mine)]
        row = [other for other in others if (other.table, other.row_id) == (place.table, place.row_id)]
        mine_too = [other for other in others if self._owner(other) == self._owner(place)]
        return self.before[next(other for other in row + mine_too if other.column != place.column)]

    def look(self, page: str) -> set[str]:
        """Fetch a page; return the known texts on it."""
        name, path = page.rsplit(" ", 1)
        return self._known_on(self.world.page(name, path))

    def counted(self) -> int:
        """Return how many audit rows say that something would not open."""
        said = AuditEntry.fields.like('%"unreadable":%') & AuditEntry.fields.not_like('%"unreadable":0%')
        with self.world.app.app_context():
            return read().scalar(select(func.count()).select_from(AuditEntry).where(said)) or 0


@pytest.fixture(scope="module")
def hand(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tampering]:
    """Two patients with everything, the app open in this process, and its pages as they are."""
    with stores.fresh(run_dir, tmp_path_factory.mktemp("tampering") / "portal", "sqlite") as settings:
        app = create_app(replace(settings, rate_ask=OFTEN))
        world = World(app, tell(app), Worker(app, *work_of(app)))
        with app.app_context():
            world.fill()
            before = blobs()
        made = Tampering(world, before)
        made.learn()
        yield made
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


def test_there_are_enough_cases_each_with_a_name_of_its_own() -> None:
    every = CASES + LONG_CASES
    assert len(set(every)) == len(every)
    assert len(CASES) >= LEAST_CASES
    print(f"\n{len(CASES)} cases and {len(LONG_CASES)} long ones over {len(COLUMNS)} sealed columns")


@pytest.mark.parametrize(("column", "how"), CASES, ids=lambda part: part)
def test_a_spoilt_ciphertext_is_not_shown_and_is_counted(hand: Tampering, column: str, how: str) -> None:
    _try(hand, column, how)


@pytest.mark.soak
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
