"""Queues and their people."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from qa_portal.access.permissions import Role
from qa_portal.clinic import queries, queue_service
from qa_portal.clinic.models import QueueMember
from qa_portal.db import transaction
from qa_portal.errors import BadInput, Forbidden, NotFound
from tests.clinic.conftest import ADMIN, Someone, leave

AddMember = Callable[..., str]


def form(name: str = "Heart", **changes: Any) -> dict[str, Any]:
    base = {
        "name_en": name,
        "name_es": f"{name} (es)",
        "description_en": "",
        "description_es": "",
        "terms_en": ["chest pain"],
        "terms_es": ["dolor en el pecho"],
        "answer_within_hours": 8,
        "position": 1,
        "members": [],
        "lead_id": "",
        "is_intake": False,
        "active": True,
    }
    return base | changes


def intake_id() -> str:
    with transaction() as session:
        return queries.intake_queue(session).id


def test_a_new_queue_has_words_people_and_a_lead(clinic: Flask, a_member: AddMember) -> None:
    one, two = a_member("Dr A"), a_member("Dr B")
    queue_id = queue_service.save_queue(ADMIN, None, form(members=[one, two], lead_id=two))
    with transaction() as session:
        row = queries.queue_by_slug(session, "heart")
        assert row.id == queue_id
        assert (row.name("en"), row.name("es")) == ("Heart", "Heart (es)")
        assert [member.display_name for member in queries.members_of(session, queue_id)] == ["Dr A", "Dr B"]
        lead = queries.lead_of(session, queue_id)
        assert lead is not None
        assert lead.account_id == two
        assert queries.queue_ids_of(session, one) == {queue_id}
        assert queries.member_counts(session) == {queue_id: 2}
        assert queries.queue(session, queue_id).terms == {"en": ["chest pain"], "es": ["dolor en el pecho"]}


def test_people_leave_a_queue_when_they_are_unticked(clinic: Flask, a_member: AddMember) -> None:
    one, two = a_member("Dr A"), a_member("Dr B")
    queue_id = queue_service.save_queue(ADMIN, None, form(members=[one, two], lead_id=one))
    queue_service.save_queue(ADMIN, queue_id, form(members=[two]))
    with transaction() as session:
        assert queries.queue_ids_of(session, one) == frozenset()
        assert queries.lead_of(session, queue_id) is None


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"members": ["0" * 32]}, {"members"}),
        ({"lead_id": "0" * 32}, {"lead_id"}),
        ({"is_intake": True, "active": False}, {"active"}),
        ({"name_en": "general QUESTIONS"}, {"name_en"}),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(clinic: Flask, changes: dict[str, Any], wrong: set[str]) -> None:
    with pytest.raises(BadInput) as refused:
        queue_service.save_queue(ADMIN, None, form(**changes))
    assert set(refused.value.errors) == wrong
    with transaction() as session:
        assert len(queries.queues(session, with_closed=True)) == 1


def test_there_is_always_one_first_stop(clinic: Flask) -> None:
    first = intake_id()
    for changes in ({"is_intake": False}, {"is_intake": True, "active": False}):
        with pytest.raises(BadInput):
            queue_service.save_queue(ADMIN, first, form("General questions", **changes))
    second = queue_service.save_queue(ADMIN, None, form(is_intake=True))
    with transaction() as session:
        assert [queue.id for queue in queries.queues(session) if queue.is_intake] == [second]
    queue_service.save_queue(ADMIN, first, form("General questions", active=False))
    assert intake_id() == second


def test_a_closed_queue_gets_no_new_questions_and_keeps_its_people(clinic: Flask, a_member: AddMember) -> None:
    one = a_member()
    queue_id = queue_service.save_queue(ADMIN, None, form(members=[one], active=False))
    with transaction() as session:
        assert queue_id not in {queue.id for queue in queries.queues(session)}
        assert queue_id not in {queue.id for queue in queries.queues(session)}
        assert queries.queue_ids_of(session, one) == {queue_id}
        assert set(queries.queues_by_id(session, [queue_id])) == {queue_id}


def test_the_first_queue_of_all_is_the_first_stop(in_app: Flask) -> None:
    queue_service.save_queue(ADMIN, None, form())
    with transaction() as session:
        assert queries.intake_queue(session).name_en == "Heart"


def test_short_names_are_plain_and_never_shared(clinic: Flask) -> None:
    made = [queue_service.save_queue(ADMIN, None, form(name)) for name in ("Niños y bebés", "Niños, y bebés!", "心")]
    with transaction() as session:
        slugs = [queries.queue(session, queue_id).slug for queue_id in made]
    assert slugs == ["ninos_y_bebes", "ninos_y_bebes_2", "queue"]


def test_unknown_queues_are_not_found(clinic: Flask) -> None:
    with pytest.raises(NotFound):
        queue_service.save_queue(ADMIN, "0" * 32, form())
    with transaction() as session:
        with pytest.raises(NotFound):
            queries.queue(session, "x")
        with pytest.raises(NotFound):
            queries.queue_by_slug(session, "x")


def test_without_a_queue_there_is_no_first_stop(in_app: Flask) -> None:
    with transaction() as session, pytest.raises(NotFound):
        queries.intake_queue(session)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_but_an_administrator_changes_queues(clinic: Flask, role: Role) -> None:
    with pytest.raises(Forbidden):
        queue_service.save_queue(Someone(role), None, form())
    with pytest.raises(Forbidden):
        queue_service.edit_member(Someone(role), "0" * 32, {})


def test_a_person_who_leaves_answers_no_more_and_their_name_stays(clinic: Flask, a_member: AddMember) -> None:
    one = a_member("Dr A")
    queue_id = queue_service.save_queue(ADMIN, None, form(members=[one], lead_id=one))
    leave(one)
    with transaction() as session:
        assert queries.queue_ids_of(session, one) == frozenset()
        assert queries.lead_of(session, queue_id) is None
        assert queries.members_of(session, queue_id) == []
        assert queries.members(session) == []
        assert [member.display_name for member in queries.members(session, with_former=True)] == ["Dr A"]
        assert queries.members_by_id(session, [one])[one].display_name == "Dr A"
    with pytest.raises(BadInput):
        queue_service.save_queue(ADMIN, queue_id, form(members=[one]))


def test_only_people_who_answer_work_in_queues(clinic: Flask, a_member: AddMember) -> None:
    editor = a_member("June", answers=False)
    with pytest.raises(BadInput) as refused:
        queue_service.save_queue(ADMIN, None, form(members=[editor]))
    assert set(refused.value.errors) == {"members"}
    queue_id = intake_id()
    with transaction() as session:
        session.add(QueueMember(queue_id=queue_id, account_id=editor))
    with transaction() as session:
        assert queries.members_of(session, queue_id) == []
        assert queries.member_counts(session) == {}


def test_who_has_not_joined_yet_keeps_their_place_when_the_queue_is_saved(clinic: Flask, a_member: AddMember) -> None:
    invited, one = a_member("Dr Later", active=False), a_member("Dr A")
    queue_id = queue_service.save_queue(ADMIN, None, form(members=[one]))
    with transaction() as session:
        session.add(QueueMember(queue_id=queue_id, account_id=invited))
    queue_service.save_queue(ADMIN, queue_id, form(members=[]))
    with transaction() as session:
        assert session.get(QueueMember, (queue_id, invited)) is not None
        assert session.get(QueueMember, (queue_id, one)) is None


def test_a_lead_works_in_the_queue_too(clinic: Flask, a_member: AddMember) -> None:
    one = a_member()
    with transaction() as session:
        queue_service.set_lead(session, ADMIN, queries.intake_queue(session).id, one)
    with transaction() as session:
        assert queries.queue_ids_of(session, one) == {intake.id for intake in queries.queues(session)}


def test_what_readers_see_of_a_person_can_change(clinic: Flask, a_member: AddMember) -> None:
    one = a_member()
    shown = {"display_name": "Dr A. Osei", "credential": "MD", "specialty": "Skin", "bio": "Hello"}
    queue_service.edit_member(ADMIN, one, shown)
    with transaction() as session:
        found = queries.member(session, one)
        assert found is not None
        assert {name: getattr(found, name) for name in shown} == shown
    with pytest.raises(NotFound):
        queue_service.edit_member(ADMIN, "0" * 32, shown)
