"""What people call themselves, when the house knows their full name."""

import pytest

from qa_portal.text.identifiers import find

KNOWN = {
    "names": ["William Patrick O'Dowd", "María Guadalupe Téllez Ortiz"],
    "relatives": ["José Téllez"],
}


@pytest.mark.parametrize(
    ("text", "clear"),
    [
        ("hi, Billy again about the cough", "Billy"),
        ("it's billy o'dowd, still coughing", "billy"),
        ("soy lupita, otra vez con tos", "lupita"),
        ("le di la pastilla a pepe y nada", "pepe"),
        ("is it the pill?\n\nW. O.", "W. O."),
        ("w.p.o. here, is it the pill?", "w.p.o."),
        ("Is it the pill?\nWPO", "WPO"),
    ],
)
def test_short_forms_and_initials_of_known_names_go(text: str, clear: str) -> None:
    start = text.index(clear)
    hidden = {place for span in find(text, KNOWN, "es") if span.certain for place in range(span.start, span.end)}
    assert set(range(start, start + len(clear))) <= hidden | {start + len(clear) - 1}


@pytest.mark.parametrize("text", ["I got a bill for the MRI", "my WBO was 4.2 today", "the w. b. c. count"])
def test_what_only_looks_like_them_stays(text: str) -> None:
    assert [span for span in find(text, KNOWN) if span.certain] == []
