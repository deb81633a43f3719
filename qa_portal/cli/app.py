"""The app for a command: built from the environment, with its context open."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from qa_portal.app import create_app
from qa_portal.settings import Settings


def settings() -> Settings:
    """Read the settings from the environment.

    Raises: SettingsProblem.
    """
    return Settings.from_env(os.environ)


@contextmanager
def portal() -> Iterator[Flask]:
    """Build the app and open its context.

    Raises: StartRefused.
    """
    app = create_app(settings())
    with app.app_context():
        yield app
