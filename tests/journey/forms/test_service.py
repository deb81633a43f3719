"""Lists of questions: sent with a tap, filled in without a script, sealed, looked through, and shown to both."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from qa_portal import clock
from qa_portal.db import read
from qa_portal.errors import BadInput, Forbidden, NotFound, WrongStep
from qa_portal.identity.models import Letter, LetterKind
from qa_portal.journey.answer import service as answering
from qa_portal.journey.forms import service
from qa_portal.privacy.rights import service as rights
from qa_portal.question.models import Entry
from qa_portal.question.questionnaires import Item, Kind
from qa_portal.question.status import EntryKind, Status
from qa_portal.text.flags import Level
from tests.support.forms import send
from tests.support.people import signed_in
from tests.support.story import Cast, Story

ITEMS = (
    Item("How much does it hurt now?", Kind.SCALE),
    Item("Is the skin red?", Kind.YES_NO),
    Item("How is it, compared with yesterday?", Kind.CHOICE, ("better", "the same", "worse")),
    Item("Anything else?", Kind.TEXT),
)
ANSWERS = {"item_1": "7", "item_2": "yes", "item_3": "worse", "item_4": "It is zqxvkw at night."}


def kept(cast: Cast, **changes: str) -> str:
    """Let Ines keep a list; return its id."""
    head = {"title": "How is the wound", "lang": "en", "active": "yes", **changes}
    return service.keep(cast.ines, None, head, ITEMS)


def sent(story: Story) -> str:
    """Claim the question and send the list; return the id of what was sent."""
    story.claimed()
    service.send(story.cast.ines, story.question_id, kept(story.cast))
    clock.advance(timedelta(minutes=1))
    return entry(story, EntryKind.FORM).id


def entry(story: Story, kind: EntryKind) -> Entry:
    """Return the one entry of a kind."""
    read().rollback()
    return read().scalars(select(Entry).where(Entry.question_id == story.question_id, Entry.kind == kind)).one()


def test_a_list_that_is_sent_makes_the_question_wait_and_tells_the_patient(story: Story, cast: Cast) -> None:
    sent(story)
    assert story.question.where is Status.WAITING
    kinds = read().scalars(select(Letter.kind).where(Letter.account_id == cast.ana.id)).all()
    assert LetterKind.CLINICIAN_ASKED in kinds


def test_what_is_filled_in_comes_back_to_who_asked_sealed(story: Story, cast: Cast) -> None:
    form_id = sent(story)
    service.fill(cast.ana, story.question_id, form_id, ANSWERS)
    assert (story.question.where, story.question.holder_id) == (Status.CLAIMED, cast.ines.id)
    assert b"zqxvkw" not in entry(story, EntryKind.FILLED).body.to_bytes()
    [asked, filled] = answering.open_work(cast.ines, story.question_id, "en").turns
    assert asked.form is not None
    assert asked.form.items == ITEMS
    assert filled.filled is not None
    assert [answer for _item, answer in filled.filled.rows] == list(ANSWERS.values())


def test_words_in_a_list_raise_the_level(story: Story, cast: Cast) -> None:
    form_id = sent(story)
    service.fill(
        cast.ana, story.question_id, form_id, {**ANSWERS, "item_4": "I have crushing chest pain and cannot breathe."}
    )
    assert story.question.urgency is Level.EMERGENCY


@pytest.mark.parametrize(
    ("item", "answer", "level"),
    [
        (Item("Have you been vomiting blood?", Kind.YES_NO), "yes", Level.EMERGENCY),
        (Item("Have you been vomiting blood?", Kind.YES_NO), "no", Level.ROUTINE),
        (Item("\u00bfHa tenido v\u00f3mitos con sangre?", Kind.YES_NO), "yes", Level.EMERGENCY),
        (Item("Which fits best?", Kind.CHOICE, ("I feel well", "I want to die")), "I want to die", Level.EMERGENCY),
        (Item("Which fits best?", Kind.CHOICE, ("I feel well", "I want to die")), "I feel well", Level.ROUTINE),
    ],
    ids=lambda part: str(part)[:12],
)
def test_what_is_ticked_raises_the_level(story: Story, cast: Cast, item: Item, answer: str, level: Level) -> None:
    story.claimed()
    form_id = service.keep(cast.ines, None, {"title": "Signs", "lang": "en", "active": "yes"}, (item,))
    service.send(cast.ines, story.question_id, form_id)
    clock.advance(timedelta(minutes=1))
    service.fill(cast.ana, story.question_id, entry(story, EntryKind.FORM).id, {"item_1": answer})
    assert story.question.urgency is level


def test_a_list_is_filled_in_once_and_by_its_patient_alone(story: Story, cast: Cast) -> None:
    form_id = sent(story)
    with pytest.raises(NotFound):
        service.fill(cast.ben, story.question_id, form_id, ANSWERS)
    with pytest.raises((NotFound, Forbidden)):
        service.fill(cast.ines, story.question_id, form_id, ANSWERS)
    service.fill(cast.ana, story.question_id, form_id, ANSWERS)
    with pytest.raises(NotFound):
        service.fill(cast.ana, story.question_id, form_id, ANSWERS)


@pytest.mark.parametrize("sent_answers", [{}, {"item_1": "11"}, {"item_3": "much better"}, {"item_4": "x" * 1001}])
def test_what_no_box_can_have_sent_is_refused(sent_answers: dict[str, str], story: Story, cast: Cast) -> None:
    form_id = sent(story)
    _question, _form, errors = service.fill(cast.ana, story.question_id, form_id, sent_answers)
    assert errors
    assert story.question.where is Status.WAITING


def test_a_later_change_of_the_list_does_not_touch_what_was_sent(story: Story, cast: Cast) -> None:
    story.claimed()
    list_id = kept(cast)
    service.send(cast.ines, story.question_id, list_id)
    clock.advance(timedelta(minutes=1))
    service.keep(cast.ines, list_id, {"title": "Other", "lang": "en", "active": "yes"}, ITEMS[:1])
    service.fill(cast.ana, story.question_id, entry(story, EntryKind.FORM).id, ANSWERS)
    filled = answering.open_work(cast.ines, story.question_id, "en").turns[-1].filled
    assert filled is not None
    assert (filled.title, len(filled.rows)) == ("How is the wound", 4)


def test_only_who_keeps_a_list_changes_it_and_only_a_holder_sends_one(story: Story, cast: Cast) -> None:
    story.claimed()
    list_id = kept(cast)
    head = {"title": "Mine now", "lang": "en", "active": ""}
    with pytest.raises(Forbidden):
        service.keep(cast.tom, list_id, head, ITEMS)
    with pytest.raises(Forbidden):
        service.send(cast.tom, story.question_id, list_id)
    service.keep(cast.ada, list_id, head, ITEMS)
    with pytest.raises(BadInput):
        service.send(cast.ines, story.question_id, list_id)


def test_a_list_is_not_sent_twice_at_once(story: Story, cast: Cast) -> None:
    story.claimed()
    list_id = kept(cast)
    service.send(cast.ines, story.question_id, list_id)
    with pytest.raises(WrongStep):
        service.send(cast.ines, story.question_id, list_id)


def test_the_patient_fills_it_in_on_the_page_of_the_question(story: Story, cast: Cast, app: Flask) -> None:
    form_id = sent(story)
    ana = signed_in(app, cast.ana.id)
    here = f"/questions/{story.question_id}"
    assert "How much does it hurt now?" in ana.get(here).get_data(as_text=True)
    wrong = send(ana, here, to=f"{here}/form/{form_id}", item_1="11", item_4="It is zqxvkw at night.")
    assert wrong.status_code == 422
    assert "It is zqxvkw at night." in wrong.get_data(as_text=True), "what was typed is gone"
    assert send(ana, here, to=f"{here}/form/{form_id}", **ANSWERS).status_code == 303
    page = ana.get(here).get_data(as_text=True)
    assert "7 of 10" in page
    assert "It is zqxvkw at night." in page


def test_staff_read_it_as_a_list(story: Story, cast: Cast, app: Flask) -> None:
    form_id = sent(story)
    service.fill(cast.ana, story.question_id, form_id, ANSWERS)
    work = signed_in(app, cast.ines.id).get(f"/work/{story.question_id}").get_data(as_text=True)
    assert "7 of 10" in work
    assert "It is zqxvkw at night." in work


def test_data_to_take_along_hold_it_in_words(story: Story, cast: Cast) -> None:
    form_id = sent(story)
    service.fill(cast.ana, story.question_id, form_id, ANSWERS)
    texts = str(rights.export(cast.ana, "json"))
    assert "Is the skin red? yes" in texts
    assert '"kind"' not in texts


def test_a_clinician_makes_a_list_on_a_page(story: Story, cast: Cast, app: Flask) -> None:
    ines = signed_in(app, cast.ines.id)
    wrong = send(ines, "/forms/new", title="Wound", lang="en", text_1="How is it?", kind_1="choice", choices_1="well")
    assert wrong.status_code == 422
    assert "How is it?" in wrong.get_data(as_text=True)
    made = send(
        ines,
        "/forms/new",
        title="Wound",
        lang="en",
        active="yes",
        text_1="How is it?",
        kind_1="choice",
        choices_1="well; badly",
    )
    assert made.status_code == 303
    assert "Wound" in ines.get("/forms").get_data(as_text=True)
