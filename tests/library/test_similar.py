"""Published answers near a text that is being written: the right ones, few, and none rather than a wrong one."""

import pytest
from flask import Flask

from qa_portal.db import read
from qa_portal.index.backend import IndexDamaged
from qa_portal.index.current import index
from qa_portal.library.similar import MOST, similar
from qa_portal.outbox.worker import Worker
from tests.library import shelf

LETTER = (
    "Hello doctor, I am 34 years old. For a week my elbow has been itchy and the skin there is so dry that it "
    "flakes. My sister said I should try a cream, but which one? Thank you for your help."
)


@pytest.fixture
def shelved(library: Flask, librarian: Worker) -> dict[str, str]:
    made = {
        name: shelf.put(
            shelf.words(title=title, question=question, answer="Read on."), kind="guide", topic_slug="heart"
        )
        for name, title, question in (
            ("elbow", "Which cream helps dry, itchy skin?", "My elbow is dry and itchy. What cream can I use?"),
            ("cough", "A cough that stays", "I have had a cough for three weeks. Is it something bad?"),
            ("iron", "Iron tablets and black stools", "My stools are black since I take iron. Is this normal?"),
        )
    }
    librarian.drain()
    return made


def found(text: str, lang: str = "en") -> list[str]:
    return [page.id for page in similar(read(), index(), text, lang=lang)]


def test_a_letter_finds_the_answer_that_is_about_the_same_thing_alone(shelved: dict[str, str]) -> None:
    assert found(LETTER) == [shelved["elbow"]]
    assert found("itchy elbow") == [shelved["elbow"]]


def test_a_text_about_something_else_finds_nothing(shelved: dict[str, str]) -> None:
    assert found("My landlord wants a paper about the iron gate, for three weeks now, and I have no time.") == []
    assert found("") == []


def test_no_more_than_three_come_back(library: Flask, librarian: Worker) -> None:
    for number in range(6):
        shelf.put(shelf.words(title=f"Which cream helps an itchy elbow? {number}", question="My elbow itches."))
    librarian.drain()
    assert len(found(LETTER)) == MOST


def test_one_that_was_withdrawn_is_not_offered(shelved: dict[str, str]) -> None:
    shelf.withdraw(shelved["elbow"])
    read().rollback()
    assert found(LETTER) == []


def test_a_damaged_index_offers_nothing_and_is_mended(shelved: dict[str, str]) -> None:
    class Damaged:
        told = False

        def near(self, *_words: object, **_wishes: object) -> None:
            raise IndexDamaged("no table of contents")

        def report_damage(self) -> None:
            self.told = True

    broken = Damaged()
    assert similar(read(), broken, LETTER, lang="en") == []  # type: ignore[arg-type]
    assert broken.told
