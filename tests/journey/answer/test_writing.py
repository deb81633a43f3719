"""Help while writing: ready words, safety-nets, published answers, how it reads; and colleagues who are asked."""

import json
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qa_portal import clock
from qa_portal.audit.log import AuditEntry
from qa_portal.clinic import ready, ready_service
from qa_portal.db import read, transaction
from qa_portal.errors import BadInput, Forbidden, NotFound
from qa_portal.identity.models import Letter, LetterKind
from qa_portal.index.current import index
from qa_portal.journey.answer import service
from qa_portal.journey.queue import service as queueing
from qa_portal.journey.queue.service import TransferCode
from qa_portal.library import queries as library
from qa_portal.library import release
from qa_portal.library.release import PageFacts
from qa_portal.question.status import EntryKind
from qa_portal.text.wording import PublicWords, SafetyNet
from tests.support.apart import Apart
from tests.support.forms import send, token_of
from tests.support.people import signed_in
from tests.support.story import NET, Story, sent

READY = {
    "lang": "en",
    "shortcut": "dry-skin",
    "title": "Dry, itchy skin",
    "body": "Hello, I am {my_name}. At {patient_age}, a plain cream helps.",
    **NET,
    "share": "",
    "review_by": date(2027, 1, 1),
}


@pytest.fixture(autouse=True)
def _browsers_apart(app: Flask) -> None:
    app.test_client_class = Apart


@pytest.fixture
def ready_id(story: Story) -> str:
    return ready_service.save(story.cast.ines, None, READY)


def as_ines(app: Flask, story: Story) -> tuple[FlaskClient, str]:
    return signed_in(app, story.cast.ines.id), f"/work/{story.question_id}"


def page_of(browser: FlaskClient, path: str) -> str:
    return browser.get(path).get_data(as_text=True)


def a_page() -> str:
    words = PublicWords(
        title="Which cream helps an itchy elbow?",
        question="My elbow is dry and itchy.",
        answer="A plain moisturiser, often.",
        safety_net=SafetyNet("It eases.", "It weeps.", "Write again.", "In a week."),
        sources=(),
    )
    with transaction() as session:
        facts = PageFacts(words=words, kind="guide", topic_slug="skin", answered_by="Dr A", answered_credential="")
        page_id = release.release(session, facts)
    index().put_many(library.each_public_page(read(), [page_id]))
    return page_id


def test_ready_words_go_behind_what_is_typed_and_fill_only_empty_boxes(app: Flask, story: Story, ready_id: str) -> None:
    story.claimed()
    browser, work = as_ines(app, story)
    assert "/dry-skin" in page_of(browser, work)
    typed = {"body": "Good morning.", "worry": "My own words."}
    answer = send(browser, work, to=f"{work}/put-in", ready=ready_id, **typed)
    assert answer.location == f"{work}#body"
    draft = service.open_work(story.cast.ines, story.question_id, "en").draft
    assert draft["body"] == "Good morning.\n\nHello, I am Ines Example. At 18 to 39 years, a plain cream helps."
    assert (draft["expect"], draft["worry"]) == (NET["expect"], "My own words.")


def test_a_safety_net_by_one_tap_leaves_the_answer_as_it_is(app: Flask, story: Story, ready_id: str) -> None:
    story.claimed()
    browser, work = as_ines(app, story)
    assert f'name="net" value="{ready_id}"' in page_of(browser, work)
    send(browser, work, to=f"{work}/put-in", net=ready_id, body="My words.")
    draft = service.open_work(story.cast.ines, story.question_id, "en").draft
    assert (draft["body"], draft["by_when"]) == ("My words.", NET["by_when"])


def test_the_script_gets_the_same_words(app: Flask, story: Story, ready_id: str) -> None:
    story.claimed()
    browser, work = as_ines(app, story)
    words = browser.get(f"{work}/ready/{ready_id}").get_json()
    assert words["body"].startswith("Hello, I am Ines Example.")
    assert words["worry"] == NET["worry"]


def test_gaps_are_filled_in_the_patients_language_and_other_brackets_stay(story: Story, ready_id: str) -> None:
    row = ready.one(read(), story.cast.ines, ready_id)
    row.body = "{promised} {else} {patient_age}"
    words = ready.filled(row, dict.fromkeys(ready.GAPS, "X"))
    read().rollback()
    assert words["body"] == "X {else} X"


def test_words_of_ones_own_are_nobody_elses_until_they_are_shared(story: Story, ready_id: str) -> None:
    ines, tom, sol = story.cast.ines, story.cast.tom, story.cast.sol
    assert [row.id for row in ready.offered(read(), ines, "en")] == [ready_id]
    with pytest.raises(NotFound):
        ready.one(read(), tom, ready_id)
    ready_service.save(ines, ready_id, {**READY, "share": story.cast.queues["general"]})
    read().rollback()
    assert [row.id for row in ready.offered(read(), tom, "en")] == [ready_id]
    assert ready.offered(read(), sol, "en") == []
    ready_service.save(ines, ready_id, {**READY, "share": "all"})
    read().rollback()
    assert [row.id for row in ready.offered(read(), sol, "en")] == [ready_id]
    with pytest.raises(Forbidden):
        ready_service.save(tom, ready_id, READY)
    with pytest.raises(Forbidden):
        ready_service.delete(sol, ready_id)
    ready_service.delete(ines, ready_id)
    read().rollback()
    assert ready.offered(read(), ines, "en") == []


@pytest.mark.parametrize(
    ("change", "box"),
    [
        ({"body": "", "expect": "", "worry": "", "do_now": "", "by_when": ""}, "body"),
        ({"worry": ""}, "worry"),
        ({"share": "f" * 32}, "share"),
        ({"review_by": date(2026, 3, 1)}, "review_by"),
        ({"review_by": date(2031, 1, 1)}, "review_by"),
    ],
)
def test_words_that_would_not_help_are_refused_at_their_box(story: Story, change: dict[str, object], box: str) -> None:
    with pytest.raises(BadInput) as refused:
        ready_service.save(story.cast.ines, None, {**READY, **change})
    assert list(refused.value.errors) == [box]


def test_old_words_are_offered_as_due_for_review(app: Flask, story: Story, ready_id: str) -> None:
    clock.set_to(clock.now() + timedelta(days=400))
    story.claimed()
    browser, work = as_ines(app, story)
    assert "due for review" in page_of(browser, work)
    assert "Due for review" in page_of(browser, "/ready")


def test_ready_words_are_made_found_changed_and_deleted_on_their_pages(app: Flask, story: Story) -> None:
    browser = signed_in(app, story.cast.ines.id)
    form = {**READY, "review_by": "2027-01-01"}
    wrong = send(browser, "/ready/new", **{**form, "shortcut": "Dry skin!"})
    assert wrong.status_code == 422
    assert send(browser, "/ready/new", **form).status_code == 303
    [row] = ready.offered(read(), story.cast.ines, "en")
    assert "Dry, itchy skin" in page_of(browser, "/ready?q=itchy+cream")
    assert "Dry, itchy skin" not in page_of(browser, "/ready?q=cough")
    send(browser, f"/ready/{row.id}", **{**form, "title": "Itchy elbows", "share": "all"})
    assert "Itchy elbows" in page_of(signed_in(app, story.cast.sol.id), f"/ready/{row.id}")
    send(browser, f"/ready/{row.id}", to=f"/ready/{row.id}/delete")
    assert browser.get(f"/ready/{row.id}").status_code == 404


def test_a_published_answer_is_offered_and_goes_in_with_its_source(app: Flask, story: Story) -> None:
    page_id = a_page()
    story.claimed()
    browser, work = as_ines(app, story)
    assert "Which cream helps an itchy elbow?" in page_of(browser, work)
    send(browser, work, to=f"{work}/put-in", page=page_id, expect="Mine.")
    draft = service.open_work(story.cast.ines, story.question_id, "en").draft
    assert (draft["body"], draft["expect"], draft["worry"]) == ("A plain moisturiser, often.", "Mine.", "It weeps.")
    assert draft["source_url_1"].endswith(f"/answers/{page_id}")


def test_how_it_reads_is_told_while_typing_and_after_saving(app: Flask, story: Story) -> None:
    story.claimed()
    browser, work = as_ines(app, story)
    hard = "The administration of analgesics is contraindicated in hypertension " + "and so on " * 20
    heard = browser.post(f"{work}/reading", data={"csrf_token": token_of(page_of(browser, work)), "body": hard})
    found = heard.get_json()
    assert found["line"].startswith("Reading grade")
    assert "high blood pressure" in {one["plain"] for one in found["words"]}
    assert len(found["sentences"]) == 1
    assert service.open_work(story.cast.ines, story.question_id, "en").draft == {}
    send(browser, work, to=f"{work}/draft", body=hard, then="stay")
    page = page_of(browser, work)
    assert found["line"] in page
    assert "high blood pressure" in page


def asked(story: Story, note: str = "Could you look at this?", colleague: str = "sol") -> None:
    service.note(story.cast.ines, story.question_id, note, story.cast.people[colleague].id if colleague else "")


def test_a_colleague_of_another_team_who_is_asked_reads_notes_and_says_done(app: Flask, story: Story) -> None:
    story.claimed()
    sol, work = signed_in(app, story.cast.sol.id), f"/work/{story.question_id}"
    assert sol.get(work).status_code == 404
    asked(story)
    assert story.question.number in page_of(sol, "/queue")
    page = page_of(sol, work)
    assert "itchy for a week" in page
    assert "/answer" not in page.replace("/answers", "")
    assert send(sol, work, to=f"{work}/note", message="Looks like eczema.").status_code == 303
    typed = sent(message="No, me.", code="needs_visit", advice="Please see a doctor.")
    for act in ("answer", "ask-back", "close", "draft", "take-over", "put-in"):
        assert send(sol, work, to=f"{work}/{act}", **typed).status_code == 404, act
    assert send(sol, work, to=f"/queue/{story.question_id}/claim").status_code == 404
    assert send(sol, work, to=f"{work}/consult-done").status_code == 303
    assert sol.get(work).status_code == 404


def test_every_opening_says_that_they_were_asked_and_the_letter_says_nothing(story: Story) -> None:
    story.claimed()
    asked(story)
    service.open_work(story.cast.sol, story.question_id, "en")
    opened = read().scalars(select(AuditEntry).where(AuditEntry.actor_id == story.cast.sol.id)).all()
    assert [json.loads(row.fields)["standing"] for row in opened if "standing" in row.fields] == ["asked"]
    letter = read().scalars(select(Letter).where(Letter.kind == LetterKind.COLLEAGUE_ASKED)).one()
    assert (letter.account_id, letter.path) == (story.cast.sol.id, f"/work/{story.question_id}")


def test_a_name_behind_an_at_sign_asks_that_colleague(story: Story) -> None:
    story.claimed()
    asked(story, "@sol example, is this eczema? mail@tom example", "")
    assert service.open_work(story.cast.sol, story.question_id, "en").question.id == story.question_id
    letters = select(Letter.account_id).where(Letter.kind == LetterKind.COLLEAGUE_ASKED)
    assert read().scalars(letters).all() == [story.cast.sol.id]


def test_the_asking_ends_with_the_answer_and_nobody_asked_asks_further(story: Story) -> None:
    story.claimed()
    asked(story)
    service.note(story.cast.sol, story.question_id, "@Tom Example may know", story.cast.tom.id)
    letters = select(Letter.account_id).where(Letter.kind == LetterKind.COLLEAGUE_ASKED)
    assert read().scalars(letters).all() == [story.cast.sol.id]
    service.answer(story.cast.ines, story.question_id, sent())
    with pytest.raises(NotFound):
        service.open_work(story.cast.sol, story.question_id, "en")


def test_the_patient_sees_nothing_of_the_asking(app: Flask, story: Story) -> None:
    story.claimed()
    asked(story, "Please look, @Sol Example")
    page = page_of(signed_in(app, story.cast.ana.id), f"/questions/{story.question_id}")
    assert "Sol Example" not in page
    assert "Please look" not in page


@pytest.mark.parametrize("name", ["ana", "eve", "ada", "nobody"])
def test_only_those_who_answer_can_be_asked(story: Story, name: str) -> None:
    story.claimed()
    account_id = story.cast.people[name].id if name in story.cast.people else "0" * 32
    with pytest.raises(BadInput):
        service.note(story.cast.ines, story.question_id, "Could you look?", account_id)
    assert service.open_work(story.cast.ines, story.question_id, "en").clear.entries == []


def test_a_question_goes_to_another_team_with_its_draft_and_a_note_for_them(story: Story) -> None:
    story.claimed()
    service.save_draft(story.cast.ines, story.question_id, {"body": "It is likely that"})
    queueing.transfer(
        story.cast.ines, story.question_id, "skin", TransferCode.NEEDS_EXPERT, note="Rash since May, see photo."
    )
    queueing.claim(story.cast.sol, story.question_id)
    seen = service.open_work(story.cast.sol, story.question_id, "en")
    assert seen.draft["body"] == "It is likely that"
    assert [(one.kind, one.body) for one in seen.clear.entries] == [(EntryKind.NOTE, "Rash since May, see photo.")]
    assert service.open_own(story.cast.ana, story.question_id, "en").clear.entries == []
