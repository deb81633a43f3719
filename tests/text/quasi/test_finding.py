"""What a quasi-identifier search gives back, whatever the text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_portal.text.quasi import HINT, find_quasi, generalised, put_in, residual_risk

PARTS = st.sampled_from(
    "I am|my wife|34|34 years old|a 3 year old son|5'4|115 lbs|80 kg|in 2013|last Tuesday|at 3:15 am|[town]|[name "
    "2]|work as a|"
    "nurse|in Ohio|ALS|wedding|take 34 mg|for 3 weeks|,|.|and|tengo 34 años|mi hijo de 3 años|desde el lunes|mido "
    "1,60|soy|"
    "enfermera|en México|ELA|é|😀|\r\n|a\u0301".split("|")
)
TEXTS = st.lists(PARTS, max_size=14).map(" ".join)


@pytest.mark.parametrize("lang", ["en", "es"])
@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
def test_finds_are_in_order_inside_the_text_and_apart(lang: str, text: str) -> None:
    done = 0
    for quasi in find_quasi(text, lang):
        assert done <= quasi.start < quasi.end <= len(text)
        done = quasi.end
        assert text[quasi.start : quasi.end] != quasi.suggestion


@pytest.mark.parametrize("lang", ["en", "es"])
@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
def test_a_generalised_text_has_nothing_left_to_say_more_widely(lang: str, text: str) -> None:
    wider = generalised(text, lang)
    assert [quasi for quasi in find_quasi(wider, lang) if quasi.weight > HINT] == []
    assert residual_risk(find_quasi(wider, lang)).score == 0


@pytest.mark.parametrize("lang", ["en", "es"])
@settings(max_examples=40, deadline=None)
@given(text=TEXTS)
def test_tags_stay_as_they_are(lang: str, text: str) -> None:
    assert generalised(text, lang).count("[name 2]") == text.count("[name 2]")


@pytest.mark.parametrize(
    "text",
    [
        "Take 34 mg twice a day for 3 weeks, then 17 mg.",
        "BP 140/90, A1c 7.2, pulse 88, temp 98.6 F, TSH 4.5",
        "The pain started 2 days after starting amoxicillin and lasted for 10 days.",
        "He has been coughing for 3 weeks, 2 weeks after surgery.",
        "I lost 20 pounds and I can lift 50 lbs again.",
        "I live in [town] and saw [name 1] on [date].",
        "I am 34 weeks pregnant and drink 2 litres a day.",
        "Women aged 50 to 74 should have a mammogram every 2 years.",
        "The 3 year old scar itches.",
        "Take 1 tablet at 8 am and 1 at 8 pm.",
        "Ferritin 2019 ng/ml? My blood sugar was 112 mg/dl at 7.30.",
        "I have German measles and a Spanish flu vaccine question.",
    ],
)
def test_what_is_clinical_stays(text: str) -> None:
    assert generalised(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Tomo 34 mg dos veces al día desde hace 3 semanas.",
        "Tensión 140/90, hemoglobina 13,5, TSH 4,5.",
        "Llevo 3 años con dolor y 2 semanas con fiebre.",
        "Tengo 3 años con migrañas.",
        "Tome 1 pastilla a las 8 de la mañana.",
        "Bajé 20 kilos en un año.",
        "Vivo en [localidad] y me vio [nombre 1].",
    ],
)
def test_what_is_clinical_stays_in_spanish(text: str) -> None:
    assert generalised(text, "es") == text


@pytest.mark.parametrize(
    "unit", ["my 34 ", "I am ", "a a a ", "5'", "in the ", "at 3:", "@", "1" * 50 + " ", "of ", "\u0301", "(", "de "]
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size]
        begun = time.process_time()
        find_quasi(text)
        find_quasi(text, "es")
        return time.process_time() - begun

    seconds(1_000)
    assert seconds(100_000) < 6


def test_offsets_hold_with_accents_written_apart() -> None:
    text = "Cafe\u0301, tengo 34 an\u0303os y ya."
    found = find_quasi(text, "es")
    assert [text[quasi.start : quasi.end] for quasi in found] == ["tengo 34 an\u0303os"]
    assert put_in(text, found) == "Cafe\u0301, tengo treinta y tantos años y ya."
