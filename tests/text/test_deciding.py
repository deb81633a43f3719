"""Decisions at the desk, over texts and in orders nobody planned: nothing is lost, and nothing own comes back."""

from contextlib import nullcontext

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_portal.text.deciding import Draft, Refused
from qa_portal.text.findings import Choice, key_of, parts_of
from qa_portal.text.identifiers import Profile
from qa_portal.text.wording import PublicWords, SafetyNet

PROFILE = Profile(names=("Ana Quillfeather",), town=("Wexbourne",), phone=("605 555 0199",))
OWN = ("quillfeather", "wexbourne", "6055550199")
PIECES = (
    "I am Ana Quillfeather from Wexbourne. ",
    "Ring 605-555-0199. ",
    "Zebulonia and zebulonia know. ",
    "My friend told me, my friend did. ",
    "I am 34 years old and live in Leeds. ",
    "It hurts [name 1] a lot. ",
    "Quillfeather! ",
    "I have Fabry disease. ",
    "Rest and drink. ",
    "🙂 ",
)
TEXT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join)
PRESSES = st.lists(
    st.tuples(
        st.integers(0, 30), st.sampled_from(list(Choice)[1:]), st.sampled_from(["my friend", "a place", "[town]"])
    ),
    max_size=12,
)
NET = SafetyNet("Soon better.", "If worse.", "Ask us.", "Today.")
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def drafted(title: str, question: str, answer: str) -> Draft:
    """Return what the machine makes of the words."""
    draft = Draft(PublicWords(title, question, answer, NET), "en", {}, PROFILE)
    draft.take_certain()
    return draft


def again(draft: Draft, profile: Profile = PROFILE) -> Draft:
    """Return the draft as the next request finds it."""
    return Draft(draft.words, "en", draft.as_json(), profile)


@QUICK
@given(TEXT, TEXT, TEXT, PRESSES)
def test_no_order_of_decisions_brings_an_own_identifier_back(
    title: str, question: str, answer: str, presses: list[tuple[int, Choice, str]]
) -> None:
    draft = drafted(title, question, answer)
    for number, choice, put in presses:
        found = draft.findings
        if found:
            chosen = found[number % len(found)]
            with pytest.raises(Refused) if choice is Choice.KEPT and chosen.must_go else nullcontext():
                draft.decide(chosen.id, choice, put)
        draft = again(draft)
    left = "".join(char for char in str(parts_of(draft.words)).casefold() if char.isalnum())
    assert not [own for own in OWN if own in left]


@QUICK
@given(TEXT, TEXT)
def test_restoring_everything_gives_the_words_back(question: str, answer: str) -> None:
    draft = Draft(PublicWords("What helps?", question, answer, NET), "en", {}, Profile())
    draft.take_certain()
    while waiting := [one for one in draft.findings if one.choice is not Choice.KEPT]:
        draft.decide(waiting[0].id, Choice.KEPT)
        draft = again(draft, Profile())
    assert (draft.words.question, draft.words.answer) == (question, answer)
    assert draft.undecided == 0


@QUICK
@given(TEXT, TEXT, PRESSES)
def test_what_is_shown_without_looking_is_what_was_seen(
    question: str, answer: str, presses: list[tuple[int, Choice, str]]
) -> None:
    draft = drafted("What helps?", question, answer)
    for number, choice, put in presses:
        found = draft.findings
        if found and not (choice is Choice.KEPT and found[number % len(found)].must_go):
            draft.decide(found[number % len(found)].id, choice, put)
    shown = Draft(draft.words, "en", draft.as_json())
    assert shown.findings == draft.findings
    assert shown.undecided == draft.undecided


def test_one_person_is_one_finding_and_one_tag_in_title_question_and_answer() -> None:
    draft = drafted(
        "Can Ana Quillfeather run?", "I am Ana. My friend Zebulonia Kwartz asks.", "Dear Ana Quillfeather, yes."
    )
    person = next(one for one in draft.findings if "Ana" in one.words)
    assert set(person.words) == {"Ana Quillfeather", "Ana"}
    assert draft.words.title == f"Can {person.put} run?"
    assert draft.words.answer == f"Dear {person.put}, yes."


def test_a_later_decision_never_gives_two_people_one_tag() -> None:
    draft = drafted("What helps?", "I am Ana Quillfeather. It hurts.", "Rest.")
    later = Draft(
        PublicWords("What helps?", draft.words.question + " My husband Tobias Kwartz told me.", "Rest.", NET),
        "en",
        draft.as_json(),
        PROFILE,
    )
    for finding in [one for one in later.findings if one.is_open]:
        later.decide(finding.id, Choice.TAKEN)
    assert "[name 1]" in later.words.question
    assert "[name 2]" in later.words.question


def test_a_decision_holds_wherever_the_word_stands_and_for_later_words() -> None:
    draft = Draft(PublicWords("Zebulonia?", "Zebulonia knows.", "ZEBULONIA is right.", NET), "en", {}, Profile())
    for finding in draft.findings:
        draft.decide(finding.id, Choice.KEPT)
    later = Draft(
        PublicWords("Zebulonia?", "Zebulonia knows. zebulonia!", "Yes.", NET), "en", draft.as_json(), Profile()
    )
    assert {key_of(word) for one in later.findings for word in one.words} == {"zebulonia"}
    assert later.undecided == 0
