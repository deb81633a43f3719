"""Scopes: denied, past, only asked; each ends where it should."""

import pytest

from qa_portal.text.flags import load
from qa_portal.text.flags.scopes import Scope, count_votes, languages, mark
from qa_portal.text.flags.words import cut


def scopes_of(text: str) -> dict[str, Scope]:
    """The scope of every word (of the last one, where a word comes twice)."""
    pack = load()
    words = cut(text, pack.aliases)
    spoken = languages(count_votes(words, pack.steering), "en")
    marked = mark(words, pack.index.find(words), pack.steering, spoken)
    return dict(zip(words.texts, marked, strict=True))


@pytest.mark.parametrize(
    ("text", "silent", "heard"),
    [
        ("no fever but chest pain", "fever", "chest"),
        ("no fever, my chest hurts", "fever", "chest"),
        ("no cough, chest feels tight", "cough", "chest"),
        ("without rash or fever. Chest hurts", "fever", "chest"),
        ("sin fiebre pero con dolor", "fiebre", "dolor"),
        ("no tengo fiebre ni tos, me duele", "tos", "duele"),
    ],
)
def test_a_denial_ends_at_a_contrast_a_new_subject_or_a_full_stop(text: str, silent: str, heard: str) -> None:
    scopes = scopes_of(text)
    assert scopes[silent] is Scope.DENIED
    assert scopes[heard] is Scope.NONE


@pytest.mark.parametrize(
    ("text", "silent", "heard"),
    [
        ("blackouts: none, cough: none", "blackouts", ""),
        ("desmayos: ninguno. dolor: ninguno", "dolor", ""),
        ("chest hurts: none of the tablets help", "", "chest"),
        ("chest hurts, fits: none", "fits", "chest"),
        ("none, my chest hurts", "", "chest"),
    ],
)
def test_a_lone_none_denies_what_a_form_asked_and_no_more(text: str, silent: str, heard: str) -> None:
    scopes = scopes_of(text)
    assert not silent or scopes[silent] is Scope.DENIED
    assert not heard or scopes[heard] is Scope.NONE


@pytest.mark.parametrize(
    "text", ["no relief from the chest", "not without chest", "not sure about chest", "nothing helps my chest"]
)
def test_a_look_alike_denies_nothing(text: str) -> None:
    assert scopes_of(text)["chest"] is Scope.NONE


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("I had chest pain in 2015", Scope.PAST),
        ("years ago I had chest pain", Scope.PAST),
        ("my uncle died of chest disease", Scope.PAST),
        ("I had it in 2015 and the chest is back again today", Scope.NONE),
        ("chest hurts since two hours ago", Scope.NONE),
        ("hace diez a\u00f1os tuve dolor de chest", Scope.PAST),
    ],
)
def test_the_past_is_silent_until_now_comes_up(text: str, scope: Scope) -> None:
    assert scopes_of(text)["chest"] is scope


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("What are the symptoms of chest disease?", Scope.ASKED),
        ("What if I ever get chest disease?", Scope.ASKED),
        ("What are the signs? My chest hurts", Scope.NONE),
        ("What are the signs of a stroke, my chest hurts", Scope.NONE),
        ("What does it mean to have chest pain right now?", Scope.NONE),
    ],
)
def test_a_question_is_silent_unless_it_is_happening(text: str, scope: Scope) -> None:
    assert scopes_of(text)["chest"] is scope


def test_what_is_happening_now_wakes_the_question_before_it() -> None:
    assert scopes_of("How do I know if chest pain is serious? I have it now.")["chest"] is Scope.NONE
