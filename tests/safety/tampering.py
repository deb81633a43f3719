"""A hand in the database: what every page shows before it, and what it changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, or_, select

from qa_portal.app import create_app, work_of
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.db import db, read
from qa_portal.outbox.worker import Worker
from tests.safety.canaries import opened_by_place
from tests.safety.hospital import OFTEN
from tests.safety.story import tell
from tests.safety.world import OWNERS, Blobs, Place, World, blobs
from tests.support import stores

ON_SQLITE = "sqlite"
ON_POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)
ON_POSTGRESQL_LONG = pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.soak])


def on(*stores: Any) -> pytest.MarkDecorator:
    """Let a test run with the hand in these databases."""
    return pytest.mark.parametrize("hand", stores, indirect=True, scope="package")


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
        """Return how many audit rows say that something would not open, or that somebody was refused."""
        said = AuditEntry.fields.like('%"unreadable":%') & AuditEntry.fields.not_like('%"unreadable":0%')
        refused = AuditEntry.action.in_([str(Action.ACCESS_REFUSED), str(Action.SIGN_IN_REFUSED)])
        with self.world.app.app_context():
            return read().scalar(select(func.count()).select_from(AuditEntry).where(or_(said, refused))) or 0


@contextmanager
def tampering(run_dir: Path, folder: Path, kind: str) -> Iterator[Tampering]:
    """Make two patients with everything, open the app in this process, and look at its pages as they are."""
    with stores.fresh(run_dir, folder / "portal", kind) as settings:
        app = create_app(replace(settings, rate_ask=OFTEN))
        world = World(app, tell(app), Worker(app, *work_of(app)))
        with app.app_context():
            world.fill()
            before = blobs()
        made = Tampering(world, before)
        made.learn()
        yield made
        with app.app_context():
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
