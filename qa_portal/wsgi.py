"""The WSGI app: `QA_ROLE=public` serves the public side only, without any key. A refused start ends with code 78."""

import os
import sys

from flask import Flask

from qa_portal.app import create_app
from qa_portal.errors import StartRefused
from qa_portal.settings import Settings


def app_from_environment() -> Flask:
    """Build the app the environment describes, or end the process with one line and exit code 78."""
    try:
        settings = Settings.from_env(os.environ)
        return create_app(settings, role="public" if os.environ.get("QA_ROLE") == "public" else "portal")
    except StartRefused as refused:
        sys.stderr.write(f"qa-portal does not start: {refused.message}\n")
        sys.exit(refused.exit_code)


app = app_from_environment()
