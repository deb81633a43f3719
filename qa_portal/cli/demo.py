"""`qa-portal demo`: a hospital to try things out with, invented from end to end."""

import os
import sys

import click
from rich.console import Console
from rich.table import Table

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.cli.app import portal, settings
from qa_portal.cli.install import prepare
from qa_portal.demo.loader import load
from qa_portal.demo.sign_ins import SignIn, saved
from qa_portal.errors import SettingsProblem
from qa_portal.identity import totp
from qa_portal.settings import Settings

PASSWORD_ALONE = "Patients sign in with the password alone."
OLDER_DEMO = "This demo is older than codes. Sign in and set up an app, or delete var/ and run make run again."


@click.group(invoke_without_command=True)
@click.pass_context
def demo(ctx: click.Context) -> None:
    """Set up the demo hospital, once, and print its address and its sign-ins."""
    if ctx.invoked_subcommand is None:
        chosen = _demo_settings()
        prepare(chosen)
        with portal():
            sign_ins = load()
        _show(chosen, sign_ins)


@demo.command("code")
@click.argument("email")
def code(email: str) -> None:
    """Print the code the authenticator app of EMAIL would show now."""
    chosen = settings()
    if not chosen.demo_path.exists():
        # Told by the file, not by QA_DEMO: who types this has `make run` in another window, not its environment.
        raise SettingsProblem(f"There is no demo in {chosen.keys_dir}. Run make run, or set QA_KEYS_DIR to its folder.")
    found = next((one for one in saved(chosen.demo_path) if one.email == email.strip().lower()), None)
    if found is None:
        click.echo("Nobody in the demo has this address. Run qa-portal demo to see the sign-ins.", err=True)
        sys.exit(1)
    if not found.totp_secret:
        is_patient = found.role == Role.PATIENT
        click.echo(PASSWORD_ALONE if is_patient else OLDER_DEMO, err=True)
        sys.exit(1)
    click.echo(totp.code_at(found.totp_secret, totp.step_at(clock.now().timestamp())))


def _demo_settings() -> Settings:
    """Return the settings of a demo.

    Raises: SettingsProblem, when this is none.
    """
    chosen = settings()
    if not chosen.demo:
        raise SettingsProblem("This is not a demo. To make one, set QA_DEMO=1 and a QA_DATA_DIR of its own.")
    return chosen


def _show(chosen: Settings, sign_ins: list[SignIn]) -> None:
    table = Table("Role", "E-mail", "Password", box=None, pad_edge=False)
    for one in sign_ins:
        table.add_row(one.role.replace("_", " "), one.email, one.password)
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"Demo hospital: {chosen.base_url} (all people and stories are invented)\n")
    console.print(table)
    console.print(f"\nStaff also type a code. This prints it: {os.path.relpath(sys.argv[0])} demo code EMAIL")
    console.print("A code works once; a new one comes in 30 s.")
    console.print(f"Kept in {chosen.demo_path}")
