"""The desk: what points to the patient goes, what may do so waits for a person, and nothing slips past."""

from dataclasses import replace
from datetime import timedelta

import pytest

from qa_portal import clock
from qa_portal.db import read, transaction
from qa_portal.errors import BadInput, Conflict, Forbidden, NotFound
from qa_portal.identity.staff import suspend
from qa_portal.journey.answer import service as answering
from qa_portal.journey.deidentify import queries, service
from qa_portal.journey.deidentify.schemas import Decision
from qa_portal.journey.review import service as review
from qa_portal.question.models import Publication
from qa_portal.question.status import PublicationStatus
from qa_portal.question.writing import seal_publication
from qa_portal.text.findings import Choice, Finding
from tests.support.desk import SOURCE, settle
from tests.support.story import BODY, Cast, Story, words

WITH_NAMES = f"I am Ana Quillfeather from Wexbourne, my mail is ana@example.org. {BODY}"


def test_the_draft_holds_none_of_what_the_profile_holds(story: Story, cast: Cast) -> None:
    story.drafted(body=WITH_NAMES)
    desk = service.open_desk(cast.eve, story.publication.id)
    for known in ("Quillfeather", "Wexbourne", "ana@example.org"):
        assert known in desk.source.body
        assert known not in desk.clear.words.question
    assert story.publication.where is PublicationStatus.DRAFTED


def test_the_draft_is_made_once(story: Story, cast: Cast) -> None:
    story.drafted()
    service.save(cast.eve, story.publication.id, words(title="My own better title"))
    service.make_draft(story.publication.id)
    assert service.open_desk(cast.eve, story.publication.id).clear.words.title == "My own better title"


@pytest.mark.parametrize("name", ["ana", "ines", "ada", "pia"])
def test_only_editors_come_to_the_desk(story: Story, cast: Cast, name: str) -> None:
    story.drafted()
    with pytest.raises(Forbidden):
        service.open_desk(cast.people[name], story.publication.id)
    with pytest.raises(Forbidden):
        service.save(cast.people[name], story.publication.id, words())
    with pytest.raises(Forbidden):
        service.drop(cast.people[name], story.publication.id)


def test_a_publication_that_is_not_there_is_not_found(story: Story, cast: Cast) -> None:
    with pytest.raises(NotFound):
        service.open_desk(cast.eve, "0" * 32)


def _decide(story: Story, cast: Cast, finding: Finding, choice: Choice, put: str = "") -> service.Desk:
    """Press one button, with the words as they stand on the page."""
    desk = service.open_desk(cast.eve, story.publication.id)
    sent = words(**desk.draft.texts)
    service.decide(cast.eve, story.publication.id, sent, Decision(finding.id, choice, put))
    return service.open_desk(cast.eve, story.publication.id)


def _of(desk: service.Desk, word: str) -> Finding:
    return next(finding for finding in desk.findings if word in finding.words)


def test_an_own_identifier_typed_back_in_can_neither_be_kept_nor_handed_on(story: Story, cast: Cast) -> None:
    story.drafted()
    service.save(cast.eve, story.publication.id, words(question=f"{BODY} Yours, Quillfeather"))
    desk = service.open_desk(cast.eve, story.publication.id)
    assert [(mark.words, mark.must_go) for mark in desk.marks] == [(("Quillfeather",), True)]
    with pytest.raises(BadInput):
        _decide(story, cast, desk.marks[0], Choice.KEPT)
    with pytest.raises(BadInput) as refused:
        service.submit(cast.eve, story.publication.id)
    assert set(refused.value.errors) == {"marks"}
    assert story.publication.where is PublicationStatus.DRAFTED


def test_what_may_be_a_name_waits_for_a_decision(story: Story, cast: Cast) -> None:
    story.drafted()
    service.save(cast.eve, story.publication.id, words(question=f"{BODY} Zebulonia told me to ask."))
    desk = service.open_desk(cast.eve, story.publication.id)
    assert story.publication.undecided == len(desk.marks) > 0
    with pytest.raises(BadInput):
        service.submit(cast.eve, story.publication.id)
    for finding in desk.marks:
        _decide(story, cast, finding, Choice.KEPT)
    service.submit(cast.eve, story.publication.id)
    assert story.publication.where is PublicationStatus.IN_REVIEW


def test_a_decision_can_be_taken_another_way_and_back(story: Story, cast: Cast) -> None:
    story.drafted()
    question = f"{BODY} Zebulonia told me to ask, and zebulonia knows."
    service.save(cast.eve, story.publication.id, words(question=question))
    found = next(one for one in service.open_desk(cast.eve, story.publication.id).marks if "Zebulonia" in one.words)
    desk = _decide(story, cast, found, Choice.TAKEN)
    assert "ebulonia" not in desk.clear.words.question
    assert _of(desk, "Zebulonia").choice is Choice.TAKEN
    desk = _decide(story, cast, _of(desk, "Zebulonia"), Choice.CHANGED, "my sister")
    assert desk.clear.words.question == f"{BODY} my sister told me to ask, and my sister knows."
    desk = _decide(story, cast, _of(desk, "Zebulonia"), Choice.KEPT)
    assert desk.clear.words.question == question
    assert desk.marks == []


def test_own_identifiers_are_not_restored(story: Story, cast: Cast) -> None:
    story.drafted(body=WITH_NAMES)
    desk = service.open_desk(cast.eve, story.publication.id)
    with pytest.raises(BadInput):
        _decide(story, cast, _of(desk, "Wexbourne"), Choice.KEPT)
    assert "Wexbourne" not in service.open_desk(cast.eve, story.publication.id).clear.words.question


@pytest.mark.parametrize(("choice", "put"), [(Choice.CHANGED, "  "), (Choice.TAKEN, "")])
def test_a_decision_on_nothing_or_with_nothing_is_refused(story: Story, cast: Cast, choice: Choice, put: str) -> None:
    story.drafted(body=WITH_NAMES)
    found = _of(service.open_desk(cast.eve, story.publication.id), "Wexbourne")
    asked = replace(found, id="0" * 10) if choice is Choice.TAKEN else found
    with pytest.raises(BadInput) as refused:
        _decide(story, cast, asked, choice, put)
    assert set(refused.value.errors) == {"marks"}


def test_words_of_a_colleague_are_not_overwritten_unseen(story: Story, cast: Cast) -> None:
    story.drafted()
    revision = story.publication.revision
    service.save(cast.eve, story.publication.id, words(title="Which cream is right?", revision=revision))
    with pytest.raises(BadInput):
        service.save(cast.eve, story.publication.id, words(title="Something older", revision=revision))
    assert service.open_desk(cast.eve, story.publication.id).clear.words.title == "Which cream is right?"


def test_a_town_that_stays_needs_two_readers(story: Story, cast: Cast) -> None:
    story.drafted()
    settle(cast.eve, story.publication.id, words(question=f"{BODY} I live in Leeds."))
    assert (story.publication.readers, story.publication.undecided) == (2, 0)
    settle(cast.eve, story.publication.id, words())
    assert story.publication.readers == 1


def test_without_enough_colleagues_the_words_must_tell_less(story: Story, cast: Cast) -> None:
    story.drafted()
    settle(cast.eve, story.publication.id, words(question=f"{BODY} I live in Leeds."))
    for name in ("tom", "uma", "vic"):
        suspend(cast.ada, cast.people[name].id)
    with pytest.raises(BadInput) as refused:
        service.submit(cast.eve, story.publication.id)
    assert set(refused.value.errors) == {"marks"}


def test_words_that_come_in_later_are_looked_at_anew(story: Story, cast: Cast) -> None:
    story.drafted()
    service.save(cast.eve, story.publication.id, words())
    assert service.open_desk(cast.eve, story.publication.id).is_ready
    service.save(cast.eve, story.publication.id, words(answer="Ring 020 7946 0958 and ask for Ana Quillfeather."))
    assert not service.open_desk(cast.eve, story.publication.id).is_ready


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [("topic", "", "topic"), ("by_when", " ", "safety_net"), ("source_title_1", "", "sources")],
)
def test_what_is_missing_is_named(story: Story, cast: Cast, field: str, value: str, named: str) -> None:
    story.drafted()
    service.save(cast.eve, story.publication.id, words(source_url_1="", **{field: value}))
    with pytest.raises(BadInput) as refused:
        service.submit(cast.eve, story.publication.id)
    assert set(refused.value.errors) == {named}


def test_a_topic_that_is_not_there_is_refused_at_once(story: Story, cast: Cast) -> None:
    story.drafted()
    with pytest.raises(BadInput):
        service.save(cast.eve, story.publication.id, words(topic="no-such-topic"))


def test_nothing_is_edited_once_it_has_left_the_desk(story: Story, cast: Cast) -> None:
    story.in_review()
    with pytest.raises(Conflict):
        service.save(cast.eve, story.publication.id, words(title="Something else entirely"))
    with pytest.raises(Conflict):
        service.submit(cast.eve, story.publication.id)


def test_words_changed_between_looking_and_handing_on_are_not_handed_on(
    story: Story, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.drafted()
    service.save(cast.eve, story.publication.id, words())
    look = service.open_desk

    def and_then_somebody_saves(*args: object) -> service.Desk:
        desk = look(*args)  # type: ignore[arg-type]
        with transaction() as session:
            seal_publication(session.get_one(Publication, desk.publication.id), desk.clear.words, {})
        return desk

    monkeypatch.setattr(service, "open_desk", and_then_somebody_saves)
    with pytest.raises(Conflict):
        service.submit(cast.eve, story.publication.id)


def test_dropping_leaves_the_private_answer_as_it_is(story: Story, cast: Cast) -> None:
    story.drafted()
    service.drop(cast.eve, story.publication.id)
    assert story.publication.where is PublicationStatus.DROPPED
    assert answering.open_own(cast.ana, story.question_id, "en").clear.answers


def test_a_source_of_the_answer_keeps_what_the_form_does_not_show(story: Story, cast: Cast) -> None:
    story.claimed()
    typed = {**words(), "body": words()["answer"], **SOURCE, "propose": "yes"}
    answering.answer(cast.ines, story.question_id, typed)
    service.make_draft(story.publication.id)
    (before,) = service.open_desk(cast.eve, story.publication.id).clear.words.sources
    clock.advance(timedelta(days=3))
    story.edited(source_title_2="Eczema", source_url_2="https://example.org/eczema")
    _publication, clear = review.open_review(cast.tom, story.publication.id)
    assert clear.words.sources[0] == before
    assert [one.url for one in clear.words.sources] == [SOURCE["source_url_1"], "https://example.org/eczema"]


def test_the_desks_list_counts_each_status(story: Story) -> None:
    story.drafted()
    story.another().candidate()
    assert queries.counts(read()) == {"drafted": 1, "candidate": 1}
    assert len(queries.listed(read(), PublicationStatus.DRAFTED)) == 1
