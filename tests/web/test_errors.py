"""Failures: every one has a page that says what to do now, and none says what somebody wrote."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs
from werkzeug.exceptions import TooManyRequests

from qa_portal.web.brand import PlainClinic, use_clinic
from qa_portal.web.error_texts import TEXTS, text_for
from tests.web.gallery import CLINIC, SECRET, gallery_app

STATUSES = [400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503]


@pytest.fixture
def app() -> Flask:
    """The gallery."""
    return gallery_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody with a cookie jar."""
    return app.test_client()


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_has_a_page_of_its_own(client: FlaskClient, status: int) -> None:
    client.get("/plain")
    answer = client.get(f"/abort/{status}")
    assert answer.status_code == status
    assert answer.text.count("<h1>") == 1
    assert str(TEXTS[status].title) in answer.text.replace("&#39;", "'")
    code = answer.headers["X-Request-ID"][:8]
    assert (f"{code[:4]}-{code[4:]}" in answer.text) is (status >= 500)
    assert 'href="tel:112"' in answer.text


def test_words_are_there_for_a_status_without_its_own() -> None:
    assert text_for(418) is TEXTS[400]
    assert text_for(507) is TEXTS[500]


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("bad-input", 422, "<li>Fill in this box.</li>"),
        ("claimed", 409, "Dr &lt;b&gt;Osei&lt;/b&gt; already has this question."),
        ("forbidden", 403, "Finish the course first."),
        ("gone", 410, "removed on purpose"),
        ("missing", 404, "We cannot find that page"),
        ("too-many", 429, "Please wait a little"),
        ("unavailable", 503, "We will be back soon"),
        ("broken", 500, "Something went wrong on our side"),
        ("unforeseen", 500, "Something went wrong on our side"),
    ],
)
def test_a_failure_of_the_portal_becomes_its_page(client: FlaskClient, name: str, status: int, said: str) -> None:
    answer = client.get(f"/fail/{name}", headers={"X-Role": "patient"})
    assert answer.status_code == status
    assert said in answer.text
    assert SECRET not in answer.text


@pytest.mark.parametrize("name", ["unforeseen", "broken", "unavailable"])
def test_the_log_gets_the_class_the_place_and_the_request_and_nothing_else(client: FlaskClient, name: str) -> None:
    with capture_logs() as lines:
        answer = client.get(f"/fail/{name}")
    assert len(lines) == 1
    assert set(lines[0]) == {"event", "log_level", "error", "request_id", "at"}
    assert lines[0]["request_id"] == answer.headers["X-Request-ID"]
    assert SECRET not in str(lines)


def test_flask_itself_logs_no_traceback(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/fail/unforeseen")
    assert SECRET not in caplog.text
    assert "Traceback" not in caplog.text


def test_the_api_answers_in_json(client: FlaskClient) -> None:
    answer = client.get("/api/fail/claimed")
    assert answer.status_code == 409
    error = answer.get_json()["error"]
    assert error["message"] == "Dr <b>Osei</b> already has this question."
    assert error["request_id"] == answer.headers["X-Request-ID"]
    assert client.get("/api/nothing").get_json()["error"]["status"] == 404
    assert SECRET not in client.get("/api/fail/unforeseen").text


def test_a_private_failure_keeps_the_way_around_of_the_role(client: FlaskClient) -> None:
    html = client.get("/account/lost", headers={"X-Role": "clinician"}).text
    assert "<h1>We cannot find that page</h1>" in html
    assert 'href="/queue"' in html
    assert 'href="/queue"' not in client.get("/nowhere", headers={"X-Role": "clinician"}).text


def test_who_must_sign_in_is_led_there_and_back(client: FlaskClient) -> None:
    answer = client.get("/account/members?page=2")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=%2Faccount%2Fmembers%3Fpage%3D2")


def test_a_page_of_a_failure_asks_neither_the_clinic_nor_the_session(app: Flask) -> None:
    client = app.test_client()
    client.get("/plain")

    def gone() -> PlainClinic:
        raise ConnectionError(SECRET)

    use_clinic(app, gone)
    with capture_logs():
        answer = client.get("/plain")
    assert answer.status_code == 500
    assert SECRET not in answer.text


def test_the_last_known_numbers_stay_on_the_page_of_a_failure(app: Flask) -> None:
    working = True

    def clinic() -> PlainClinic:
        if not working:
            raise ConnectionError
        return CLINIC

    use_clinic(app, clinic)
    client = app.test_client()
    client.get("/plain")
    working = False
    with capture_logs():
        answer = client.get("/plain")
    assert answer.status_code == 500
    assert 'href="tel:112"' in answer.text


def test_a_wrong_method_is_answered_with_the_right_ones(client: FlaskClient) -> None:
    assert "GET" in client.post("/plain", headers={"Origin": "http://localhost"}).headers["Allow"]


def test_headers_of_the_failure_are_kept(app: Flask) -> None:
    def wait() -> None:
        raise TooManyRequests(retry_after=30)

    app.before_request(wait)
    answer = app.test_client().get("/plain")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")


def test_where_exceptions_shall_pass_they_do(app: Flask) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = True
    with pytest.raises(ZeroDivisionError):
        app.test_client().get("/fail/unforeseen")
