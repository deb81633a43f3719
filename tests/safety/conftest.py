"""A portal with a mail folder and with rates that are not in the way."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_portal.settings import Settings
from tests.safety.hospital import at_ease
from tests.safety.tampering import Tampering, tampering
from tests.support import postgres, run, stores


@pytest.fixture
def settings(run_dir: Path, tmp_path: Path, store_kind: str) -> Iterator[Settings]:
    """Settings with a mail folder and open rates."""
    with stores.fresh(run_dir, tmp_path / "portal", store_kind) as made:
        yield at_ease(made, tmp_path / "mails")


@pytest.fixture(scope="package")
def hand(
    request: pytest.FixtureRequest, run_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tampering]:
    """Two patients with everything, on SQLite or as asked for; whoever changes something puts it back."""
    kind = str(getattr(request, "param", "sqlite"))
    if kind == "postgresql" and not postgres.available():
        run.missing("PG", "no PostgreSQL here")
    with tampering(run_dir, tmp_path_factory.mktemp("tampering"), kind) as made:
        yield made
