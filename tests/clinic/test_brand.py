"""Colours: only plain, readable hex values become CSS."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_portal.clinic import brand

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
HOSTILE = (
    "red;}body{display:none}",
    "#0b5d6b;}body{",
    "url(https://evil.example/x)",
    "#fff",
    "#0B5D6G",
    "#0b5d6b\n}",
    "expression(alert(1))",
    "</style><script>alert(1)</script>",
    "#0b5d6b\x00",
    "",
)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_that_is_no_colour_never_reaches_the_style_sheet(value: str) -> None:
    assert not brand.is_colour(value)
    assert brand.css(value, value) == ""


def test_contrast_is_that_of_the_guideline() -> None:
    assert brand.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert brand.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert brand.contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)


@given(colours)
def test_a_colour_made_for_the_dark_scheme_can_be_read_there(colour: str) -> None:
    assert brand.contrast(brand.for_dark(colour), brand.DARK_GROUND) >= brand.MIN_CONTRAST


@given(colours, colours)
def test_the_style_sheet_holds_custom_properties_and_nothing_else(one: str, other: str) -> None:
    sheet = brand.css(one, other)
    rules = re.sub(r"--nhsuk-[a-z-]+:#[0-9a-f]{6};?", "", sheet)
    assert rules.replace("\n", "") == ":root{}@media (prefers-color-scheme: dark){:root{}}"


def test_either_colour_may_be_missing() -> None:
    assert "button" not in brand.css("#0b5d6b", "")
    assert "link" not in brand.css("", "#0b6e4f")
