"""Who may post: private forms by token, public ones by their origin."""

import re

import pytest
from flask.testing import FlaskClient

from tests.web.gallery import gallery_app

HERE = "http://localhost"
ELSEWHERE = "https://evil.example"


@pytest.fixture
def client() -> FlaskClient:
    """Somebody with a cookie jar."""
    return gallery_app().test_client()


def token(client: FlaskClient) -> str:
    """The token of the form as the page shows it."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account/form").text)
    assert found
    return found.group(1)


def test_a_private_form_with_its_token_is_taken(client: FlaskClient) -> None:
    assert client.post("/account/form", data={"csrf_token": token(client)}).status_code == 303


def test_a_script_may_send_the_token_in_a_header(client: FlaskClient) -> None:
    assert client.post("/account/form", headers={"X-CSRFToken": token(client)}).status_code == 303


@pytest.mark.parametrize("sent", [None, "", "forged"])
def test_a_private_form_without_its_token_is_refused_kindly(client: FlaskClient, sent: str | None) -> None:
    client.get("/account/form")
    answer = client.post("/account/form", data={"csrf_token": sent} if sent is not None else {})
    assert answer.status_code == 400
    assert "Your words are kept: go back" in answer.text


def test_another_persons_token_is_refused(client: FlaskClient) -> None:
    stolen = token(gallery_app().test_client())
    client.get("/account/form")
    assert client.post("/account/form", data={"csrf_token": stolen}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [{"Origin": ELSEWHERE}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "null"}],
)
def test_even_with_a_token_another_site_may_not_post(client: FlaskClient, headers: dict[str, str]) -> None:
    sent = {"csrf_token": token(client)}
    assert client.post("/account/form", data=sent, headers=headers).status_code == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": HERE}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": HERE, "Sec-Fetch-Site": "same-origin"}, 200),
        ({}, 400),
        ({"Origin": ELSEWHERE}, 400),
        ({"Origin": "null"}, 400),
        ({"Origin": HERE + ".evil.example"}, 400),
        ({"Origin": HERE, "Sec-Fetch-Site": "cross-site"}, 400),
        ({"Origin": ELSEWHERE, "Sec-Fetch-Site": "same-origin"}, 400),
        ({"Sec-Fetch-Site": "none"}, 400),
    ],
)
def test_a_public_post_is_judged_by_where_it_comes_from(
    client: FlaskClient, headers: dict[str, str], status: int
) -> None:
    answer = client.post("/helpful", headers=headers)
    assert answer.status_code == status
    assert "Set-Cookie" not in answer.headers


def test_a_public_post_needs_no_token_and_a_wrong_method_is_said_so(client: FlaskClient) -> None:
    assert client.get("/helpful").status_code == 405


def test_a_post_that_only_reads_is_answered_and_not_kept(client: FlaskClient) -> None:
    answer = client.post("/look", data={"q": "knee"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "Set-Cookie" not in answer.headers
