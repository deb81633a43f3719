"""Sessions: nothing a stranger plants before the sign-in is worth anything after it; what has ended stays ended."""

import pytest
from flask.testing import FlaskClient

from qa_portal.identity.sessions import COOKIE
from tests.safety.test_matrix import House
from tests.support.forms import TOKEN, send, token_of
from tests.support.people import PASSWORD

EMAIL = "patient@story.example"
PLANTED = (
    "",
    "v.",
    "p.",
    "p.aaaaaaaa",
    "v.eyJfdXNlcl9pZCI6IjEifQ.aa.bb",
    "p." + "A" * 4000,
    "\u00e9",
    "p.\x01",
    "v.v.v.",
)


def _cookie(client: FlaskClient) -> str:
    found = client.get_cookie(COOKIE)
    return found.value if found else ""


def _sign_in(client: FlaskClient) -> str:
    assert send(client, "/sign-in", email=EMAIL, password=PASSWORD).status_code == 303
    assert client.get("/account").status_code == 200
    return _cookie(client)


@pytest.fixture
def client(house: House) -> FlaskClient:
    """A visitor of the house."""
    return house.app.test_client()


def test_the_cookie_of_a_visitor_is_worth_nothing_after_the_sign_in(house: House, client: FlaskClient) -> None:
    token = token_of(client.get("/sign-in").get_data(as_text=True))
    before = _cookie(client)
    after = _sign_in(client)
    assert before.startswith("v.")
    assert after.startswith("p.")
    assert after != before
    thief = house.app.test_client()
    thief.set_cookie(COOKIE, before)
    assert thief.get("/account").status_code == 303
    assert client.post("/account/language", data={"csrf_token": token, "language": "es"}).status_code == 400


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_cookie_is_replaced(house: House, client: FlaskClient, planted: str) -> None:
    client.set_cookie(COOKIE, planted)
    assert client.get("/account").status_code == 303
    assert _sign_in(client) not in {planted, ""}


def test_signing_in_again_makes_another_token_and_never_takes_one_over(house: House, client: FlaskClient) -> None:
    tokens = {_sign_in(house.app.test_client()) for _ in range(4)}
    assert len(tokens) == 4
    held = tokens.pop()
    other = house.app.test_client()
    other.set_cookie(COOKIE, held)
    answer = send(other, "/account", to="/sign-in", email="clinician@story.example", password=PASSWORD)
    assert answer.status_code == 303
    assert _cookie(other) not in {held, *tokens}


@pytest.mark.parametrize("first", [True, False])
def test_a_cookie_tossed_beside_ours_signs_nobody_in_as_somebody_else(
    house: House, client: FlaskClient, first: bool
) -> None:
    ours = _sign_in(client)
    raw = house.app.test_client(use_cookies=False)
    pair = [f"{COOKIE}=p.attackers", f"{COOKIE}={ours}"]
    answer = raw.get("/account", headers={"Cookie": "; ".join(pair if first else pair[::-1])})
    assert answer.status_code in {200, 303}
    names = [f"{name}={ours}" for name in ("Host-qa", "__host-qa", "__HOST-QA", " __Host-qa2", "session")]
    assert raw.get("/account", headers={"Cookie": "; ".join(names)}).status_code == 303


def test_signing_out_ends_the_session_here_and_not_only_the_cookie(house: House, client: FlaskClient) -> None:
    kept = _sign_in(client)
    assert send(client, "/account", to="/sign-out").status_code == 303
    thief = house.app.test_client()
    thief.set_cookie(COOKIE, kept)
    assert thief.get("/account").status_code == 303


def test_ending_other_sessions_leaves_this_one(house: House, client: FlaskClient) -> None:
    others = [house.app.test_client() for _ in range(3)]
    for other in others:
        _sign_in(other)
    _sign_in(client)
    assert send(client, "/account", to="/account/sessions/end").status_code == 303
    assert [other.get("/account").status_code for other in others] == [303] * 3
    assert client.get("/account").status_code == 200


def test_every_form_of_a_session_takes_only_its_own_token(house: House, client: FlaskClient) -> None:
    other = house.app.test_client()
    _sign_in(client)
    _sign_in(other)
    foreign = TOKEN.search(other.get("/account").get_data(as_text=True))
    assert foreign is not None
    answer = client.post("/account/language", data={"csrf_token": foreign.group(1), "language": "en"})
    assert answer.status_code == 400
