"""Leaving: nothing stays on the device, the session is over at once, and the way out leads where the clinic says."""

import pytest
from flask.testing import FlaskClient

from qa_portal.clinic.defaults import EXIT_URL
from qa_portal.identity.sessions import COOKIE
from tests.safety.test_matrix import SAME_SITE, House
from tests.support.forms import send, token_of
from tests.support.people import PASSWORD

EMAIL = "patient@story.example"
FORGET = '"cache", "cookies", "storage"'
FACTS = "/admin/clinic/facts"
GOOD = ("https://weather.example/", "https://www.example.org", "https://a-b.example.org/today?for=all#now")
HOSTILE = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//https://a.example",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/account",
    "evil.example",
    "http://plain.example/",
    "ftp://files.example/",
    "file:///etc/passwd",
    "mailto:me@evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://",
    "https://localhost/",
    "https://127.0.0.1:8000/",
    "https://user:word@evil.example/",
    "https://weather.example@evil.example/",
    "https://weather.example:8443/",
    "https://weather.example/ onload=alert(1)",
    "https://wéather.example/",
    "https://weather.example/\r\nSet-Cookie: a=b",
)


def _signed_in(house: House) -> FlaskClient:
    client = house.app.test_client()
    assert send(client, "/sign-in", email=EMAIL, password=PASSWORD).status_code == 303
    assert client.get("/account").status_code == 200
    return client


@pytest.mark.parametrize("way", ["/sign-out", "/leave"])
def test_nothing_stays_on_the_device_and_the_session_is_over(house: House, way: str) -> None:
    client = _signed_in(house)
    held = client.get_cookie(COOKIE)
    assert held is not None
    answer = send(client, "/account", to=way) if way == "/sign-out" else client.post(way, headers=SAME_SITE)
    assert answer.status_code == (303 if way == "/sign-out" else 200)
    assert answer.headers["Clear-Site-Data"] == FORGET
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get_cookie(COOKIE) is None
    client.set_cookie(COOKIE, held.value)
    assert client.get("/account").status_code == 303, "the cookie of before still opens the door"


def test_the_way_out_leads_away_and_shows_nothing_of_the_person(house: House) -> None:
    answer = _signed_in(house).post("/leave", headers=SAME_SITE)
    page = answer.get_data(as_text=True)
    assert answer.headers["Refresh"] == f"0; url={EXIT_URL}"
    assert f'href="{EXIT_URL}"' in page
    assert EMAIL not in page
    assert answer.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}


def test_who_is_signed_out_already_gets_away_too(house: House) -> None:
    answer = house.app.test_client().post("/leave", headers=SAME_SITE)
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (200, FORGET)


def test_no_other_site_signs_anybody_out(house: House) -> None:
    client = _signed_in(house)
    for way in ("/leave", "/sign-out"):
        foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
        answer = client.post(way, headers=foreign)
        assert answer.status_code == 400
        assert "Clear-Site-Data" not in answer.headers
        assert client.get(way).status_code == 405
    assert client.get("/account").status_code == 200


def _set_exit(house: House, url: str) -> tuple[int, str]:
    admin = house.story.people["admin"].client
    page = admin.get(FACTS).get_data(as_text=True)
    form = {"csrf_token": token_of(page), "name": "Hollow Lane Clinic", "emergency_number": "999", "exit_url": url}
    form |= {"time_zone": "Europe/London", "languages": ["en", "es"], "brand_colour": "#0b5d6b"}  # type: ignore[dict-item]
    answer = admin.post(FACTS, data=form)
    return answer.status_code, answer.get_data(as_text=True)


def _way_out(house: House) -> str:
    return str(house.app.test_client().post("/leave", headers=SAME_SITE).headers["Refresh"])


@pytest.mark.parametrize("url", GOOD)
def test_the_clinic_says_where_the_way_out_leads(house: House, url: str) -> None:
    assert _set_exit(house, url)[0] == 303
    assert _way_out(house) == f"0; url={url}"


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_way_out_is_refused_with_words_at_the_box(house: House, url: str) -> None:
    status, page = _set_exit(house, url)
    assert status == 422
    assert 'id="exit_url-error"' in page
    assert _way_out(house) == f"0; url={EXIT_URL}"
