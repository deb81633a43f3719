"""Excerpts and related answers."""

from flask import Flask

from qa_portal.db import read
from qa_portal.library import service
from qa_portal.library.models import Page
from qa_portal.library.related import find_missing, related
from qa_portal.library.service import EXCERPT_CHARS
from qa_portal.outbox.worker import Worker
from tests.library import shelf


def excerpt(answer: str) -> str:
    return service.excerpt(Page(answer=answer))


def test_an_excerpt_is_whole_sentences_without_marks() -> None:
    assert excerpt("Rest.\n\n- drink\n- sleep") == "Rest. drink sleep"
    assert excerpt("What is it? It is a cold.") == "It is a cold."
    assert excerpt("Is it?") == "Is it?"
    assert excerpt("") == ""


def test_a_long_sentence_is_cut_at_a_word() -> None:
    cut = excerpt("word " * 100)
    assert cut.endswith("word…")
    assert len(cut) <= EXCERPT_CHARS + 1


def test_related_answers_come_by_words_then_by_topic_and_each_title_once(library: Flask, librarian: Worker) -> None:
    here = shelf.put()
    shelf.put(shelf.words(title="Migraine and the pill"))
    shelf.put(shelf.words(title="Migraine and the pill"))
    shelf.put(shelf.words(title="Numb fingers", question="Why?", answer="Nerves."))
    shelf.put(shelf.words(title="A racing heart", question="Why?", answer="Rest."), topic_slug="heart")
    librarian.drain()
    find_missing()
    read().expire_all()
    found = related(read(), read().get_one(Page, here))
    assert [title.title for title in found] == ["Migraine and the pill", "Numb fingers"]


def test_related_answers_are_kept_with_the_page_and_found_anew_for_a_new_neighbour(
    library: Flask, librarian: Worker
) -> None:
    here = shelf.put()
    old = shelf.put(shelf.words(title="Migraine and the pill"))
    librarian.drain()
    find_missing()
    assert read().get_one(Page, here).related == bytes.fromhex(old)
    new = shelf.put(shelf.words(title="Migraine: what helps?"))
    shelf.withdraw(old)
    librarian.drain()
    find_missing()
    read().expire_all()
    page = read().get_one(Page, here)
    assert page.related == bytes.fromhex(new)
    assert read().get_one(Page, old).related is None
    assert related(read(), page)[0].id == new


def test_a_withdrawn_answer_is_no_neighbour_at_once(library: Flask, librarian: Worker) -> None:
    here, gone = shelf.put(), shelf.put(shelf.words(title="Migraine and the pill"))
    librarian.drain()
    find_missing()
    shelf.withdraw(gone)
    read().expire_all()
    assert not [title for title in related(read(), read().get_one(Page, here)) if title.id == gone]


def test_until_the_worker_has_looked_the_topic_is_near(library: Flask) -> None:
    here, other = shelf.put(), shelf.put(shelf.words(title="Numb fingers"))
    assert [title.id for title in related(read(), read().get_one(Page, here))] == [other]
