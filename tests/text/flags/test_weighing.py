"""Words weighed together: they raise what no rule names, hold back what only sounds like danger, and show why."""

import json
from pathlib import Path

import pytest

from bench import flag_weights
from qa_portal.text.flags import Addition, Level, find, load
from qa_portal.text.flags.catalogue import weighed_words
from qa_portal.text.flags.engine import WEIGHED
from qa_portal.text.flags.terms import MEANING
from qa_portal.text.flags.weighing import read
from qa_portal.text.flags.words import cut

_LESSONS = Path(flag_weights.__file__).parent / "flag_lessons"


def test_the_weights_are_those_of_the_texts_beside_them() -> None:
    assert read()["lessons"] == flag_weights.digest(flag_weights.lessons())


def test_no_lesson_is_one_of_the_texts_set_aside() -> None:
    taught = {text for text, *_ in flag_weights.lessons()}
    kept = Path(__file__).with_name("texts")
    for name in ("kept", "kept2", "kept3", "kept4", "vignettes"):
        lines = kept.joinpath(f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        assert taught.isdisjoint(json.loads(line)["text"] for line in lines)


def test_what_no_rule_names_is_raised_and_shows_its_words() -> None:
    text = "My husband is sitting bolt upright, grey as putty, and his shirt is wringing wet."
    flags = find(text)
    assert flags.level is Level.EMERGENCY
    for span in flags.spans:
        assert text[span.start : span.end]


def test_an_alert_of_weighed_words_has_a_kind_and_at_most_three_words() -> None:
    rows = [json.loads(line) for line in (_LESSONS / "emergency.jsonl").read_text(encoding="utf-8").splitlines()]
    found = [find(row["text"]) for row in rows[:200]]
    weighed = [flags for flags in found if flags.rules and flags.rules[0].startswith(f"{WEIGHED}.")]
    assert len(weighed) >= 20
    for flags in weighed:
        kind = flags.rules[0].partition(".")[2]
        assert kind in load().categories
        assert flags.categories[0] == kind
        assert 1 <= sum(span.rule == flags.rules[0] for span in flags.spans) <= 3


@pytest.mark.parametrize(
    "text",
    [
        "The village hall committee asks where the defibrillator should hang, and whether we need training to shock.",
        "The stairs at work leave me puffed, but I have been sitting for a year after my leg break. How do I get fit?",
        "My mum is confused by the new app and can't get her prescription. Paper please?",
    ],
)
def test_an_ordinary_question_in_the_words_of_danger_gets_no_banner(text: str) -> None:
    assert find(text).level is not Level.EMERGENCY


def test_a_rule_of_the_clinic_is_never_held_back() -> None:
    pack = load((Addition("clinic.pillow", "allergy", Level.EMERGENCY, ("new pillow",)),))
    assert find("Which new pillow is best for a stiff neck? Thanks.", pack=pack).level is Level.EMERGENCY


def test_rules_about_self_harm_and_abuse_are_held_back_only_by_an_ordinary_day() -> None:
    pack = load()
    discreet = [rule for rule in pack.rules if pack.categories[rule.category] and rule.level is Level.EMERGENCY]
    assert discreet
    assert all(rule.firm or rule.always for rule in discreet)
    assert find("I gave my dog away when we moved, allergies. Are poodles better?").level is not Level.EMERGENCY
    assert find("I gave my dog away and wrote to everyone. I won't be here.").level is Level.EMERGENCY


@pytest.mark.parametrize(
    ("wish", "ordinary"),
    [
        ("I want to die", "also when is the flu clinic open and can I have a repeat of my tablets for the holiday"),
        ("I'm going to kill myself", "and which gel is best for a stiff knee after football please and thank you"),
        ("quiero matarme", "y tambien quiero saber cuando abren para la vacuna de la gripe y si hay cita el martes"),
        ("me voy a ahorcar", "y otra cosa que crema me recomienda para la piel seca de los codos muchas gracias"),
    ],
)
def test_a_wish_to_die_in_so_many_words_is_never_held_back(wish: str, ordinary: str) -> None:
    assert find(f"{wish} {ordinary}").level is Level.EMERGENCY
    assert find(f"{ordinary}\n{wish}").level is Level.EMERGENCY


def test_words_that_stood_in_no_lesson_are_weighed_by_what_they_mean() -> None:
    weights = load().weights
    taught = {word for text, *_ in flag_weights.lessons() for word in cut(text, {}).texts}
    unseen = {term.removeprefix(MEANING) for term in weights.words} - taught
    assert len(unseen) > 5_000
    assert weights.words[f"{MEANING}hostage"][0] > 0 > weights.words[f"{MEANING}museum"][0]


def test_another_paragraph_does_not_thin_an_emergency_out() -> None:
    danger = "My husband is sitting bolt upright, grey as putty, and his shirt is wringing wet."
    rest = "I need a repeat of my tablets and a letter for the gym. When is the flu clinic open? Thank you. " * 3
    assert find(f"{rest}\n\n{danger}\n\n{rest}").level is Level.EMERGENCY


def test_whoever_signs_can_see_which_words_point_to_a_kind() -> None:
    assert {"suicide", "farewell"} & set(weighed_words("self_harm"))
    assert weighed_words("no such kind") == ()
