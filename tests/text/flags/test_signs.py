"""The signs to tick and the advice: plain, whole in both languages, never lowering."""

import pytest

from qa_portal.text.flags import Level, load, signs
from qa_portal.text.routing import starter


@pytest.mark.parametrize("lang", ["en", "es"])
def test_everybody_gets_a_short_list_of_signs(lang: str) -> None:
    asked = signs.questions(lang)
    assert 6 <= len(asked) <= 8
    assert all(len(words) <= 130 for _, words in asked)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_topic_has_signs_of_its_own(lang: str) -> None:
    topics = {queue.slug for queue in starter.starter_queues()} - {"general_practice"}
    for topic in topics:
        assert 1 <= len(signs.questions(lang, topic)) <= 5, topic


def test_every_sign_belongs_to_a_queue_and_a_category_of_the_pack() -> None:
    slugs = {"", *(queue.slug for queue in starter.starter_queues())}
    for slug in slugs:
        for one, _ in signs.questions("en", slug):
            assert signs.of_answers([one]).categories[0] in load().categories


def test_a_tick_raises_and_nothing_ticked_is_routine() -> None:
    assert signs.of_answers([]).level is Level.ROUTINE
    assert signs.of_answers(["no such sign"]).level is Level.ROUTINE
    ticked = signs.of_answers(["chest_pain", "cardiology.leg"])
    assert (ticked.level, ticked.categories) == (Level.EMERGENCY, ("chest_pain", "leg_clot"))
    assert ticked.rules == ("asked-chest_pain", "asked-cardiology.leg")


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("level", [Level.URGENT, Level.EMERGENCY])
def test_every_category_has_advice_in_short_sentences(lang: str, level: Level) -> None:
    for category in load().categories:
        advice = signs.advice(category, level, lang)
        assert advice.heading
        assert advice.lines
        assert all(len(line.split()) <= 45 for line in advice.lines)


def test_self_harm_and_abuse_are_discreet_at_every_level() -> None:
    for category in ("self_harm", "abuse"):
        for level in (Level.URGENT, Level.EMERGENCY):
            advice = signs.advice(category, level)
            assert advice.is_discreet
            assert advice.heading == signs.advice(category).heading
    assert not signs.advice("chest_pain").is_discreet


def test_the_same_advice_is_shown_once() -> None:
    assert len(signs.advices(["limb", "medicine", "chest_pain"], Level.EMERGENCY)) == 2


def test_an_unknown_language_is_read_as_english() -> None:
    assert signs.questions("fr") == signs.questions("en")
    assert signs.questions("es-MX") == signs.questions("es")
