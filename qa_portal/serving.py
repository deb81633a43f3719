"""gunicorn as the portal wants it: `gunicorn -c python:qa_portal.serving`. `QA_*` in the environment does the rest.

The app is loaded once, before the workers: a start that must be refused (a wrong key, an old schema) ends the whole
command with exit code 78, instead of workers that are born and die for ever.
"""

import gc
import os
import sys
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from qa_portal.db import leave_connections
from qa_portal.errors import StartRefused
from qa_portal.settings import Settings, use_temp_dir

try:
    _settings = Settings.from_env(os.environ)
except StartRefused as refused:
    sys.stderr.write(f"qa-portal does not start: {refused.message}\n")
    sys.exit(refused.exit_code)


class PathOnlyLogger(Logger):  # type: ignore[misc]
    """Keeps search words and addresses out of the error log, where gunicorn would put the whole request line."""

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Log a warning; of an invalid request only that there was one."""
        if msg.startswith("Invalid request"):
            msg, args = "Invalid request", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Log what kind of failure it was, without its message and the request's address."""
        kind = sys.exc_info()[0]
        self.error("%s: %s", msg.partition("%")[0].strip(), kind.__name__ if kind else "unknown")


# What is loaded from here on stays; children look for garbage again.
gc.disable()
wsgi_app = "qa_portal.wsgi:app"
preload_app = True
bind = [f"{_settings.host}:{_settings.port}"]
worker_class = "gthread"
workers = _settings.workers
threads = _settings.threads
timeout = 60
graceful_timeout = 20
keepalive = 5
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
# It has deadlocked forks, and nothing here uses it.
control_socket_disable = True
# The app itself believes as many proxies as QA_TRUSTED_PROXIES says; nobody else decides about the scheme.
secure_scheme_headers: dict[str, str] = {}
logger_class = PathOnlyLogger
accesslog = "-"
# Method and path, status, bytes, milliseconds. No query (search words), no address, no browser.
access_log_format = '%(t)s "%(m)s %(U)s" %(s)s %(B)s %(M)s'


def when_ready(_server: Arbiter) -> None:
    """Look for garbage in the parent as well, which lives for months."""
    gc.enable()


def pre_fork(_server: Arbiter, _worker: Worker) -> None:
    """Set what is loaded apart: a collection in a child would write to every page it shares with the others.

    Nothing is collected first: of 300,000 objects under two thousand would go, for a fifth of a second.
    """
    gc.freeze()


def post_fork(server: Arbiter, worker: Worker) -> None:
    """Leave the parent's database connections to the parent: two processes on one connection mix their answers.

    What a web process writes for a moment goes among the data, where the nightly evidence looks.
    """
    gc.enable()
    leave_connections(server.app.wsgi(), close=False)
    if os.environ.get("QA_ROLE", "portal") == "portal":
        use_temp_dir(_settings)
