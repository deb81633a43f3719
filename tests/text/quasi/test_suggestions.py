"""What patients write, which class it is, and the sentence with every suggestion taken, word for word."""

from pathlib import Path

import pytest

from qa_portal.text.quasi import find_quasi, generalised

FOLDER = Path(__file__).with_name("texts")


def _rows(name: str) -> list[tuple[str, str, str]]:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    parts = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return [(kind, written, wider) for kind, written, wider in parts]


@pytest.mark.parametrize(("kind", "written", "wider"), _rows("english"))
def test_english_sentences_read_well_when_said_more_widely(kind: str, written: str, wider: str) -> None:
    assert kind in {quasi.kind for quasi in find_quasi(written)}
    assert generalised(written) == wider


@pytest.mark.parametrize(("kind", "written", "wider"), _rows("spanish"))
def test_spanish_sentences_read_well_when_said_more_widely(kind: str, written: str, wider: str) -> None:
    assert kind in {quasi.kind for quasi in find_quasi(written, "es")}
    assert generalised(written, "es") == wider
