"""Staff from the command line: the first administrator is invited here, all others can be invited by the admin page."""

import click
from rich.console import Console
from rich.table import Table

from qa_portal import settings
from qa_portal.access.permissions import SYSTEM, Role
from qa_portal.cli.app import portal
from qa_portal.clinic import queries as clinic_queries
from qa_portal.db import read
from qa_portal.errors import NotFound
from qa_portal.identity import addresses, queries
from qa_portal.identity import staff as service
from qa_portal.identity.staff import Invitation

ROLES = [role.value for role in service.STAFF_ROLES]


@click.group()
def staff() -> None:
    """Invite and list the people who work here, and let them go."""


@staff.command("invite")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What the person does here.")
@click.option("--name", required=True, help="Their name, as patients will see it.")
@click.option("--queue", "queues", multiple=True, help="Short name of a queue they work in; may be repeated.")
@click.option("--mail", is_flag=True, help="Send the link by mail instead of printing it.")
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True)
def invite(email: str, queues: tuple[str, ...], *, mail: bool, **facts: str) -> None:
    """Invite EMAIL. The person chooses their own password with the link, which works for 7 days."""
    with portal():
        queue_ids = [clinic_queries.queue_by_slug(read(), slug).id for slug in queues]
        role, name = Role(facts["role"]), facts["name"].strip()
        _send(Invitation(_address(email), role, name, queue_ids, facts["language"]), mail=mail)


def _send(invitation: Invitation, *, mail: bool) -> None:
    path = service.invite(SYSTEM, invitation, by_mail=mail)
    if mail:
        click.echo("The invitation goes out with the next mails.")
    else:
        click.echo("Give this link to the person, and to nobody else. It works once, for 7 days:")
        click.echo(settings.current().base_url.rstrip("/") + path)


@staff.command("list")
def show() -> None:
    """List who works here: name, role, queues, state."""
    table = Table("Name", "Role", "Queues", "State", "Mail", box=None)
    with portal():
        for row in queries.staff(read()):
            mail = "comes back" if row.account.bounced_at else "ok"
            table.add_row(row.display_name, row.account.role, ", ".join(row.queue_names), row.account.state, mail)
    Console().print(table)


@staff.command("reset-factor")
@click.argument("email")
@click.confirmation_option(prompt="Are you sure that whoever asked is this person?")
def reset_factor(email: str) -> None:
    """Take the second factor of EMAIL away, who lost phone and codes: a new one is set up at the next sign-in."""
    with portal():
        service.reset_factor(SYSTEM, _account_id(email))
    click.echo("Done. The person is signed out everywhere, gets a mail, and sets up a new second factor next time.")


def _account_id(email: str) -> str:
    account = queries.by_lookup(read(), addresses.lookup(_address(email)))
    if account is None:
        raise NotFound("Nobody here has this address.")
    return account.id


@staff.command("leave")
@click.argument("email")
@click.confirmation_option(prompt="End this account for good?")
def leave(email: str) -> None:
    """End the account of EMAIL: sessions end, queues are left, claimed questions go back."""
    with portal():
        service.let_go(SYSTEM, _account_id(email))
    click.echo("Done. Questions the person held go back to their queues.")


def _address(email: str) -> str:
    if not addresses.is_address(email):
        raise click.BadParameter("This is no e-mail address.", param_hint="EMAIL")
    return addresses.normalised(email)
