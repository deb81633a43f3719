"""Red flags in a patient's own words: texts of every kind, scopes, regressions, time."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_portal.text.flags import Level, find

_ROWS = [
    line.split("\t") for line in Path(__file__).with_name("texts.tsv").read_text(encoding="utf-8").splitlines() if line
]
"""Texts written for this test: level, language, kind, text."""
_ORDINARY = Path(__file__).with_name("ordinary.txt").read_text(encoding="utf-8").splitlines()
"""What people ask every day, in words that danger uses as well."""
_EMERGENCIES = [text for level, _, _, text in _ROWS if level == "emergency"]
_ROUTINE = [text for level, _, _, text in _ROWS if level == "routine"]


@pytest.mark.parametrize(("level", "text"), [(level, text) for level, _, _, text in _ROWS])
def test_a_text_gets_the_level_it_deserves(level: str, text: str) -> None:
    found = find(text).level
    if level == "urgent":
        assert found is not Level.ROUTINE
    else:
        assert found == level


def test_there_are_enough_texts_of_every_kind_in_both_languages() -> None:
    assert len(_ROWS) >= 300
    for language in ("en", "es"):
        assert {level for level, lang, _, _ in _ROWS if lang == language} == {"emergency", "urgent", "routine"}
    kinds = {kind for _, _, kind, _ in _ROWS}
    assert {"neg", "hist", "hypo", "idiom", "negmix", "histmix", "hypomix", "double", "typo", "long"} <= kinds


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Um...i took 25 iron pills", "overdose_poison"),
        ("my vomit is dark, like coffee grounds", "bleeding"),
        ("swollen red leg, two weeks after starting a contraceptive", "leg_clot"),
        ("don't want sympathy, I just want to die", "self_harm"),
        ("rattly breathing, can't finish a sentence", "breathing"),
        ("we gave our dog away because I won't be here much longer", "self_harm"),
    ],
)
def test_what_simple_lists_missed_is_an_emergency(text: str, category: str) -> None:
    flags = find(text)
    assert flags.level is Level.EMERGENCY
    assert category in flags.categories


@pytest.mark.parametrize(
    "text",
    [
        "I don't want to live, I want to kill myself",
        "no, he can't breathe",
        "no fever, she is not breathing",
        "it won't stop bleeding",
        "my newborn is not feeding",
        "baby not waking",
        "It's not true that I don't want to kill myself",
    ],
)
def test_a_no_that_belongs_to_the_danger_is_not_a_denial(text: str) -> None:
    assert find(text).level is Level.EMERGENCY


@pytest.mark.parametrize("cue", ["no", "denies", "without", "I don't have", "never had"])
@pytest.mark.parametrize(
    "sign", ["crushing chest pain", "blood in my vomit", "a stiff neck with fever", "slurred speech"]
)
def test_a_denied_sign_is_routine(cue: str, sign: str) -> None:
    assert find(f"{cue} {sign}.").level is Level.ROUTINE


@pytest.mark.parametrize("sign", ["crushing chest pain", "vomiting blood", "my face is drooping"])
@pytest.mark.parametrize("before", ["No fever, but I have", "I had a stroke in 2011. Now", "I don't smoke. Today"])
def test_a_sign_after_another_thing_denied_or_past_counts(before: str, sign: str) -> None:
    assert find(f"{before} {sign}").level is Level.EMERGENCY


def test_a_long_list_of_denials_is_routine() -> None:
    text = (
        "Denies fever, chills, chest pain, shortness of breath, palpitations, syncope, vomiting blood, black stools, "
        "headache, neck stiffness, visual loss, weakness, numbness, slurred speech, seizures and leg swelling."
    )
    assert find(text).level is Level.ROUTINE


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(_EMERGENCIES), st.sampled_from(_ROUTINE), st.booleans())
def test_a_routine_text_beside_it_never_lowers_the_level(danger: str, routine: str, first: bool) -> None:
    text = f"{routine}\n\n{danger}" if first else f"{danger}\n\n{routine}"
    assert find(text).level.rank >= find(danger).level.rank


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gets_an_answer_with_places_inside_it(text: str) -> None:
    for span in find(text).spans:
        assert 0 <= span.start < span.end <= len(text)


def test_spans_name_their_rule_and_hold_the_words() -> None:
    text = "Hello. I have crushing chest pain."
    flags = find(text)
    assert {span.rule for span in flags.spans} == set(flags.rules)
    assert any("chest" in text[span.start : span.end] for span in flags.spans)
    assert flags.pack_version


@pytest.mark.parametrize(
    "variant",
    [
        "CRUSHING CHEST PAIN",
        "crushing\nchest pain",
        "crushing  chest   pain",
        "Crush\u00edng ch\u00e9st pain",
        "cru\u0301shing chest pain",
    ],
)
def test_case_accents_and_line_breaks_do_not_hide_a_sign(variant: str) -> None:
    assert find(f"I have {variant} now").level is Level.EMERGENCY


@pytest.mark.parametrize("apostrophe", ["'", "\u2019", "`", "", " no"])
def test_every_way_to_write_cannot_is_the_same(apostrophe: str) -> None:
    cannot = "can not" if apostrophe == " no" else f"can{apostrophe}t"
    assert find(f"I {cannot} breathe").level is Level.EMERGENCY


@pytest.mark.parametrize(
    "piece",
    [
        "no ",
        "chest pain ",
        "what if ",
        "a" * 50,
        "1 ",
        ". ",
        "'",
        "no chest pain, ",
        "my chest \n",
        "\u0301",
        "took 9 ",
    ],
)
def test_time_grows_with_the_length_and_no_faster(piece: str) -> None:
    short, long = (piece * (size // len(piece)) for size in (12_500, 100_000))
    find(short)
    # Eight times the length: growing with its square would take 64 times as long.
    assert min(_seconds(long) for _ in range(2)) < 32 * min(_seconds(short) for _ in range(3)) + 0.2


def _seconds(text: str) -> float:
    begun = time.process_time()
    find(text)
    return time.process_time() - begun


def test_a_usual_question_takes_less_than_five_milliseconds() -> None:
    text = " ".join(_ROUTINE[:12])
    find(text)
    assert min(_seconds(text) for _ in range(5)) < 0.005 * 2


@pytest.mark.parametrize(
    "text", ["It is a bit swollen.", "My child is a bit sleepy.", "I feel a bit tired; my dog is fine."]
)
def test_a_bit_is_no_bite(text: str) -> None:
    assert "bite.animal" not in find(text).rules


def test_a_bite_is_one() -> None:
    assert "bite.animal" in find("The neighbour's dog bit me on the hand.").rules


@pytest.mark.parametrize(
    "text",
    [
        "My daughter is 20 months and wakes up screaming, pulling her ear. There is a bug about at nursery.",
        "He takes pills for his blood pressure every morning and keeps everything in a box.",
        "She fell off the swing and hurt her arm, and was scared of what the nurse would say.",
    ],
)
def test_a_family_with_an_ordinary_ailment_is_not_taken_for_one_in_danger(text: str) -> None:
    found = find(text)
    assert found.level is not Level.EMERGENCY
    assert not {"abuse", "self_harm", "mental_health"} & set(found.categories)


@pytest.mark.parametrize("text", _ORDINARY)
def test_what_people_ask_every_day_is_no_emergency(text: str) -> None:
    found = find(text)
    assert found.level is not Level.EMERGENCY
    assert not {"abuse", "self_harm", "danger_to_others"} & set(found.categories)
