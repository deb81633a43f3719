"""The command `qa-portal`. Each part is loaded when it is called: what only computes needs no database and no key."""

import sys
from importlib import import_module

import click

from qa_portal.errors import PortalError, StartRefused

PARTS = {
    "init": "qa_portal.cli.install:init",
    "keys": "qa_portal.cli.keys:keys",
    "db": "qa_portal.cli.install:database",
    "staff": "qa_portal.cli.staff:staff",
    "demo": "qa_portal.cli.demo:demo",
    "serve": "qa_portal.cli.serve:serve",
    "worker": "qa_portal.cli.serve:worker",
    "library": "qa_portal.cli.library:library",
    "index": "qa_portal.cli.index:index",
    "erasures": "qa_portal.cli.erasures:erasures",
    "backup": "qa_portal.cli.backup:backup",
    "restore": "qa_portal.cli.backup:restore",
    "outbox": "qa_portal.cli.watch:outbox",
    "audit": "qa_portal.cli.watch:audit",
    "doctor": "qa_portal.cli.doctor:doctor",
    "deid": "qa_portal.cli.deid:deid",
    "triage": "qa_portal.cli.triage:triage",
}
"""Name of a command and where it stands."""


class _Parts(click.Group):
    """Loads a command when it is asked for, and says failures in one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(PARTS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name not in PARTS:
            return None
        module, name = PARTS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a failure the house knows ends it with its message and its exit code."""
        try:
            return super().invoke(ctx)
        except StartRefused as refused:
            click.echo(f"qa-portal: {refused.message}", err=True)
            sys.exit(refused.exit_code)
        except PortalError as failure:
            click.echo(f"qa-portal: {failure.message}", err=True)
            sys.exit(1)


@click.command(cls=_Parts)
@click.version_option(package_name="qa_portal")
def main() -> None:
    """Run an "ask a doctor" service: set it up, serve it, and look after it."""
