"""The WSGI entry: `QA_ROLE=public` serves the public side only, without any key. A refused start ends with code 78."""

import os
import sys

from qa_portal import create_app
from qa_portal.errors import StartRefused
from qa_portal.settings import Settings

try:
    app = create_app(
        Settings.from_env(os.environ), role="public" if os.environ.get("QA_ROLE") == "public" else "portal"
    )
except StartRefused as refused:
    sys.stderr.write(f"qa-portal does not start: {refused.message}\n")
    sys.exit(refused.exit_code)
