"""The register says of every yes which words it was given to, and whether those are what is public."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from qa_portal import clock
from qa_portal.db import transaction
from qa_portal.errors import Forbidden
from qa_portal.journey.publish import service as bridge
from qa_portal.library.models import Page
from qa_portal.privacy.consents import service
from qa_portal.privacy.rights import service as rights
from tests.support.story import Cast, Story


def test_a_yes_stands_in_the_register_with_what_is_public_of_it(story: Story, cast: Cast) -> None:
    story.published()
    (line,) = service.look(cast.pia, 1).lines
    assert (line.page_id, line.same) == (story.publication.page_id, True)
    with transaction() as session:
        session.execute(update(Page).values(answer="Never approved by anybody."))
    (line,) = service.look(cast.pia, 1).lines
    assert not line.same


def test_a_second_yes_is_a_second_line_and_the_first_one_ended(story: Story, cast: Cast) -> None:
    story.published()
    clock.advance(timedelta(hours=1))
    bridge.revise(cast.eve, story.publication.id)
    story.edited(title="Which cream helps a very dry elbow?").accepted().agreed()
    newer, older = service.look(cast.pia, 1).lines
    assert (newer.consent.holds, older.consent.holds, older.consent.ended_by) == (True, False, "revise")
    assert newer.consent.words_hash != older.consent.words_hash


def test_erasing_the_question_ends_the_yes_and_keeps_the_line(story: Story, cast: Cast) -> None:
    story.published()
    rights.erase_question(cast.ana, story.question_id, withdraws=True)
    (line,) = service.look(cast.pia, 1).lines
    assert (line.consent.holds, line.page_id) == (False, "")


@pytest.mark.parametrize("name", ["ana", "ines", "eve", "ada"])
def test_only_the_officer_reads_the_register(story: Story, cast: Cast, name: str) -> None:
    with pytest.raises(Forbidden):
        service.look(cast.people[name], 1)
