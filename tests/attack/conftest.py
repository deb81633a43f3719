"""One house for all attacks of a process: everybody signed in, one of everything, put back after each change."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa_portal.app import create_app, work_of
from qa_portal.db import db
from qa_portal.outbox.worker import Worker
from qa_portal.settings import EXTENSION, Settings
from tests.safety.hospital import at_ease
from tests.safety.test_matrix import House
from tests.support import stores
from tests.support.people import Mails


@pytest.fixture(scope="package")
def opened_house(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A portal with rates that are not in the way, made once."""
    folder = tmp_path_factory.mktemp("attack")
    with stores.fresh(run_dir, folder / "portal", "sqlite") as fresh:
        settings = at_ease(replace(fresh, base_url="http://localhost"), folder / "mails")
        app = create_app(settings)
        made = House(app, settings)
        yield made
        made.close()
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


@pytest.fixture
def house(opened_house: House) -> Iterator[House]:
    """The portal, put back to how it was at the beginning afterwards: tries at the door, too."""
    yield opened_house
    opened_house.restore()


@pytest.fixture
def post(house: House) -> Callable[[], Mails]:
    """Let the worker do all that is due and return what the portal has written."""

    def fetch() -> Mails:
        Worker(house.app, *work_of(house.app)).drain()
        settings: Settings = house.app.extensions[EXTENSION]
        return Mails(Path(settings.smtp_url.removeprefix("file:")))

    return fetch
