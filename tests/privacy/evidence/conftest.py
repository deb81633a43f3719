"""Here nights are nights."""

import pytest

from qa_portal.privacy.evidence import service
from tests.support import nights


@pytest.fixture(autouse=True)
def _nights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "NIGHT_HOURS", nights.HOURS)
