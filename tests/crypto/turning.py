"""What the tests of rotation do: rotate, retire, run the command as an operator does, and make a minute pass."""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from click.testing import CliRunner
from sqlalchemy import update

from qa_portal import clock
from qa_portal.cli import main
from qa_portal.crypto import retiring, rotation
from qa_portal.crypto.keyring import KeyState, RootKey, keyring
from qa_portal.crypto.sources import source_of
from qa_portal.db import transaction
from qa_portal.identity import rotating
from qa_portal.identity.models import LinkGrant
from qa_portal.settings import Settings
from tests.support.server import environment

WORDS = "My elbow itches since spring."
PHRASE = "seven quiet herons"
"""The password of the patients of `crowd`."""


def rotate(settings: Settings) -> None:
    """Do a whole rotation, or what is left of one."""
    rotation.begin(settings, source_of(settings))
    list(rotating.rotate(settings, source_of(settings)))


def retire(settings: Settings, root_id: str) -> None:
    """Take a root out."""
    retiring.retire(settings, source_of(settings), root_id)


def older() -> RootKey:
    """Return the root that a rotation leaves or left."""
    return next(root for root in keyring() if root.state is not KeyState.ACTIVE)


def close_links() -> None:
    """Let every mail link be used."""
    with transaction() as session:
        session.execute(update(LinkGrant).values(used_at=clock.now()))


def a_minute_passes(settings: Settings) -> None:
    """Let the key file say that its roots changed a minute earlier than they did."""
    settings.root_key_path.write_text(aged(settings.root_key_path.read_text(encoding="utf-8")), encoding="utf-8")


def aged(keys: str) -> str:
    """Return the content of a key file as if its roots had changed a minute earlier."""
    held = json.loads(keys)
    for row in held["keys"]:
        for name in ("created_at", "changed_at"):
            if row[name]:
                row[name] = (datetime.fromisoformat(row[name]) - timedelta(seconds=61)).isoformat()
    return json.dumps(held)


@dataclass(frozen=True)
class Command:
    """Runs `qa-portal keys ...` as an operator would; `apart` in a process of its own, which takes longer."""

    settings: Settings
    apart: bool = False

    def __call__(self, *arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        """Return what it says and how it ends."""
        words = ["keys", *arguments]
        env = environment(self.settings)
        if self.apart:
            command = [sys.executable, "-m", "qa_portal", *words]
            return subprocess.run(command, capture_output=True, text=True, input=typed, env=env, check=False)
        done = CliRunner().invoke(main, words, input=typed, env=env)
        # It logged to a stream that is closed by now.
        structlog.reset_defaults()
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)
