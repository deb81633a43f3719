"""Public pages about who answers: only who wants one, with their own answers, and gone at once from every process."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.audit.log import AuditEntry
from qa_portal.clinic import people, service
from qa_portal.clinic.models import FACTS_ID, Facts, Member, Queue, QueueMember
from qa_portal.db import new_id, read, transaction
from qa_portal.errors import NotFound
from qa_portal.identity.service import Known
from qa_portal.settings import Settings
from tests.library import shelf
from tests.support import stores
from tests.support.apart import Apart

NAME, CREDENTIAL = "Dr Inés Holloway", "MD"


@pytest.fixture
def settings(run_dir: Path, tmp_path: Path, store_kind: str, any_database: str) -> Iterator[Settings]:
    """The same on both databases."""
    with stores.fresh(run_dir, tmp_path / "portal", store_kind) as made:
        yield made


@pytest.fixture
def library(app: Flask) -> Iterator[Flask]:
    """The whole portal: who changes something about themselves leaves a signed record."""
    with app.app_context():
        shelf.put_topics()
        yield app


@pytest.fixture
def queue_id(library: Flask) -> str:
    """A clinic that is set up, with one team."""
    with transaction() as session:
        facts = Facts(id=FACTS_ID, name="Clinic", emergency_number="112", time_zone="UTC", languages=["en", "es"])
        facts.edition, facts.updated_at = new_id(), clock.now()
        team = Queue(id=new_id(), slug="skin", name_en="Skin team", name_es="Piel", answer_within_hours=8)
        team.description_en = "Rashes and moles."
        session.add_all([facts, team])
        return team.id


@pytest.fixture
def doctor(queue_id: str) -> Known:
    """A clinician of the team, who has no public page."""
    return _clinician(queue_id, NAME)


def _clinician(queue_id: str, name: str) -> Known:
    with transaction() as session:
        member = Member(account_id=new_id(), display_name=name, credential=CREDENTIAL, specialty="Skin")
        session.add(member)
        session.flush()
        session.add(QueueMember(queue_id=queue_id, account_id=member.account_id))
        return Known(member.account_id, Role.CLINICIAN)


def be_public(doctor: Known, *, public: bool = True, bio: str = "I like <skin>.") -> None:
    """Say whether readers may see a page."""
    people.change_own_page(doctor, {"bio": bio, "public": public})


def _words() -> str:
    return shelf.put(answered_by=NAME, answered_credential=CREDENTIAL)


@pytest.fixture
def another(settings: Settings, library: Flask) -> Iterator[FlaskClient]:
    """A reader at another process of the same portal."""
    with stores.opened(settings, "public") as app:
        app.test_client_class = Apart
        yield app.test_client()


def test_nobody_is_public_who_did_not_say_so(reader: FlaskClient, doctor: Known) -> None:
    page_id = _words()
    assert "Nobody is shown here yet" in reader.get("/people").text
    assert "About this person" not in reader.get(f"/answers/{page_id}").text
    assert NAME not in reader.get("/specialties/skin").text
    assert reader.get("/people/dr-ines-holloway").status_code == 404


def test_who_wants_a_page_has_one_with_their_answers(reader: FlaskClient, doctor: Known) -> None:
    wrote, checked = _words(), shelf.put(reviewed_by=NAME, reviewed_credential=CREDENTIAL)
    other = shelf.put(answered_by=NAME, answered_credential="RN")
    be_public(doctor)
    shown = reader.get("/people/dr-ines-holloway")
    assert shown.status_code == 200
    assert "I like &lt;skin&gt;." in shown.text
    assert set(re.findall(r'href="/answers/(\w+)"', shown.text)) == {wrote, checked}
    assert other not in shown.text
    for page_id in (wrote, checked):
        assert 'href="/people/dr-ines-holloway"' in reader.get(f"/answers/{page_id}").text
    for path in ("/people", "/specialties/skin", "/sitemap.xml"):
        assert "/people/dr-ines-holloway" in reader.get(path).text
    assert 'href="/es/people/dr-ines-holloway"' in reader.get("/es/people").text


def test_who_takes_it_back_is_gone_from_every_process_at_once(
    reader: FlaskClient, another: FlaskClient, doctor: Known
) -> None:
    page_id = _words()
    be_public(doctor)
    paths = ["/people/dr-ines-holloway", "/people", "/specialties/skin", f"/answers/{page_id}", "/sitemap.xml"]
    for client in (reader, another):
        assert all("/people/dr-ines-holloway" in client.get(path).text for path in paths)
    be_public(doctor, public=False)
    for client in (reader, another):
        assert client.get(paths[0]).status_code == 404
        assert not any("dr-ines-holloway" in client.get(path).text for path in paths[1:])


def test_who_leaves_has_no_page_any_more(reader: FlaskClient, doctor: Known) -> None:
    be_public(doctor)
    assert reader.get("/people/dr-ines-holloway").status_code == 200
    with transaction() as session:
        session.get_one(Member, doctor.id).active = False
        service.renew_edition(session)
    assert reader.get("/people/dr-ines-holloway").status_code == 404


def test_of_two_of_one_name_neither_is_given_the_answers_of_the_other(
    reader: FlaskClient, doctor: Known, queue_id: str
) -> None:
    page_id = _words()
    twin = _clinician(queue_id, NAME)
    be_public(doctor)
    be_public(twin)
    assert "About this person" not in reader.get(f"/answers/{page_id}").text
    for slug in ("dr-ines-holloway", "dr-ines-holloway-2"):
        shown = reader.get(f"/people/{slug}")
        assert shown.status_code == 200
        assert page_id not in shown.text


def test_a_team_shows_what_it_answers_who_works_there_and_its_answers(
    reader: FlaskClient, doctor: Known, queue_id: str
) -> None:
    theirs, other = shelf.put(queue_id=queue_id), shelf.put()
    be_public(doctor)
    assert 'href="/specialties/skin"' in reader.get("/specialties").text
    shown = reader.get("/specialties/skin").text
    assert "Rashes and moles." in shown
    assert theirs in shown
    assert other not in shown
    assert "Piel" in reader.get("/es/specialties/skin").text
    with transaction() as session:
        session.get_one(Queue, queue_id).active = False
        service.renew_edition(session)
    assert reader.get("/specialties/skin").status_code == 404


def test_nobody_changes_the_page_of_somebody_else(doctor: Known) -> None:
    with pytest.raises(NotFound):
        be_public(Known(new_id(), Role.CLINICIAN))
    be_public(doctor)
    (row,) = read().query(AuditEntry).filter_by(action="staff:public_page:set")
    assert row.subject_id == doctor.id
