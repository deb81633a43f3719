"""Every route x every role: the answer follows from the permission on the route and its rule, and from nothing else."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule as Route
from werkzeug.test import TestResponse

from qa_portal import clock
from qa_portal.access.guard import MARK
from qa_portal.access.permissions import RULES, Permission, Role
from qa_portal.app import create_app
from qa_portal.clinic.absence_models import Absence
from qa_portal.clinic.people import change_own_page, own
from qa_portal.clinic.reply_models import Questionnaire, ReplyTemplate
from qa_portal.db import db, new_id, read, transaction
from qa_portal.guide.models import GuideVersion
from qa_portal.identity.factor_models import Passkey
from qa_portal.identity.models import SessionRow
from qa_portal.identity.sessions import COOKIE
from qa_portal.inquiry.models import GlassBreak
from qa_portal.library.models import Page
from qa_portal.library.reports import add
from qa_portal.library.upkeep_models import Recall, Wrong
from qa_portal.question.attachments import Attachment
from qa_portal.question.files import FOLDER
from qa_portal.question.models import Publication, Question
from qa_portal.question.safety import SafetyCase
from qa_portal.settings import Settings
from tests.safety.story import Story, tell
from tests.support import guides, stores
from tests.support.forms import TOKEN, send, token_of
from tests.support.people import PASSWORD, make
from tests.walks.crowd import NET

PUBLIC = frozenset({Permission.PUBLIC_READ, Permission.PUBLIC_POST})
OPEN = PUBLIC | {Permission.HEALTH, Permission.SIGN_IN}
ROLES = (
    "anonymous",
    "half signed in",
    "patient",
    "other patient",
    "clinician",
    "second clinician",
    "clinician elsewhere",
    "editor",
    "privacy officer",
    "admin",
)
NOBODY = frozenset({"anonymous", "half signed in"})
"""To the rules, both are visitors."""
ROWS: dict[str, type[Any]] = {
    "passkey_id": Passkey,
    "session_id": SessionRow,
    "question_id": Question,
    "publication_id": Publication,
    "glass_id": GlassBreak,
    "safety_id": SafetyCase,
    "draft_file_id": Attachment,
    "ready_id": ReplyTemplate,
    "absence_id": Absence,
    "form_id": Questionnaire,
    "kept_id": Page,
    "version_id": GuideVersion,
}
"""Variables of routes whose rows decide; an admin's routes name other rows and ask only for the role."""
FIXED = {"kind": "about", "part": "1", "shape": "wide", "number": "1"}
FILLED_IN = {
    "body": "A little of the cream, twice a day.",
    "message": "Does it itch at night, too?",
    "note": "This should be said in other words.",
    "advice": "Please see your own doctor this week.",
    "code": "needs_visit",
    "queue": "heart",
    "seen": "0" * 64,
    "right": "yes",
    "unnamed": "yes",
    "outcome": "proper",
    "title": "What helps dry hands?",
    "question": "My hands are dry and itchy.",
    "answer": "Use a plain, thick cream many times a day.",
    "review_months": "36",
    "lang": "en",
    "shortcut": "dry-hands",
    "vote": "yes",
    "review_by": f"{clock.now() + timedelta(days=300):%Y-%m-%d}",
    **NET,
}
"""What anybody can type: enough for every form about a question or a page, so that the rule decides, not a box."""
CODES = {"transfer": {"code": "wrong_team"}, "pass-over": {"code": "no_time"}}
"""Forms whose codes are others."""
SAME_SITE = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
VARIABLE = re.compile(r"<(?:[^<>]+:)?(\w+)>")


@dataclass(frozen=True)
class Cell:
    """One route and method."""

    route: str
    method: str
    endpoint: str
    permission: Permission
    variables: frozenset[str]


def cells_of(app: Flask) -> list[Cell]:
    """Return every route and method of an app."""
    return [
        Cell(route.rule, method, route.endpoint, getattr(app.view_functions[route.endpoint], MARK), _variables(route))
        for route in app.url_map.iter_rules()
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def _variables(route: Route) -> frozenset[str]:
    return frozenset(VARIABLE.findall(route.rule))


class House:
    """A portal with one of everything, as it was at the beginning whenever a cell asks."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.story: Story = tell(app)
        self.app = app
        self._stores = [settings.data_dir / "main.sqlite3", settings.keys_dir / "keys.sqlite3"]
        self.values = {**FIXED, **self.story.ids(), **_addresses_on(app.test_client().get("/").get_data(as_text=True))}
        self.cells = cells_of(app)
        self._passes = {role: self._pass_of(role) for role in ROLES}
        with app.app_context():
            # Half a session: nobody may end it from their list.
            found = read().scalars(select(SessionRow.id).where(SessionRow.is_half, SessionRow.ended_at.is_(None))).one()
        self.values |= {"session_id": found, "passkey_id": self._a_passkey_of_somebody_else()}
        self.values |= self._guides()
        self.values |= {"person_slug": self._somebody_public(), "team_slug": "skin"}
        self.values["absence_id"] = self._days_away_of_a_clinician()
        self.values |= {"kept_id": self.values["page_id"], "report_id": self._a_report_of_a_reader()}
        self.values |= {"recall_id": self._a_recall_of_nothing()}
        self._kept = [_copy(path) for path in self._stores]
        self._files = settings.data_dir / FOLDER
        shutil.copytree(self._files, self._files.with_suffix(".kept"))

    def _a_passkey_of_somebody_else(self) -> str:
        owner_id = make(self.app, "away@story.example")
        with self.app.app_context(), transaction() as session:
            key = Passkey(id=new_id(), account_id=owner_id, name="phone", credential_id=b"id", public_key=b"key")
            session.add(key)
            return key.id

    def _guides(self) -> dict[str, str]:
        """One guide that is public, and one of a clinician's that waits for a second person."""
        people = {name: one.actor for name, one in self.story.people.items()}
        with self.app.app_context():
            guide_id = guides.public(people["editor"], people["clinician"])
            version = guides.coming(guides.handed(people["clinician"]))
            return {"guide_id": guide_id, "guide_slug": "dry-skin", "version_id": version.id}

    def _somebody_public(self) -> str:
        with self.app.app_context():
            clinician = self.story.people["clinician"].actor
            change_own_page(clinician, {"bio": "", "public": True})
            return str(own(read(), clinician).public_slug)

    def _days_away_of_a_clinician(self) -> str:
        later = (clock.now() + timedelta(days=30)).date()
        with self.app.app_context(), transaction() as session:
            owner_id = self.story.people["clinician"].actor.id
            absence = Absence(id=new_id(), account_id=owner_id, first_day=later, last_day=later)
            session.add(absence)
            return absence.id

    def _a_recall_of_nothing(self) -> str:
        with self.app.app_context(), transaction() as session:
            # Asked to be undone by somebody else, so that whoever may do it can.
            made = Recall(id=new_id(), reason="other", notice="None.", made_by_id="x", made_at=clock.now())
            made.undo_by_id = "x"
            session.add(made)
            return made.id

    def _a_report_of_a_reader(self) -> str:
        with self.app.app_context(), transaction() as session:
            page = session.get_one(Page, self.values["page_id"])
            return add(session, page, Wrong.OTHER, "The dose is out of date.", lang="en").id

    def restore(self) -> None:
        """Put both stores back to how they were."""
        with self.app.app_context():
            for engine in db.engines.values():
                engine.dispose()
        for path, kept in zip(self._stores, self._kept, strict=True):
            with closing(sqlite3.connect(path)) as live:
                kept.backup(live)
        shutil.copytree(self._files.with_suffix(".kept"), self._files, dirs_exist_ok=True)
        self._stay_signed_in()

    def _stay_signed_in(self) -> None:
        # Staff are signed out after a quarter of an hour, and a run of all tests takes about as long.
        with self.app.app_context(), transaction() as session:
            for row in session.scalars(select(SessionRow).where(SessionRow.ended_at.is_(None))):
                row.created_at = row.seen_at = clock.now()
                row.proved_at = row.proved_at and clock.now()

    def close(self) -> None:
        """Forget the copies."""
        for kept in self._kept:
            kept.close()

    def path(self, cell: Cell, **other: str) -> str:
        """Return the address of a cell, with ids of things that are there unless others are given."""
        values = {**self.values, **other}
        if cell.endpoint.startswith("clinic.") and "kind" in cell.variables:
            values["kind"] = "ask" if "consent" in cell.route else "about"
        if cell.endpoint.endswith("_remove") and "file_id" in cell.variables:
            # Only what waits can be removed, and only by whoever added it.
            values["file_id"] = other.get("file_id", self.story.files["work" if "/work/" in cell.route else "own"])
        return VARIABLE.sub(lambda found: values[found.group(1)], cell.route)

    def ask(
        self, role: str, cell: Cell, path: str, *, headers: dict[str, str] | None = None, with_token: bool = True
    ) -> TestResponse:
        """Send one request as somebody, with the cookie and the token their browser had at the beginning."""
        pass_ = self._passes[role]
        client = self.app.test_client()
        client.set_cookie(COOKIE, pass_.cookie)
        form: dict[str, str] = {}
        if cell.method == "POST":
            headers = SAME_SITE | (headers or {})
            if ROWS.keys() & cell.variables:
                form |= FILLED_IN | {"page": self.values["page_id"]} | CODES.get(cell.route.rsplit("/", 1)[1], {})
            if with_token and cell.permission not in PUBLIC:
                form["csrf_token"] = pass_.token
        # Read to its end, or a file it holds would stay open until somebody looks for garbage.
        return client.open(path, method=cell.method, data=form or None, headers=headers, buffered=True)

    def _client_of(self, role: str) -> FlaskClient:
        if role not in NOBODY:
            return self.story.people[role].client
        client = self.app.test_client()
        if role == "half signed in":
            # An admin who gave the password, and has yet to give the second factor.
            answer = send(client, "/sign-in", email="admin@story.example", password=PASSWORD)
            assert answer.location == "/sign-in/code"
        return client

    def _pass_of(self, role: str) -> "Pass":
        client = self._client_of(role)
        token = token_of(client.get("/sign-up").get_data(as_text=True))
        cookie = client.get_cookie(COOKIE)
        assert cookie is not None
        return Pass(cookie.value, token)


@dataclass(frozen=True)
class Pass:
    """What a browser holds: its cookie, and a token of its forms."""

    cookie: str
    token: str


def _copy(path: Path) -> sqlite3.Connection:
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    with closing(sqlite3.connect(path)) as live:
        live.backup(kept)
    return kept


def _addresses_on(page: str) -> dict[str, str]:
    """Read from a public page what its static addresses and topics are."""
    wanted = {
        "asked": r"/static/([^/]+)/",
        "name": r"/static/[^/]+/([^\"]+\.css)",
        "version": r"/library-(\w+)\.css",
        "slug": r"/topics/([a-z-]+)\"",
    }
    found = {name: re.search(pattern, page) for name, pattern in wanted.items()}
    return {name: hit.group(1) for name, hit in found.items() if hit}


@pytest.fixture(scope="module")
def a_matrix(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all cells."""
    with stores.fresh(run_dir, tmp_path_factory.mktemp("matrix") / "portal", "sqlite") as settings:
        often = "1000000/minute"
        app = create_app(replace(settings, rate_sign_in=often, rate_ask=often, rate_search=often, rate_report=often))
        made = House(app, settings)
        yield made
        made.close()
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


@pytest.fixture
def house(a_matrix: House) -> House:
    """The house as a test of one cell after the other finds and leaves it."""
    return a_matrix


def expected(house: House, role: str, cell: Cell) -> str:
    """Say what the rule makes of a role at a route: let in, sign in first, forbidden, or nothing there."""
    rule = RULES[cell.permission]
    if rule.roles is None:
        return "let in"
    if role in NOBODY:
        return "sign in"
    actor = house.story.people[role].actor
    if actor.role not in rule.roles:
        return "forbidden"
    for variable in ROWS.keys() & cell.variables:
        row = read().get(ROWS[variable], house.values[variable])
        if not rule.visible(actor, row):
            return "nothing there"
        if not rule.holds(actor, row):
            return "forbidden"
    return "let in"


def verdict(cell: Cell, answer: TestResponse) -> str:
    """Say what an answer amounts to."""
    to_the_door = answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in?next=")
    if to_the_door and cell.permission not in OPEN:
        return "sign in"
    named = {401: "sign in", 403: "forbidden", 404: "nothing there", 405: "no such method", 400: "refused"}
    if answer.status_code >= 500:
        return "failure"
    return named.get(answer.status_code, "let in")


def test_every_route_answers_every_role_as_its_rule_says(house: House) -> None:
    wrong, loud = [], []
    with house.app.app_context():
        should = {(role, cell): expected(house, role, cell) for role, cell in product(ROLES, house.cells)}
    for role, cell in product(ROLES, house.cells):
        answer = house.ask(role, cell, house.path(cell))
        found = verdict(cell, answer)
        if found != should[role, cell]:
            wrong.append(f"{role}: {cell.method} {cell.route} {found} ({answer.status_code}), not {should[role, cell]}")
        loud += _headers_wrong(cell, answer)
        if cell.method == "POST" and answer.status_code < 400:
            house.restore()
    assert "\n".join(wrong) == ""
    assert sorted(set(loud)) == []


def _headers_wrong(cell: Cell, answer: TestResponse) -> list[str]:
    name = f"{cell.method} {cell.route}"
    if cell.permission in PUBLIC:
        return [f"{name} sets a cookie"] if "Set-Cookie" in answer.headers else []
    kept = answer.headers["Cache-Control"] != "no-store"
    return [f"{name} may be kept: {answer.headers['Cache-Control']}"] if kept else []


def test_somebody_elses_id_answers_exactly_like_an_unknown_one(house: House) -> None:
    wrong, compared = [], 0
    # A message of success that somebody was left with stands on the first page they see, and on no other.
    house.restore()
    with house.app.app_context():
        strangers = [
            (role, cell) for role, cell in product(ROLES, house.cells) if expected(house, role, cell) == "nothing there"
        ]
    for role, cell in strangers:
        unknown = {name: new_id() for name in ROWS.keys() & cell.variables}
        theirs, nobodys = (house.ask(role, cell, house.path(cell, **ids)) for ids in ({}, unknown))
        known = {name: house.values[name] for name in unknown}
        compared += 1
        if _told(theirs, known) != _told(nobodys, unknown):
            told = zip(_told(theirs, known), _told(nobodys, unknown), strict=True)
            wrong.append(f"{role}: {cell.method} {cell.route}: {[pair for pair in told if pair[0] != pair[1]]}")
    assert "\n".join(wrong) == ""
    assert compared > 15


def _told(answer: TestResponse, ids: dict[str, str]) -> tuple[int, dict[str, str], str]:
    """Return all an answer tells, without what differs with every request and with the id that was asked for."""
    headers = {name: value for name, value in answer.headers.items() if name != "X-Request-ID"}
    reference = answer.headers["X-Request-ID"][:8]
    text = TOKEN.sub("", answer.get_data(as_text=True)).replace(f"{reference[:4]}-{reference[4:]}", "REFERENCE")
    for name, value in ids.items():
        text = text.replace(value, name)
    return answer.status_code, headers, text


def test_no_private_form_is_taken_without_its_token(house: House) -> None:
    wrong = []
    for role, cell in product(ROLES, house.cells):
        if cell.method != "POST" or cell.permission in PUBLIC | {Permission.LEAVE, Permission.FOLLOW_END}:
            continue
        for headers in ({}, {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}):
            answer = house.ask(role, cell, house.path(cell), headers=headers, with_token=bool(headers))
            if answer.status_code not in {400, 401, 403}:
                wrong.append(f"{role}: {cell.route} {answer.status_code} {headers}")
    assert "\n".join(wrong) == ""


def test_no_public_form_is_taken_from_another_site(house: House) -> None:
    posts = [cell for cell in house.cells if cell.permission in {Permission.PUBLIC_POST, Permission.LEAVE}]
    strange: list[dict[str, str]] = [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null", "Sec-Fetch-Site": "same-site"},
        {"Origin": "", "Sec-Fetch-Site": ""},
    ]
    wrong = [
        f"{cell.route} from {headers}: {answer.status_code}"
        for cell, headers in product(posts, strange)
        if (answer := house.ask("anonymous", cell, house.path(cell), headers=headers)).status_code != 400
    ]
    assert "\n".join(wrong) == ""


def test_the_public_side_serves_every_public_route_without_a_key(house: House, tmp_path: Path) -> None:
    settings: Settings = house.app.extensions["qa_portal.settings"]
    public = create_app(replace(settings, keys_dir=tmp_path / "no-keys", keys_database_url=""), role="public")
    try:
        served = {(cell.route, cell.method) for cell in cells_of(public)}
        wanted = [cell for cell in house.cells if cell.permission in OPEN - {Permission.SIGN_IN}]
        assert [cell.route for cell in wanted if (cell.route, cell.method) not in served] == []
        assert [cell.route for cell in cells_of(public) if cell.permission not in OPEN - {Permission.SIGN_IN}] == []
        for cell in wanted:
            answer = public.test_client().open(house.path(cell), method=cell.method, headers=SAME_SITE)
            assert answer.status_code == house.ask("anonymous", cell, house.path(cell)).status_code, cell
            assert "Set-Cookie" not in answer.headers, cell
    finally:
        with public.app_context():
            for engine in db.engines.values():
                engine.dispose()
    assert not (tmp_path / "no-keys").exists()


def test_no_variable_of_a_route_is_unknown_to_this_matrix(house: House) -> None:
    assert {name for cell in house.cells for name in cell.variables} <= house.values.keys()
    # Accounts, queues and dates stand in the paths of the administrator alone, so nobody can try somebody else's.
    others = {cell.permission for cell in house.cells if cell.variables & {"account_id", "queue_id", "day"}}
    assert all(
        RULES[permission].roles in (frozenset({Role.ADMIN}), frozenset({Role.ADMIN, Role.SYSTEM}))
        for permission in others
    )
