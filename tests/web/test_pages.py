"""Every page: its headers, its caching, its way around, its language."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from qa_portal.access.permissions import Role
from qa_portal.web.brand import PlainClinic, use_clinic
from qa_portal.web.csrf import csrf_token
from qa_portal.web.headers import CSP
from tests.web.gallery import CLINIC, gallery_app

PAGES = ["/plain", "/account/form", "/nowhere", "/fail/unforeseen", "/abort/503", "/account/members", "/es/plain"]


@pytest.fixture
def app() -> Flask:
    """The gallery."""
    return gallery_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody with a cookie jar."""
    return app.test_client()


def as_role(client: FlaskClient, role: Role, path: str = "/account/form") -> TestResponse:
    """Open a page as somebody signed in."""
    return client.get(path, headers={"X-Role": role})


def links(html: str) -> list[str]:
    """Where the header leads."""
    nav = html[html.index('<nav class="portal-nav"') :]
    return re.findall(r'href="([^"]+)"', nav[: nav.index("</nav>")])


@pytest.mark.parametrize("path", PAGES)
def test_every_response_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == CSP
    assert "unsafe" not in CSP
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_the_request_id_is_random_and_never_taken_from_outside(client: FlaskClient) -> None:
    ids = {client.get("/plain", headers={"X-Request-ID": "mrs-example"}).headers["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3
    assert all(re.fullmatch(r"[0-9a-f]{32}", one) for one in ids)


@pytest.mark.parametrize(
    ("path", "caching"),
    [
        ("/plain", "public, max-age=30"),
        ("/es/plain", "public, max-age=30"),
        ("/plain?q=chest+pain", "no-store"),
        ("/account/form", "no-store"),
        ("/nowhere", "no-store"),
        ("/abort/410", "no-store"),
        ("/account/members", "no-store"),
    ],
)
def test_only_a_public_page_without_a_query_may_be_kept(client: FlaskClient, path: str, caching: str) -> None:
    assert client.get(path).headers["Cache-Control"] == caching


@pytest.mark.parametrize("path", ["/plain", "/es/plain", "/gallery", "/nowhere", "/abort/503"])
def test_a_public_page_sets_no_cookie_and_is_the_same_for_everybody(client: FlaskClient, path: str) -> None:
    with client.session_transaction() as kept:
        kept["language"] = "es"
    alone, known = gallery_app().test_client().get(path), as_role(client, Role.PATIENT, path)
    for answer in (alone, known):
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
    without_id = [re.sub(r"[0-9a-f]{4}-[0-9a-f]{4}", "", answer.get_data(as_text=True)) for answer in (alone, known)]
    assert without_id[0] == without_id[1]


def test_a_public_page_that_asks_for_a_token_is_a_mistake(app: Flask) -> None:
    with app.test_request_context("/plain"), pytest.raises(RuntimeError, match="public page"):
        csrf_token()


ADMIN_PAGES = ("/admin/waiting", "/admin/clinic", "/admin/queues", "/admin/staff")
OFFICER_ROOMS = ("access", "cases", "glass", "evidence", "consents", "retention")


@pytest.mark.parametrize(
    ("role", "ways"),
    [
        (Role.PATIENT, ["/ask", "/questions", "/account"]),
        (Role.CLINICIAN, ["/queue", "/review", "/pages-due", "/safety", "/absences", "/account"]),
        (Role.EDITOR, ["/desk", "/guide-desk", "/reach", "/pages-due", "/page-reports", "/account"]),
        (
            Role.ADMIN,
            [*ADMIN_PAGES, "/recalls", "/absences", "/officer/glass", "/account"],
        ),
        (Role.PRIVACY_OFFICER, [*(f"/officer/{room}" for room in OFFICER_ROOMS), "/account"]),
    ],
)
def test_the_header_leads_where_the_role_may_go(client: FlaskClient, role: Role, ways: list[str]) -> None:
    html = as_role(client, role).get_data(as_text=True)
    assert links(html) == ways
    assert f'class="portal-brand" href="{ways[0]}"' in html
    assert '<form class="portal-header__form" method="post" action="/sign-out">' in html


def test_the_place_one_is_in_is_marked(client: FlaskClient) -> None:
    html = as_role(client, Role.PATIENT).get_data(as_text=True)
    assert re.search(r'href="/account" aria-current="true"', html)
    assert html.count("aria-current=") == 2  # the place, and the language


@pytest.mark.parametrize(("role", "offered"), [(Role.PATIENT, True), (Role.CLINICIAN, False)])
def test_the_quick_exit_is_for_patients(client: FlaskClient, role: Role, offered: bool) -> None:
    assert ("data-quick-exit" in as_role(client, role).get_data(as_text=True)) is offered


@pytest.mark.parametrize("path", ["/plain", "/account/form", "/nowhere"])
def test_every_page_can_be_skipped_to_its_content_and_knows_the_emergency_number(
    client: FlaskClient, path: str
) -> None:
    html = client.get(path).get_data(as_text=True)
    assert html.index('href="#maincontent"') < html.index("<header") < html.index('id="maincontent"')
    assert html.count('href="tel:112"') == 2
    assert 'href="tel:116117"' in html
    for page in ("/emergency", "/privacy", "/terms", "/accessibility", "/about"):
        assert f'href="{page}"' in html
    assert '<html lang="en" dir="ltr"' in html


def test_a_private_page_stays_out_of_search_engines(client: FlaskClient) -> None:
    assert "noindex" in client.get("/account/form").get_data(as_text=True)
    assert "noindex" not in client.get("/plain").get_data(as_text=True)


def test_a_clinic_with_a_logo_shows_it_and_one_without_numbers_names_none(app: Flask) -> None:
    use_clinic(app, lambda: PlainClinic(name="<b>Clinic</b>", logo_url="/logo"))
    html = app.test_client().get("/plain").get_data(as_text=True)
    assert '<img class="portal-brand__logo" src="/logo" alt="">' in html
    assert "&lt;b&gt;Clinic&lt;/b&gt;" in html
    assert "tel:" not in html


def test_the_title_says_when_there_is_a_problem(client: FlaskClient) -> None:
    assert "<title>Problem: Every part - Northfield Hospital</title>" in client.get("/account/gallery").text
    assert "<title>Every part - Northfield Hospital</title>" in client.get("/gallery").text


def test_the_language_of_a_public_page_is_in_its_path_and_stays_in_its_links(client: FlaskClient) -> None:
    html = client.get("/es/plain", headers={"Accept-Language": "en"}).text
    assert '<html lang="es"' in html
    assert links(html) == ["/es/", "/es/search", "/es/topics", "/es/ask", "/es/sign-in"]
    assert '<a href="/plain" lang="en" hreflang="en">English</a>' in html
    assert '<html lang="en"' in client.get("/plain", headers={"Accept-Language": "es"}).text


def test_the_default_language_has_one_address(client: FlaskClient) -> None:
    answer = client.get("/en/plain?page=2")
    assert (answer.status_code, answer.location) == (308, "/plain?page=2")


def test_a_private_page_under_a_language_remembers_the_choice(client: FlaskClient) -> None:
    answer = client.get("/es/account/form?x=1")
    assert (answer.status_code, answer.location) == (303, "/account/form?x=1")
    html = client.get("/account/form").text
    assert '<html lang="es"' in html
    assert '<a href="/en/account/form" lang="en" hreflang="en">English</a>' in html
    client.get("/en/account/form")
    assert '<html lang="en"' in client.get("/account/form").text


def test_a_private_page_without_a_choice_follows_the_browser(client: FlaskClient) -> None:
    assert '<html lang="es"' in client.get("/account/form", headers={"Accept-Language": "fr, es;q=0.8"}).text
    assert '<html lang="en"' in client.get("/account/form", headers={"Accept-Language": "fr"}).text


def test_an_unknown_language_is_no_language(client: FlaskClient) -> None:
    assert client.get("/fr/plain").status_code == 404
    assert client.get("/es//evil.example/").status_code == 404


def test_a_clinic_with_one_language_offers_no_other(app: Flask) -> None:
    use_clinic(app, lambda: PlainClinic(languages=("en",)))
    assert "portal-languages" not in app.test_client().get("/plain").text


def test_the_clinic_is_asked_once_a_request(app: Flask) -> None:
    asked: list[int] = []

    def clinic() -> PlainClinic:
        asked.append(1)
        return CLINIC

    use_clinic(app, clinic)
    app.test_client().get("/gallery")
    assert len(asked) == 1
