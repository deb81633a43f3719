"""The WSGI entry: `QA_ROLE=public` serves the public side only, without any key."""

import os

from qa_portal import create_app
from qa_portal.settings import Settings

app = create_app(Settings.from_env(os.environ), role=os.environ.get("QA_ROLE", "full"))
