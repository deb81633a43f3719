"""Hostile texts in every field of every form: nothing is rendered as a tag, evaluated, run or failed at.

The forms are found by crawling as every role; the pages are looked at afterwards, by an HTML parser and in Chromium.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import ConsoleMessage, Dialog, Route

from qa_portal.identity.sessions import COOKIE
from tests.safety.test_matrix import ROLES, House
from tests.support import browser as chromium

MARK = "zqxj"
"""In every payload: whatever of it turns up as the name of a tag or an attribute is ours."""
SCRIPTS = (
    f'"><{MARK} onload=alert(1)><script>{MARK}()</script>',
    f"'><img src={MARK} onerror=alert(1) {MARK}=1>",
    f"</textarea></title></script><svg/onload=alert('{MARK}') {MARK}>",
    f"javascript:alert('{MARK}')//<a href=javascript:{MARK}>",
    f'" {MARK}=1 autofocus onfocus=alert(1) x="',
    f"<![CDATA[<{MARK}>]]>&lt;{MARK}&gt;&#60;{MARK}&#62;",
)
ENGINES = (
    "{{7*7}}1111{{7*7}} ${7*7} <%= 7*7 %> #{7*7} {% print 7*7 %}" + MARK,
    "{{config}}{{self.__init__.__globals__}}{{request.application}}" + MARK,
    "%(message)s %s %n {0.__class__} {name!r}" + MARK,
    "' OR '1'='1' -- " + MARK,
    "'; DROP TABLE accounts; --" + MARK,
    "1) UNION SELECT password_hash FROM accounts--" + MARK,
    'title:(a OR b) AND NOT [a TO z] "unclosed ((( *?~^2 ' + MARK,
    "\\' \\\" \\x00 %00 ../../../../etc/passwd " + MARK,
)
SIGNS = {
    "null": f"a\x00b{MARK}",
    "control": f"\x01\x02\x1b[31m\x7f\x9b{MARK}",
    "right to left": f"abc \u202egpj.exe\u202c \u2066x\u2069 \u200f{MARK}",
    "zero width": f"z\u200b\u200c\u200d\u2060\ufeff{MARK}",
    "emoji": f"\U0001f9d1\u200d\u2695\ufe0f\U0001f1ea\U0001f1f8{MARK}",
    "combining": "e" + "\u0301" * 400 + MARK,
    "no characters": f"\ufffe\uffff\U0010ffff{MARK}",
    "separators": f"a\u2028b\u2029c\x85d{MARK}",
    "long": MARK * 50_000,
}
RAW = {"surrogate": b"%ed%a0%80", "bad utf-8": b"%ff%fe%c0%af", "overlong": b"%c0%ae%c0%ae%2f", "unfinished": b"%e2%82"}
SQL_SAYS = re.compile(
    r"sqlite3?\.|OperationalError|syntax error|psycopg|sqlalchemy|Traceback \(most recent", re.IGNORECASE
)
EVALUATED = re.compile(r"49\D?1111|<Config |__globals__'\s*:|&lt;Config ")
SHORT_ROLES = ("anonymous", "patient", "clinician", "editor", "second clinician", "admin")


@dataclass
class Form:
    """A form as it stands on a page: where it goes, what is filled in already, and where a person can type."""

    action: str
    fixed: list[tuple[str, str]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """Reads the posting forms of a page."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.found: list[Form] = []
        self._open: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms and what is in them."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            posts = given.get("method", "").lower() == "post"
            self._open = Form(given.get("action") or self.path) if posts else None
            self.found += [self._open] if self._open else []
        if self._open is None or not (name := given.get("name", self._select if tag == "option" else "")):
            return
        kind = given.get("type", "text")
        if tag == "textarea" or (
            tag == "input" and kind in {"text", "email", "search", "tel", "url", "number", "date", "time"}
        ):
            self._open.typed.append(name)
        elif tag == "select":
            self._select = name
        elif tag == "option":
            if given.get("value") and name not in dict(self._open.fixed):
                self._open.fixed.append((name, given["value"]))
        elif tag == "input" and (
            kind == "hidden" or (kind in {"radio", "checkbox"} and name not in dict(self._open.fixed))
        ):
            self._open.fixed.append((name, given.get("value", "on")))
        elif tag == "input" and kind == "password":
            self._open.fixed.append((name, "seven quiet herons wade"))

    def handle_endtag(self, tag: str) -> None:
        """Note where a form ends."""
        if tag == "form":
            self._open = None


class Tags(HTMLParser):
    """Collects tags and attributes whose name is ours."""

    def __init__(self) -> None:
        super().__init__()
        self.ours: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what no page of ours has."""
        self.ours += [tag] if MARK in tag else []
        for name, value in attrs:
            runs = name.startswith("on") or (
                name in {"href", "src", "action"} and (value or "").lower().startswith(("javascript:", "data:text"))
            )
            self.ours += [f"{tag} {name}"] if MARK in name or runs or (name == "src" and value == MARK) else []


def _pages(house: House, role: str) -> Iterator[tuple[str, str]]:
    """Give every page a role can open: path and text."""
    for cell in house.cells:
        if cell.method == "GET":
            path = house.path(cell)
            answer = house.ask(role, cell, path)
            if answer.mimetype == "text/html":
                yield path, answer.get_data(as_text=True)


@cache
def _forms(house: House, role: str) -> list[Form]:
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    for path, text in _pages(house, role):
        reader = Forms(path)
        reader.feed(text)
        for form in reader.found:
            found.setdefault((form.action, tuple(form.typed)), form)
    return [form for form in found.values() if form.typed and "sign-out" not in form.action]


def _wrong_with(text: str) -> list[str]:
    tags = Tags()
    tags.feed(text)
    wrong = [f"a tag of ours: {name}" for name in tags.ours]
    wrong += [f"it says {found.group(0)}" for found in (SQL_SAYS.search(text), EVALUATED.search(text)) if found]
    return wrong


def _client(house: House, role: str) -> FlaskClient:
    client = house.app.test_client()
    client.set_cookie(COOKIE, house._passes[role].cookie)
    return client


def _send_everywhere(house: House, payload: str, roles: tuple[str, ...] = SHORT_ROLES) -> tuple[int, list[str]]:
    """Put a payload into every field of every form at once; return how many forms took it, and what was wrong."""
    wrong, sent = [], 0
    for role in roles:
        client = _client(house, role)
        for form in _forms(house, role):
            filled = dict(form.fixed) | dict.fromkeys(form.typed, payload)
            answer = client.post(form.action, data=filled)
            sent += 1
            if answer.status_code >= 500:
                wrong.append(f"{role} {form.action}: {answer.status_code}")
            if answer.mimetype == "text/html":
                wrong += [f"{role} {form.action}: {fault}" for fault in _wrong_with(answer.get_data(as_text=True))]
    return sent, wrong


@pytest.mark.parametrize(
    "payload",
    [
        # In the browser test below the first script goes into every field, too.
        ENGINES[0],
        *(pytest.param(one, marks=pytest.mark.soak) for one in SCRIPTS + ENGINES[1:]),
    ],
)
def test_no_field_renders_evaluates_or_fails(house: House, payload: str) -> None:
    sent, wrong = _send_everywhere(house, payload)
    for role in SHORT_ROLES:
        for path, text in _pages(house, role):
            wrong += [f"{role} {path}: {fault}" for fault in _wrong_with(text)]
    print(f"\n{sent} forms filled in")
    assert "\n".join(sorted(set(wrong))) == ""
    assert sent > 30


@pytest.mark.parametrize(
    "signs",
    [
        "right to left",
        *(pytest.param(name, marks=pytest.mark.soak) for name in SIGNS if name != "right to left"),
    ],
)
def test_odd_signs_in_every_field_get_a_clear_answer(house: House, signs: str) -> None:
    _sent, wrong = _send_everywhere(house, SIGNS[signs])
    assert "\n".join(sorted(set(wrong))) == ""


@pytest.mark.parametrize("field_by_field", [pytest.param(True, marks=pytest.mark.soak)])
def test_each_field_alone_takes_every_payload(house: House, field_by_field: bool) -> None:
    wrong, sent = [], 0
    for role in SHORT_ROLES:
        for form in _forms(house, role):
            for name in form.typed:
                for payload in (*SCRIPTS, *ENGINES, *SIGNS.values()):
                    filled = dict(form.fixed) | dict.fromkeys(form.typed, "plain words") | {name: payload}
                    answer = _client(house, role).post(form.action, data=filled)
                    sent += 1
                    wrong += [f"{role} {form.action} {name}"] if answer.status_code >= 500 else []
                    wrong += [f"{role} {form.action} {name}: {it}" for it in _wrong_with(answer.get_data(as_text=True))]
    print(f"\n{sent} posts")
    assert "\n".join(sorted(set(wrong))) == ""


@pytest.mark.parametrize("payload", [*SCRIPTS, *ENGINES, *SIGNS.values()], ids=lambda text: repr(text[:20]))
def test_search_and_every_other_query_take_anything(house: House, payload: str) -> None:
    client = house.app.test_client()
    for path in ("/search", "/api/v1/search", "/topics/skin", "/sign-in", "/verify", "/queue", "/desk"):
        sent = {
            "q": payload,
            "topic": payload,
            "page": payload,
            "next": payload,
            "t": payload,
            "status": payload,
            "list": payload,
        }
        answer = client.get(path, query_string=sent)
        assert answer.status_code < 500, path
        text = answer.get_data(as_text=True)
        assert answer.mimetype == "application/json" or _wrong_with(text) == [], path


@pytest.mark.parametrize("name", RAW)
def test_bytes_that_are_no_text_get_a_clear_answer(house: House, name: str) -> None:
    client = house.app.test_client()
    query = RAW[name].decode()
    for path in (
        f"/search?q={query}",
        f"/{query}",
        f"/es/{query}",
        f"/answers/{query}",
        f"/topics/{query}",
        f"/api/v1/search?q={query}",
    ):
        assert client.get(path).status_code < 500, path
    for path in ("/sign-in", "/sign-up", "/api/v1/search"):
        body = b"csrf_token=x&email=" + RAW[name] + b"&q=" + RAW[name]
        answer = client.post(path, data=body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code < 500, path


def test_nothing_runs_in_a_real_browser(house: House, open_page: chromium.OpenPage) -> None:
    _send_everywhere(house, SCRIPTS[0], ("patient", "clinician", "editor", "admin"))
    page = open_page()
    ran: list[str] = []
    policy = _policy(house)

    def spoke(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", spoke)

    def heard(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or MARK in message.text:
            ran.append(message.text)

    page.on("console", heard)
    looked = 0
    pages = {role: list(_pages(house, role)) for role in ("anonymous", "patient", "clinician", "editor", "admin")}
    for role, found in pages.items():
        for path, text in found:
            if MARK not in text:
                continue
            page.route("**/*", partial(_serve, text, policy))
            page.goto(f"http://127.0.0.1:8999{path}", wait_until="domcontentloaded")
            page.unroute("**/*")
            looked += 1
            assert page.locator(MARK).count() == 0, (role, path)
    print(f"\n{looked} pages that hold the payload")
    assert ran == []
    assert looked > 3


def _serve(text: str, policy: dict[str, str], route: Route) -> None:
    if route.request.is_navigation_request():
        route.fulfill(body=text, content_type="text/html", headers=policy)
    else:
        route.abort()


def _policy(house: House) -> dict[str, str]:
    answer = house.app.test_client().get("/sign-in")
    return {"Content-Security-Policy": answer.headers["Content-Security-Policy"]}


@pytest.mark.parametrize(
    "bad", [f"<{MARK}>", f"<b {MARK}=1>", "<a href='javascript:x'>", "<img onerror=x>", "49 1111", "sqlite3.Error"]
)
def test_what_the_crawl_looks_for_is_found(bad: str) -> None:
    assert _wrong_with(f"<p>{bad}</p>")


def test_the_crawl_sees_every_form_there_is(house: House) -> None:
    reached = {urlsplit(form.action).path for role in ROLES for form in _forms(house, role)}
    print(f"\n{len(reached)} addresses take a form somebody types into")
    assert len(reached) > 20
    assert {"/sign-in", "/sign-up", "/reset", "/account/profile", "/account/email"} <= reached
