"""A portal with a mail folder and with rates that are not in the way."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_portal.settings import Settings
from tests.safety.hospital import at_ease
from tests.support import stores


@pytest.fixture
def settings(run_dir: Path, tmp_path: Path, store_kind: str) -> Iterator[Settings]:
    """Settings with a mail folder and open rates."""
    with stores.fresh(run_dir, tmp_path / "portal", store_kind) as made:
        yield at_ease(made, tmp_path / "mails")
