"""The desk: what points to the patient goes, what may do so waits for a person, and nothing slips past."""

import pytest

from qa_portal.db import read, transaction
from qa_portal.errors import BadInput, Conflict, Forbidden, NotFound
from qa_portal.journey.answer import service as answering
from qa_portal.journey.deidentify import queries, service
from qa_portal.journey.review import service as review
from qa_portal.question.models import Publication
from qa_portal.question.status import PublicationStatus
from qa_portal.question.writing import seal_publication
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


def test_an_own_identifier_typed_back_in_can_neither_be_kept_nor_handed_on(story: Story, cast: Cast) -> None:
    story.drafted()
    typed = words(question=f"{BODY} Yours, Quillfeather", keep=["Quillfeather"])
    service.save(cast.eve, story.publication.id, typed)
    marks = service.open_desk(cast.eve, story.publication.id).marks
    assert [(mark.word, mark.must_go) for mark in marks] == [("Quillfeather", True)]
    with pytest.raises(BadInput) as refused:
        service.submit(cast.eve, story.publication.id)
    assert set(refused.value.errors) == {"marks"}
    assert story.publication.where is PublicationStatus.DRAFTED


def test_what_may_be_a_name_waits_for_a_decision(story: Story, cast: Cast) -> None:
    story.drafted()
    question = f"{BODY} Zebulonia told me to ask."
    service.save(cast.eve, story.publication.id, words(question=question))
    open_words = [mark.word for mark in service.open_desk(cast.eve, story.publication.id).marks]
    assert story.publication.undecided == len(open_words) > 0
    with pytest.raises(BadInput):
        service.submit(cast.eve, story.publication.id)
    service.save(cast.eve, story.publication.id, words(question=question, keep=open_words))
    service.submit(cast.eve, story.publication.id)
    assert story.publication.where is PublicationStatus.IN_REVIEW


def test_a_word_chosen_to_go_becomes_a_tag(story: Story, cast: Cast) -> None:
    story.drafted()
    question = f"{BODY} Zebulonia told me to ask."
    service.save(cast.eve, story.publication.id, words(question=question))
    marked = [mark.word for mark in service.open_desk(cast.eve, story.publication.id).marks]
    service.save(cast.eve, story.publication.id, words(question=question, remove=marked))
    seen = service.open_desk(cast.eve, story.publication.id)
    assert "Zebulonia" not in seen.clear.words.question
    assert seen.marks == []


def test_words_that_come_in_later_are_looked_at_anew(story: Story, cast: Cast) -> None:
    story.drafted()
    service.save(cast.eve, story.publication.id, words())
    assert service.open_desk(cast.eve, story.publication.id).is_ready
    service.save(cast.eve, story.publication.id, words(answer="Ring 020 7946 0958 and ask for Ana Quillfeather."))
    assert not service.open_desk(cast.eve, story.publication.id).is_ready


@pytest.mark.parametrize(("field", "value", "named"), [("topic", "", "topic"), ("by_when", " ", "safety_net")])
def test_what_is_missing_is_named(story: Story, cast: Cast, field: str, value: str, named: str) -> None:
    story.drafted()
    service.save(cast.eve, story.publication.id, words(**{field: value}))
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


def test_the_sources_of_the_answer_stay_with_it(story: Story, cast: Cast) -> None:
    story.claimed()
    source = {"source_title_1": "Dry skin", "source_url_1": "https://example.org/skin", "propose": "yes"}
    typed = {**words(), "body": words()["answer"], **source}
    answering.answer(cast.ines, story.question_id, typed)
    service.make_draft(story.publication.id)
    story.edited()
    _publication, clear = review.open_review(cast.tom, story.publication.id)
    assert [one.url for one in clear.words.sources] == ["https://example.org/skin"]


def test_the_desks_list_counts_each_status(story: Story) -> None:
    story.drafted()
    story.another().candidate()
    assert queries.counts(read()) == {"drafted": 1, "candidate": 1}
    assert len(queries.listed(read(), PublicationStatus.DRAFTED)) == 1
