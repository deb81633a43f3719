"""What no page shows: an app's secret, a new address, a receipt code. Spoilt or exchanged, they open no door."""

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from qa_portal.access.permissions import Role
from qa_portal.audit.log import AuditEntry
from qa_portal.db import Base, read, transaction
from qa_portal.errors import Unreadable
from qa_portal.identity.models import Account
from qa_portal.identity.reading import open_code
from qa_portal.outbox.worker import Worker
from qa_portal.settings import Settings
from tests.safety.test_tampering import ON_NO_PAGE, SPOILS
from tests.safety.world import Blobs, Place, put
from tests.support.forms import send, token_of
from tests.support.people import PASSWORD, Mails, code_of, make, someone

OTHERS = "from the other person"
HOWS = ("a bit of the text", "a bit of the tag", "emptied", "cut before the tag", OTHERS)
CASES = [
    pytest.param(kind, column, how, marks=marks if how == OTHERS else [*marks, *long])
    for kind, marks, long in (("sqlite", [], []), ("postgresql", [pytest.mark.postgres], [pytest.mark.soak]))
    for column, how in product(sorted(ON_NO_PAGE), HOWS)
]
HIDDEN = re.compile(r'name="(code|proof)" value="([^"]*)"')


def _spoil(column: str, how: str) -> None:
    """Change what two people have sealed in a column; with `OTHERS`, exchange the two."""
    table, _, name = column.partition(".")
    found = Base.metadata.tables[table]
    wanted = select(found.c.id, found.c[name]).where(found.c[name].is_not(None))
    rows: Blobs = {Place(found, name, row_id): sealed.to_bytes() for row_id, sealed in read().execute(wanted)}
    read().rollback()
    assert len(rows) == 2
    spoil = SPOILS.get(how)
    after = list(rows.values())[::-1]
    put({place: spoil(blob) if spoil else after[at] for at, (place, blob) in enumerate(rows.items())})


def _counted(app: Flask) -> int:
    with app.app_context():
        said = AuditEntry.fields.like('%"unreadable":1%')
        return read().scalar(select(func.count()).select_from(AuditEntry).where(said)) or 0


def _an_app_opens_no_door(app: Flask, spoil: Callable[[], None]) -> None:
    people = {"cleo@unseen.example": Role.CLINICIAN, "eve@unseen.example": Role.EDITOR}
    for email, role in people.items():
        make(app, email, role)
    spoil()
    for email in people:
        client = app.test_client()
        assert send(client, "/sign-in", email=email, password=PASSWORD).location == "/sign-in/code"
        assert send(client, "/sign-in/code", code=code_of(email)).status_code == 422
        assert client.get("/account").status_code == 303


def _a_new_address_gets_no_mail(app: Flask, spoil: Callable[[], None], worker: Worker, mails: Mails) -> None:
    for name in ("ana", "ben"):
        person = someone(app, f"{name}@unseen.example")
        assert (
            send(person.client, "/account/email", email=f"new.{name}@unseen.example", password=PASSWORD).status_code
            == 303
        )
    spoil()
    worker.drain()
    assert not mails.folder.exists() or [mail for mail in mails.texts() if "unseen.example" in mail] == []


def _a_follower_gets_no_mail(app: Flask, spoil: Callable[[], None], worker: Worker, mails: Mails) -> None:
    for name in ("ana", "ben"):
        assert send(app.test_client(), "/follow", email=f"{name}@unseen.example").status_code == 200
    spoil()
    worker.drain()
    assert not mails.folder.exists() or [mail for mail in mails.texts() if "unseen.example" in mail] == []


def _a_code_is_not_handed_on(app: Flask, spoil: Callable[[], None]) -> None:
    for _ in range(2):
        client = app.test_client()
        page = send(client, "/receipt", user="own").get_data(as_text=True)
        fields = dict(HIDDEN.findall(page))
        form = {**fields, "user": "own", "last_four": fields["code"][-4:], "csrf_token": token_of(page)}
        assert client.post("/receipt/confirm", data=form).status_code == 303
    spoil()
    with app.app_context():
        for account_id in read().scalars(select(Account.id).where(Account.code.is_not(None))).all():
            with pytest.raises(Unreadable), transaction() as session:
                open_code(session, session.get_one(Account, account_id), "test")


@pytest.mark.usefixtures("store_kind")
@pytest.mark.parametrize(("store_kind", "column", "how"), CASES, indirect=["store_kind"])
def test_what_no_page_shows_opens_no_door_when_it_was_touched(
    app: Flask, settings: Settings, worker: Worker, column: str, how: str
) -> None:
    counted = _counted(app)

    def spoil() -> None:
        with app.app_context():
            _spoil(column, how)

    mails = Mails(Path(settings.smtp_url.removeprefix("file:")))
    if column == "totps.secret":
        _an_app_opens_no_door(app, spoil)
    elif column == "link_grants.email":
        _a_new_address_gets_no_mail(app, spoil, worker, mails)
    elif column == "followers.email":
        _a_follower_gets_no_mail(app, spoil, worker, mails)
    else:
        _a_code_is_not_handed_on(app, spoil)
    assert _counted(app) >= counted + 2, "no audit row counts it"
