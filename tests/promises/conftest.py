"""The small clinic on either database."""

import pytest
from flask import Flask

from qa_portal import clock
from tests.support.story import MONDAY, Cast, Story, gather


@pytest.fixture
def cast(any_database: str, in_app: Flask) -> Cast:
    """The people of the small clinic, on a Monday at ten."""
    clock.set_to(MONDAY)
    return gather()


@pytest.fixture
def story(cast: Cast) -> Story:
    """A story that has not begun."""
    return Story(cast)
