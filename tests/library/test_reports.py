"""A reader says that something is wrong: without an account, without a cookie, without a word about a person."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qa_portal.db import read, transaction
from qa_portal.library import reports
from qa_portal.library.upkeep_models import PageReport, ReportOutcome
from tests.library import shelf

HERE = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
NUMBER = re.compile(r"Your number: ([0-9A-Z]{4} [0-9A-Z]{4})")


def send(reader: FlaskClient, page_id: str, **typed: str) -> str:
    """Report a page and return the number."""
    answer = reader.post(f"/answers/{page_id}/report", data={"wrong": "outdated", **typed}, headers=HERE)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    found = NUMBER.search(answer.text)
    assert found
    return found.group(1)


def kept() -> list[PageReport]:
    """Every report that is stored."""
    read().rollback()
    return list(read().query(PageReport))


def test_a_page_leads_to_its_form_which_works_without_a_key(reader: FlaskClient) -> None:
    page_id = shelf.put()
    shown = reader.get(f"/answers/{page_id}").text
    assert f'<a href="/answers/{page_id}/report" rel="nofollow">Is something wrong on this page?</a>' in shown
    form = reader.get(f"/answers/{page_id}/report").text
    assert f'<form method="post" action="/answers/{page_id}/report"' in form
    assert "csrf_token" not in form
    send(reader, page_id, words="The dose in the second line is too high.")
    (report,) = kept()
    assert (report.page_id, report.wrong, report.outcome) == (page_id, "outdated", None)
    assert report.words == "The dose in the second line is too high."


def test_what_points_to_a_person_is_not_stored(reader: FlaskClient) -> None:
    words = "I am Odile Brankovic, 01632 960144, odile@example.org, and my son Maribel Tewson was at St Ann's Hospital."
    # The last one is a finding that would wait for a person's decision elsewhere; nobody looks here.
    words += " Mrs K. says so."
    send(reader, shelf.put(), words=words)
    (report,) = kept()
    for part in ("Odile", "Brankovic", "960144", "odile@", "Maribel", "Tewson", "Mrs"):
        assert part not in report.words


def test_the_outcome_is_found_by_the_number_however_it_is_typed(reader: FlaskClient) -> None:
    number = send(reader, shelf.put())
    for typed in (number, number.replace(" ", ""), number.lower(), number.replace(" ", "-")):
        assert "We have it and are looking at it." in reader.get("/reports", query_string={"number": typed}).text
    with transaction() as session:
        report = reports.by_number(session, number)
        assert report is not None
        report.outcome = ReportOutcome.CHANGED
    assert "We changed the page." in reader.get("/reports", query_string={"number": number}).text
    assert "There is no report with this number" in reader.get("/reports?number=BBBBBBBB").text


def test_a_report_from_another_site_is_refused(reader: FlaskClient) -> None:
    page_id = shelf.put()
    for headers in ({}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert reader.post(f"/answers/{page_id}/report", data={"wrong": "other"}, headers=headers).status_code == 400
    assert kept() == []


def test_the_tenth_report_in_an_hour_is_the_last(reader: FlaskClient) -> None:
    page_id = shelf.put()
    for _number in range(10):
        send(reader, page_id)
    answer = reader.post(f"/answers/{page_id}/report", data={"wrong": "other"}, headers=HERE)
    assert answer.status_code == 429
    assert len(kept()) == 10


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"wrong": ""}, "Choose what is wrong."), ({"wrong": "needs_changes"}, "Choose what is wrong."),
     ({"wrong": "other", "words": "x" * 301}, "Use at most 300 characters.")],
)  # fmt: skip
def test_a_form_that_is_wrong_says_so_and_keeps_what_was_typed(
    reader: FlaskClient, typed: dict[str, str], said: str
) -> None:
    answer = reader.post(f"/answers/{shelf.put()}/report", data=typed, headers=HERE)
    assert answer.status_code == 422
    assert said in answer.text
    assert typed.get("words", "") in answer.text
    assert kept() == []


def test_a_page_that_is_gone_takes_no_report(reader: FlaskClient, library: Flask) -> None:
    page_id = shelf.put()
    shelf.withdraw(page_id)
    assert reader.get(f"/answers/{page_id}/report").status_code == 410
    assert reader.post(f"/answers/{page_id}/report", data={"wrong": "other"}, headers=HERE).status_code == 410
