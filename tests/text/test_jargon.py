"""Medical jargon is marked with plain words that fit where it stands."""

import time

import pytest

from qa_portal.text.jargon import jargon, terms


def said(text: str, lang: str = "en") -> list[tuple[str, str]]:
    return [(text[hit.start : hit.end], hit.plain) for hit in jargon(text, lang)]


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("You have hypertension.", "en", [("hypertension", "high blood pressure")]),
        ("Edema of the legs is common.", "en", [("Edema", "Swelling")]),
        ("Take it bid, or b.i.d. as written.", "en", [("bid", "twice a day"), ("b.i.d", "twice a day")]),
        ("Aspirin is contraindicated here.", "en", [("contraindicated", "should not be used")]),
        ("Renal calculi hurt.", "en", [("Renal calculi", "Kidney stones")]),
        ("Two hematomas and some sutures.", "en", [("hematomas", "blood under the skin"), ("sutures", "stitches")]),
        ("Take analgesics.", "en", [("analgesics", "painkillers")]),
        ("Antiemetics may help.", "en", [("Antiemetics", "Medicines against vomiting")]),
        ("Avoid NSAIDs.", "en", [("NSAIDs", "anti-inflammatory painkiller")]),
        ("An over-the-counter cream.", "en", [("over-the-counter", "without a prescription")]),
        ("Tiene hipertensión arterial.", "es", [("hipertensión arterial", "presión alta")]),
        ("Tiene hipertension.", "es", [("hipertension", "presión alta")]),
        ("Tome analgésicos.", "es", [("analgésicos", "medicinas contra el dolor")]),
        ("Las infecciones urinarias duelen.", "es", [("infecciones urinarias", "infecciones de la orina")]),
        ("Edema en las piernas.", "es", [("Edema", "Hinchazón")]),
    ],
)
def test_terms_are_found_and_said_plainly(text: str, lang: str, expected: list[tuple[str, str]]) -> None:
    assert said(text, lang) == expected


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Syncope (fainting) is common.", "en"),
        ("High blood pressure (hypertension) is common.", "en"),
        ("Jaundice means your skin turns yellow.", "en"),
        ("La cefalea (dolor de cabeza) es frecuente.", "es"),
        ("La disnea, es decir, la falta de aire.", "es"),
        ("I made a bid for the otc shop.", "en"),
    ],
)
def test_a_term_explained_beside_it_is_not_marked(text: str, lang: str) -> None:
    assert [word for word, _ in said(text, lang) if word != "bid"] == []


def test_the_longest_term_wins() -> None:
    assert said("gestational diabetes") == [("gestational diabetes", "diabetes in pregnancy")]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_plain_words_are_plain(lang: str) -> None:
    assert len(terms(lang)) >= 250
    assert [plain for _, plain in terms(lang).values() if jargon(plain, lang)] == []


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_listed_form_is_found_as_itself(lang: str) -> None:
    for form, plain in terms(lang).values():
        assert said(form, lang)[0][1].lower() == plain.lower(), form


def test_a_hundred_thousand_characters_take_linear_time() -> None:
    begun = time.process_time()
    for unit in ("renal ", "s", "(", "a.b-", "hypertension "):
        jargon(unit * (100_000 // len(unit)))
    assert time.process_time() - begun < 6
