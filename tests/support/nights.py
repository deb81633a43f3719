"""The hours of the night, at which the portal does things by itself that no other test should meet."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from qa_portal.privacy.evidence import service

HOURS = service.NIGHT_HOURS


@contextmanager
def none() -> Iterator[None]:
    """Let no hour be night, so that what a test sees does not depend on when it runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "NIGHT_HOURS", ())
        yield
