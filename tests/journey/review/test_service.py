"""Two yeses: from a second clinician who never is the author, and from the patient, to exactly these words."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from qa_portal import clock
from qa_portal.access.permissions import Permission
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.service import reword_consent
from qa_portal.db import read, transaction
from qa_portal.errors import Conflict, Forbidden, NotFound, WrongStep
from qa_portal.journey.deidentify import service as desk
from qa_portal.journey.publish import service as bridge
from qa_portal.journey.review import queries, service
from qa_portal.outbox.queue import Work
from qa_portal.outbox.topics import Topic
from qa_portal.question.agreements import agreed, checks_of, consents_of, register
from qa_portal.question.models import Publication
from qa_portal.question.publication_reading import open_publication
from qa_portal.question.status import PublicationStatus
from qa_portal.question.writing import seal_publication
from tests.support.story import ANSWER, BODY, TITLE, Cast, Someone, Story, words

OTHER = "0" * 64
TELLING = "I am a lighthouse keeper with Fabry disease, 34 years old, in prison since 2019. What helps dry skin?"


def wording() -> int:
    """Return the number of the wording that patients see now."""
    return clinic.consent_wording(read(), "publish").version


def test_the_author_never_reviews(story: Story, ines: Someone) -> None:
    story.in_review()
    with pytest.raises(Forbidden):
        service.open_review(ines, story.publication.id)
    with pytest.raises(Forbidden):
        service.accept(ines, story.publication.id, OTHER)
    with pytest.raises(Forbidden):
        service.send_back(ines, story.publication.id, "Not good")
    assert queries.waiting(read(), ines, PublicationStatus.IN_REVIEW) == []


@pytest.mark.parametrize("name", ["eve", "ana", "ada", "pia"])
def test_nobody_but_clinicians_reviews(story: Story, cast: Cast, name: str) -> None:
    story.in_review()
    with pytest.raises(Forbidden):
        service.accept(cast.people[name], story.publication.id, OTHER)


def test_a_colleague_is_not_told_whose_answer_it_is(story: Story, tom: Someone, cast: Cast) -> None:
    story.in_review()
    _publication, clear = service.open_review(tom, story.publication.id)
    assert clear.words.title == TITLE
    assert [row.id for row in queries.waiting(read(), tom, PublicationStatus.IN_REVIEW)] == [story.publication.id]
    everything = repr(clear) + clear.words.question + clear.words.answer
    assert cast.ines.name not in everything


def test_other_words_than_those_seen_are_not_accepted(story: Story, tom: Someone) -> None:
    story.in_review()
    with pytest.raises(Conflict) as refused:
        service.accept(tom, story.publication.id, OTHER)
    assert refused.value.http_status == 409
    assert story.publication.where is PublicationStatus.IN_REVIEW
    assert story.publication.reviewer_id is None


def test_what_is_sent_back_comes_with_its_note(story: Story, tom: Someone, cast: Cast) -> None:
    story.in_review()
    service.send_back(tom, story.publication.id, "The dose is not right.")
    assert story.publication.where is PublicationStatus.DRAFTED
    assert desk.open_desk(cast.eve, story.publication.id).clear.review_note == "The dose is not right."


def test_what_a_colleague_would_rather_see_lies_beside_the_words(story: Story, tom: Someone, cast: Cast) -> None:
    story.in_review()
    service.send_back(tom, story.publication.id, "Say it is mild.", {"answer": f"{ANSWER} It is mild."})
    seen = desk.open_desk(cast.eve, story.publication.id)
    assert seen.clear.words.answer == ANSWER
    assert [(name, there) for name, _here, there in desk.differing(seen.clear.words, seen.clear.proposal)] == [
        ("answer", f"{ANSWER} It is mild.")
    ]
    desk.save(cast.eve, story.publication.id, words(title="Another title while I think"))
    seen = desk.open_desk(cast.eve, story.publication.id)
    assert (seen.clear.review_note, seen.clear.proposal is not None) == ("Say it is mild.", True)
    desk.adopt_proposal(cast.eve, story.publication.id)
    assert desk.open_desk(cast.eve, story.publication.id).clear.words.answer == f"{ANSWER} It is mild."
    story.edited()
    _publication, clear = service.open_review(tom, story.publication.id)
    assert (clear.review_note, clear.proposal) == ("", None)


def test_words_that_tell_much_are_read_by_two_who_do_not_know_of_each_other(
    story: Story, tom: Someone, cast: Cast
) -> None:
    story.drafted().edited(question=TELLING)
    publication_id = story.publication.id
    assert story.publication.readers == 2
    seen = service.open_review(tom, publication_id)[1].words.sha256()
    assert not service.accept(tom, publication_id, seen)
    with pytest.raises(Conflict):
        service.accept(tom, publication_id, seen)
    assert queries.waiting(read(), tom, PublicationStatus.IN_REVIEW) == []
    assert [row.id for row in queries.waiting(read(), cast.uma, PublicationStatus.IN_REVIEW)] == [publication_id]
    assert service.accept(cast.uma, publication_id, seen)
    assert story.publication.status == PublicationStatus.REVIEWED
    assert agreed(read(), publication_id, seen) == {tom.id, cast.uma.id}


def test_a_yes_counts_for_the_words_it_was_said_to(story: Story, tom: Someone, cast: Cast) -> None:
    story.drafted().edited(question=TELLING)
    publication_id = story.publication.id
    service.accept(tom, publication_id, service.open_review(tom, publication_id)[1].words.sha256())
    clock.advance(timedelta(hours=1))
    service.send_back(cast.uma, publication_id, "It tells too much.")
    clock.advance(timedelta(hours=1))
    story.edited(question=f"{TELLING} Thank you.")
    seen = service.open_review(cast.uma, publication_id)[1].words.sha256()
    assert not service.accept(cast.uma, publication_id, seen)
    assert story.publication.where is PublicationStatus.IN_REVIEW
    assert [check.verdict for check in checks_of(read(), publication_id)] == ["agrees", "changes", "agrees"]


def test_the_patient_reads_what_each_tag_stands_for(story: Story, cast: Cast) -> None:
    story.drafted(body=f"I am Ana Quillfeather from Wexbourne. {BODY}")
    draft = desk.open_desk(cast.eve, story.publication.id).clear.words
    story.edited(question=draft.question)
    story.accepted()
    tags = service.open_decision(cast.ana, story.publication.id).tags
    assert [(tag.put, tag.words) for tag in tags] == [
        ("[name 1]", ("Ana Quillfeather",)),
        ("[town]", ("Wexbourne",)),
    ]


def test_the_register_keeps_which_words_when_and_until_when(story: Story, cast: Cast) -> None:
    story.published()
    publication = story.publication
    (consent,) = consents_of(read(), publication.id)
    shown = clinic.consent_wording(read(), "publish")
    assert (consent.words_hash, consent.wording_version) == (publication.approved_hash, shown.version)
    assert consent.wording_hash == hashlib.sha256(shown.text("en").encode()).hexdigest()
    assert (consent.patient_id, consent.given_at, consent.ended_at) == (cast.ana.id, publication.approved_at, None)
    bridge.withdraw(cast.ana, publication.id)
    (consent,) = consents_of(read(), publication.id)
    assert (consent.holds, consent.ended_by) == (False, "patient")
    rows, count = register(read(), 1, 10)
    assert ([row.id for row in rows], count) == ([consent.id], 1)


def test_a_wording_that_changed_while_it_was_read_is_read_again(story: Story, cast: Cast) -> None:
    story.reviewed()
    seen = service.open_decision(cast.ana, story.publication.id)
    reword_consent(cast.ada, "publish", text_en="A new text for you.", text_es="Un texto nuevo.")
    with pytest.raises(Conflict):
        service.approve(cast.ana, story.publication.id, seen.words.sha256(), wording=seen.wording.version)
    assert consents_of(read(), story.publication.id) == []


def test_the_patient_sees_the_words_and_what_was_changed(story: Story, cast: Cast) -> None:
    story.reviewed()
    decision = service.open_decision(cast.ana, story.publication.id)
    assert decision.words.title == TITLE
    assert decision.source.answer.body == decision.words.answer
    assert decision.question_diff


def test_another_patients_publication_is_like_one_that_never_was(story: Story, cast: Cast) -> None:
    story.reviewed()
    told = set()
    for publication_id in (story.publication.id, "0" * 32):
        for act in (
            lambda one: service.open_decision(cast.ben, one),
            lambda one: service.approve(cast.ben, one, OTHER, wording=0),
            lambda one: service.ask_change(cast.ben, one, "No"),
            lambda one: service.keep_private(cast.ben, one),
        ):
            with pytest.raises(NotFound) as refused:
                act(publication_id)
            told.add((type(refused.value), refused.value.message))
    assert len(told) == 1
    assert story.publication.where is PublicationStatus.REVIEWED


def test_the_approval_is_the_hash_of_what_was_seen(story: Story, cast: Cast) -> None:
    story.reviewed()
    seen = service.open_decision(cast.ana, story.publication.id).words.sha256()
    service.approve(cast.ana, story.publication.id, seen, wording=wording())
    publication = story.publication
    assert (publication.where, publication.approved_hash) == (PublicationStatus.APPROVED, seen)
    assert publication.consent_version == str(clinic.consent_wording(read(), "publish").version)
    assert read().scalar(select(Work.id).where(Work.topic == Topic.PUBLISH)) is not None


def test_words_no_colleague_checked_cannot_be_approved(story: Story, cast: Cast) -> None:
    story.reviewed()
    with transaction() as session:
        publication = session.get_one(Publication, story.publication.id)
        clear = open_publication(session, cast.ana, publication, "test", permission=Permission.PUBLICATION_DECIDE)
        seal_publication(publication, replace(clear.words, answer="Drink a lot of water instead."), clear.marks)
    seen = service.open_decision(cast.ana, story.publication.id).words.sha256()
    with pytest.raises(Conflict):
        service.approve(cast.ana, story.publication.id, seen, wording=wording())
    assert story.publication.where is PublicationStatus.REVIEWED


def test_approving_other_words_than_those_seen_is_a_conflict(story: Story, cast: Cast) -> None:
    story.reviewed()
    seen = service.open_decision(cast.ana, story.publication.id).words.sha256()
    with transaction() as session:
        publication = session.get_one(Publication, story.publication.id)
        clear = open_publication(session, cast.ana, publication, "test", permission=Permission.PUBLICATION_DECIDE)
        seal_publication(publication, replace(clear.words, title="Another title"), {})
    with pytest.raises(Conflict) as refused:
        service.approve(cast.ana, story.publication.id, seen, wording=wording())
    assert refused.value.http_status == 409
    publication = story.publication
    assert (publication.where, publication.approved_hash) == (PublicationStatus.REVIEWED, None)


@pytest.mark.parametrize("way", [Story.drafted, Story.in_review])
def test_nothing_is_approved_before_the_second_clinician_said_yes(story: Story, cast: Cast, way: object) -> None:
    way(story)  # type: ignore[operator]
    seen = service.open_decision(cast.ana, story.publication.id).words.sha256()
    with pytest.raises(WrongStep):
        service.approve(cast.ana, story.publication.id, seen, wording=wording())
    assert story.publication.approved_hash is None


def test_a_wish_for_a_change_goes_to_the_desk_and_everything_begins_anew(story: Story, cast: Cast) -> None:
    story.reviewed()
    service.ask_change(cast.ana, story.publication.id, "Leave out the week.")
    publication = story.publication
    assert (publication.where, publication.reviewer_id) == (PublicationStatus.DRAFTED, None)
    assert desk.open_desk(cast.eve, publication.id).clear.change_wish == "Leave out the week."
    story.edited(question="My elbow is itchy and the skin there is dry. Is there a cream that I can try?")
    story.accepted().agreed()
    assert story.publication.where is PublicationStatus.APPROVED


@pytest.mark.parametrize("way", [Story.candidate, Story.drafted, Story.in_review, Story.reviewed])
def test_the_patient_can_say_no_at_any_time(story: Story, cast: Cast, way: object) -> None:
    way(story)  # type: ignore[operator]
    service.keep_private(cast.ana, story.publication.id)
    publication = story.publication
    assert (publication.where, publication.end_reason) == (PublicationStatus.DECLINED, "patient_said_no")
    with pytest.raises((WrongStep, Conflict)):
        desk.save(cast.eve, publication.id, words())
