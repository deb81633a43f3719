"""Writing a guide: nothing goes public that one person alone has read, or before its time, or in other words."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from qa_portal import clock
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.db import read, transaction
from qa_portal.errors import BadInput, Conflict, Forbidden, PortalError, WrongStep
from qa_portal.guide import looking, queries, releasing
from qa_portal.guide.models import GuideVersion
from qa_portal.guide.stages import STEPS, Stage, Step, move
from qa_portal.inquiry.acts import ACTIONS
from qa_portal.journey.guide_check import service as checking
from qa_portal.journey.guides import service
from qa_portal.library import recalls
from qa_portal.library.models import Page, State
from qa_portal.outbox.worker import Worker
from tests.support import guides
from tests.support.apart import Apart
from tests.support.forms import send, token_of
from tests.support.people import signed_in
from tests.support.story import MONDAY, Cast, Story

TUESDAY, EIGHT = date(2026, 3, 3), time(8, 0)


@pytest.fixture
def cast(app: Flask, story: Story) -> Cast:
    """The people, on a Monday at ten, each with a browser of their own."""
    app.test_client_class = Apart
    return story.cast


def page_of(guide_id: str) -> Page | None:
    """Return the public page as it stands now."""
    read().rollback()
    return read().get(Page, guide_id, populate_existing=True)


def go_to(moment: Any, worker: Worker) -> None:
    """Move the clock and let the worker do what is due."""
    clock.set_to(moment)
    worker.drain()


@pytest.mark.parametrize(("here", "step"), [(here, step) for here in Stage for step in Step])
def test_the_table_of_steps_is_the_whole_truth(here: Stage, step: Step) -> None:
    version = GuideVersion(stage=here)
    if (here, step) in STEPS:
        assert move(version, step) == STEPS[here, step]
    else:
        with pytest.raises(WrongStep):
            move(version, step)


def test_no_guide_is_public_before_a_clinician_who_wrote_none_of_it_has_said_yes(cast: Cast) -> None:
    guide_id = guides.begun(cast.ines)
    guides.write(cast.eve, guide_id)
    with pytest.raises(WrongStep):
        service.release(cast.eve, guide_id)
    service.hand_over(cast.eve, guide_id)
    version = guides.coming(guide_id)
    seen = releasing.hash_of(version)
    for person in (cast.ines, cast.eve, cast.ada, cast.ana):
        with pytest.raises(Forbidden):
            checking.accept(person, version.id, seen)
    with pytest.raises(WrongStep):
        service.release(cast.eve, guide_id)
    checking.accept(cast.tom, version.id, seen)
    for person in (cast.tom, cast.ada, cast.ana):
        with pytest.raises(Forbidden):
            service.release(person, guide_id)
    assert page_of(guide_id) is None
    service.release(cast.eve, guide_id)
    page = page_of(guide_id)
    assert page is not None
    assert (page.answered_by, page.reviewed_by, page.is_live) == ("Eve Example", "Tom Example", True)


def test_whoever_wrote_the_older_words_does_not_check_them_in_a_new_draft(cast: Cast) -> None:
    guide_id = guides.checked(cast.ines, cast.tom)
    service.release(cast.eve, guide_id)
    service.revise(cast.eve, guide_id, 1)
    guides.write(cast.eve, guide_id, notice="A word.")
    service.hand_over(cast.eve, guide_id)
    with pytest.raises(Forbidden):
        guides.accept(cast.ines, guide_id)


def test_a_changed_comma_voids_the_check(cast: Cast) -> None:
    guide_id = guides.handed(cast.eve)
    version = guides.coming(guide_id)
    seen = releasing.hash_of(version)
    with transaction() as session:
        session.get_one(GuideVersion, version.id).body += ","
    with pytest.raises(Conflict):
        checking.accept(cast.tom, version.id, seen)
    guides.accept(cast.tom, guide_id)
    with transaction() as session:
        session.get_one(GuideVersion, version.id).notice = "Another line."
    with pytest.raises(Conflict):
        service.release(cast.eve, guide_id)
    assert page_of(guide_id) is None


def test_to_change_checked_words_is_to_have_them_checked_again(cast: Cast) -> None:
    guide_id = guides.checked(cast.eve, cast.tom)
    with pytest.raises(Conflict):
        guides.write(cast.eve, guide_id)
    service.change(cast.eve, guide_id)
    version = guides.coming(guide_id)
    assert (version.stage, version.checked_by_id, version.checked_sha256) == ("draft", None, "")


def test_what_is_missing_or_may_point_to_a_person_holds_a_guide_back(cast: Cast) -> None:
    guide_id = service.begin(cast.eve, "Dry skin", "skin", "en")
    with pytest.raises(BadInput) as refused:
        service.hand_over(cast.eve, guide_id)
    assert set(refused.value.errors) == {"summary", "body", "help", "sources"}
    body = f"{guides.BODY}\n\nMrs Hannah Whitcombe, 14 Alder Lane, called 01632 960 144 about it."
    service.save(cast.eve, guide_id, {**guides.WORDS, "body": body, "revision": 1})
    seen = service.desk(cast.eve, guide_id)
    found = " ".join(pointer.words for pointer in seen.pointers)
    assert "Whitcombe" in found
    assert "01632 960 144" in found
    with pytest.raises(BadInput) as refused:
        service.hand_over(cast.eve, guide_id)
    assert set(refused.value.errors) == {"pointers"}
    kept = [pointer.id for pointer in seen.pointers][:1]
    service.save(cast.eve, guide_id, {**guides.WORDS, "body": body, "kept": kept, "revision": 2})
    with pytest.raises(BadInput):
        service.hand_over(cast.eve, guide_id)


def test_an_ordinary_guide_is_not_full_of_pointers(cast: Cast) -> None:
    guide_id = guides.begun(cast.eve)
    assert looking.pointers(guides.coming(guide_id)) == []


def test_a_guide_with_a_date_is_public_then_once_and_not_before(cast: Cast, worker: Worker) -> None:
    guide_id = guides.checked(cast.eve, cast.tom)
    service.schedule(cast.eve, guide_id, TUESDAY, EIGHT)
    go_to(MONDAY + timedelta(hours=12), worker)
    assert page_of(guide_id) is None
    when = guides.coming(guide_id).scheduled_at
    assert when is not None
    go_to(when - timedelta(seconds=1), worker)
    assert page_of(guide_id) is None
    go_to(when, worker)
    page = page_of(guide_id)
    assert page is not None
    assert page.is_live
    service.withdraw(cast.eve, guide_id)
    go_to(when + timedelta(days=2), worker)
    service.release_due(queries.version(read(), guide_id, 1).id)
    page = page_of(guide_id)
    assert page is not None
    assert page.state == State.WITHDRAWN


def test_another_date_counts_and_what_was_taken_back_does_not_come_by_itself(cast: Cast, worker: Worker) -> None:
    guide_id = guides.checked(cast.eve, cast.tom)
    service.schedule(cast.eve, guide_id, TUESDAY, EIGHT)
    service.schedule(cast.eve, guide_id, TUESDAY + timedelta(days=2), EIGHT)
    go_to(MONDAY + timedelta(days=2), worker)
    assert page_of(guide_id) is None
    service.change(cast.eve, guide_id)
    go_to(MONDAY + timedelta(days=5), worker)
    assert page_of(guide_id) is None
    service.hand_over(cast.eve, guide_id)
    guides.accept(cast.tom, guide_id)
    with pytest.raises(BadInput):
        service.schedule(cast.eve, guide_id, TUESDAY, EIGHT)


def test_words_that_are_not_those_checked_wait_for_the_desk_when_their_time_comes(cast: Cast, worker: Worker) -> None:
    guide_id = guides.checked(cast.eve, cast.tom)
    service.schedule(cast.eve, guide_id, TUESDAY, EIGHT)
    with transaction() as session:
        session.get_one(GuideVersion, guides.coming(guide_id).id).body += " Take ten."
    go_to(MONDAY + timedelta(days=2), worker)
    assert page_of(guide_id) is None
    assert guides.coming(guide_id).stage == Stage.DRAFT


def test_a_recalled_guide_does_not_come_back_by_a_new_version(cast: Cast, worker: Worker) -> None:
    guide_id = guides.public(cast.eve, cast.tom)
    service.revise(cast.eve, guide_id, 1)
    guides.write(cast.eve, guide_id)
    service.hand_over(cast.eve, guide_id)
    guides.accept(cast.tom, guide_id)
    service.schedule(cast.eve, guide_id, TUESDAY, EIGHT)
    with transaction() as session:
        recalls.hold(session, [guide_id], reason="other", notice="Not now.", by_id=cast.eve.id)
    with pytest.raises(Conflict):
        service.release(cast.eve, guide_id)
    go_to(MONDAY + timedelta(days=2), worker)
    page = page_of(guide_id)
    assert page is not None
    assert page.state == State.HELD
    assert guides.coming(guide_id).stage == Stage.DRAFT


def test_words_changed_behind_our_back_are_taken_from_the_readers(cast: Cast, worker: Worker) -> None:
    guide_id = guides.public(cast.eve, cast.tom)
    worker._last.clear()
    worker.drain()
    page = page_of(guide_id)
    assert page is not None
    assert page.is_live
    with transaction() as session:
        session.get_one(Page, guide_id).answer += " Take twenty tablets."
    worker._last.clear()
    worker.drain()
    page = page_of(guide_id)
    assert page is not None
    assert page.state == State.WITHDRAWN


def test_every_version_is_kept_and_an_older_one_comes_back_as_a_draft(app: Flask, cast: Cast) -> None:
    guide_id = guides.public(cast.eve, cast.tom)
    guides.changed(
        cast.eve, cast.tom, guide_id, body=guides.BODY.replace("short, cool", "").replace("Hot water", "Steam")
    )
    eve = signed_in(app, cast.eve.id)
    page = eve.get(f"/guide-desk/{guide_id}/versions/2").text
    assert '<del><span class="nhsuk-u-visually-hidden">taken out: </span>Hot water' in page
    assert "put in: </span>Steam" in page
    answer = send(eve, f"/guide-desk/{guide_id}/versions/1", to=f"/guide-desk/{guide_id}/versions/1/restore")
    assert answer.status_code == 303
    draft = guides.coming(guide_id)
    assert (draft.number, draft.stage, draft.restored_from) == (3, "draft", 1)
    assert "Hot water" in draft.body
    live = page_of(guide_id)
    assert live is not None
    assert "Steam" in live.answer
    with pytest.raises(Conflict):
        service.revise(cast.eve, guide_id, 1)
    assert service.drop(cast.eve, guide_id)
    assert [row.number for row in queries.versions(read(), guide_id)] == [2, 1]


def test_withdrawing_stops_what_was_on_its_way(cast: Cast, worker: Worker) -> None:
    guide_id = guides.public(cast.eve, cast.tom)
    service.revise(cast.eve, guide_id, 1)
    service.hand_over(cast.eve, guide_id)
    guides.accept(cast.tom, guide_id)
    service.schedule(cast.eve, guide_id, TUESDAY, EIGHT)
    for person in (cast.tom, cast.ada):
        with pytest.raises(Forbidden):
            service.withdraw(person, guide_id)
    service.withdraw(cast.eve, guide_id)
    go_to(MONDAY + timedelta(days=3), worker)
    page = page_of(guide_id)
    assert page is not None
    assert page.state == State.WITHDRAWN
    assert "Hot water" in queries.version(read(), guide_id, 1).body


def test_two_who_write_at_once_do_not_lose_words_unseen(cast: Cast) -> None:
    guide_id = guides.begun(cast.eve)
    old = guides.coming(guide_id).revision
    service.keep(cast.ines, guide_id, {**guides.WORDS, "body": guides.BODY + " By Ines.", "revision": old})
    service.keep(cast.ines, guide_id, {**guides.WORDS, "body": guides.BODY + " By Ines again.", "revision": old})
    with pytest.raises(Conflict):
        service.keep(cast.eve, guide_id, {**guides.WORDS, "revision": old})
    assert guides.coming(guide_id).body.endswith("By Ines again.")


def test_the_form_keeps_what_is_typed_and_works_without_script(app: Flask, cast: Cast) -> None:
    eve = signed_in(app, cast.eve.id)
    answer = send(eve, "/guide-desk/new?topic=skin", title="Dry skin", topic="skin", lang="en")
    assert answer.status_code == 303
    desk = answer.location
    fields = {name: str(value) for name, value in guides.WORDS.items() if value}
    token = token_of(eve.get(desk).text)
    kept = eve.post(f"{desk}/keep", data={"csrf_token": token, "revision": "0", "body": "Half a"})
    assert kept.json == {"saved": True}
    assert "Half a</textarea>" in eve.get(desk).text
    assert send(eve, desk, to=f"{desk}/preview", **fields).location == f"{desk}/preview"
    preview = eve.get(f"{desk}/preview").text
    assert "<strong>many times a day</strong>" in preview
    assert 'href="#part-what-helps"' in preview
    answer = send(eve, desk, to=f"{desk}/hand-over", **fields)
    assert answer.status_code == 303
    tom = signed_in(app, cast.tom.id)
    check = f"/guide-checks/{guides.coming(desk.rsplit('/', 1)[1]).id}"
    assert check in tom.get("/review").text
    seen = tom.get(check).text.split('name="seen" value="')[1][:64]
    assert send(tom, check, to=f"{check}/accept", seen=seen).status_code == 422
    assert send(tom, check, to=f"{check}/accept", seen=seen, right="yes", unnamed="yes").status_code == 303
    assert send(eve, desk, to=f"{desk}/release").status_code == 303
    assert app.test_client().get("/guides/dry-skin").status_code == 200


def test_every_act_is_on_record_in_words_and_without_those_of_the_guide(cast: Cast, worker: Worker) -> None:
    guide_id = guides.handed(cast.eve)
    checking.send_back(cast.tom, guides.coming(guide_id).id, "Say more about soap, Wintergreen.")
    service.hand_over(cast.eve, guide_id)
    guides.accept(cast.tom, guide_id)
    service.schedule(cast.eve, guide_id, TUESDAY, EIGHT)
    go_to(MONDAY + timedelta(days=2), worker)
    service.revise(cast.eve, guide_id, 1)
    service.hand_over(cast.eve, guide_id)
    service.change(cast.eve, guide_id)
    service.drop(cast.eve, guide_id)
    service.withdraw(cast.eve, guide_id)
    read().rollback()
    rows = read().scalars(select(AuditEntry).where(AuditEntry.subject_id == guide_id)).all()
    wanted = {action for action in Action if action.value.startswith("guides:")}
    assert {row.action for row in rows} == {action.value for action in wanted}
    assert "Wintergreen" not in str([row.fields for row in rows])
    assert all(ACTIONS[action] for action in wanted)


def test_the_list_says_where_each_guide_stands(app: Flask, cast: Cast, worker: Worker) -> None:
    guides.begun(cast.eve, title="In a drawer")
    guides.handed(cast.eve, title="On a desk")
    service.schedule(cast.eve, guides.checked(cast.eve, cast.tom, title="On a clock"), TUESDAY, EIGHT)
    guides.public(cast.eve, cast.tom, title="On a shelf")
    guides.public(cast.eve, cast.tom, title="On its last day", review_by=date(2026, 3, 20))
    text = signed_in(app, cast.eve.id).get("/guide-desk").text
    order = ["Due for review", "On its last day", "Being written", "In a drawer", "With a second person", "On a desk"]
    order += ["Checked, not public yet", "On a clock", "Public from", "<h2>Public</h2>", "On a shelf"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    go_to(MONDAY + timedelta(days=30), worker)
    assert "This guide is due for review" in app.test_client().get("/guides/on-its-last-day").text
    assert "On its last day" in signed_in(app, cast.eve.id).get("/pages-due").text


def test_a_patient_an_officer_and_an_admin_get_nowhere_near_a_draft(app: Flask, cast: Cast) -> None:
    guide_id = guides.begun(cast.eve)
    for person in (cast.ana, cast.pia, cast.ada):
        client = signed_in(app, person.id)
        for path in ("/guide-desk", "/guide-desk/new", f"/guide-desk/{guide_id}", f"/guide-desk/{guide_id}/preview"):
            assert client.get(path).status_code == 403
    assert app.test_client().get(f"/guide-desk/{guide_id}").status_code == 303
    with pytest.raises(PortalError):
        service.desk(cast.ana, guide_id)
