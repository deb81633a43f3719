"""Tags: the same person is the same tag everywhere, offsets are right, nothing of the profile is left."""

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_portal.text.identifiers import Finder, Kind, Profile, Span, Tagger, find, replace
from qa_portal.text.identifiers.folding import fold

NAMES = ["Rosalind Achterberg", "Íñigo Muñoz", "Mei-Ling Tsosie", "Siobhan O'Brien", "ravi kapoor", "Zoë Ångström"]
PROFILE = {
    "names": NAMES[:2],
    "relatives": ["Bartholomew"],
    "dob": "1984-03-07",
    "email": "rosie.a@example.org",
    "phone": "(605) 555-0199",
    "street": "44 Wisteria Lane",
    "town": "Tallahassee",
    "zip": "32301",
    "mrn": "MR-0048291",
    "member_id": "XJH 8821 9934",
}
DAYS = [
    "03/07/1984",
    "3/7/84",
    "1984-03-07",
    "March 7, 1984",
    "7 March 1984",
    "7 de marzo de 1984",
    "03071984",
    "mar 7th 1984",
]
PHONES = ["6055550199", "605-555-0199", "605.555.0199", "+1 (605) 555 0199", "605 5550199", "555-0199"]
FILL = [
    "my knee hurts",
    "since the fall",
    "is that normal?",
    "I take ibuprofen 400 mg",
    "👩🏽‍⚕️",
    "שלום",
    "e\u0301l dice",
    "\r\n",
    "ok",
]


def squeezed(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


def written_ways(name: str) -> list[str]:
    plain = "".join(char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char))
    return [name, name.upper(), name.lower(), plain, unicodedata.normalize("NFD", name), name.split()[0]]


IDENTIFIERS = st.one_of(
    st.sampled_from([way for name in NAMES[:2] for way in written_ways(name)] + ["Bartholomew", "BARTHOLOMEW"]),
    st.sampled_from(DAYS),
    st.sampled_from(PHONES),
    st.sampled_from(
        [
            "rosie.a@example.org",
            "Rosie.A@Example.ORG",
            "44 wisteria lane",
            "TALLAHASSEE",
            "32301",
            "mr 0048291",
            "xjh88219934",
        ]
    ),
)
TEXTS = st.lists(st.one_of(IDENTIFIERS, st.sampled_from(FILL)), min_size=1, max_size=9).map(" . ".join)
SECRETS = [
    *map(squeezed, [*NAMES[0].split(), *NAMES[1].split(), "Bartholomew"]),
    *"6055550199 rosieaexampleorg 44wisterialane tallahassee 0048291 xjh88219934".split(),
]


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_no_form_of_a_profile_identifier_survives(text: str) -> None:
    left = squeezed(re.sub(r"\[[^\]]*\]", "|", replace(text, find(text, PROFILE), Tagger())))
    assert [secret for secret in SECRETS if secret in left] == []
    assert [day for day in DAYS if squeezed(day) in left] == []


@settings(max_examples=150, deadline=None)
@given(st.one_of(TEXTS, st.text(max_size=200)))
def test_a_replaced_text_has_nothing_left_to_replace(text: str) -> None:
    once = replace(text, find(text, PROFILE), Tagger())
    assert [once[span.start : span.end] for span in find(once, PROFILE) if span.certain] == []
    assert replace(once, find(once, PROFILE), Tagger()) == once


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("ab1 .,-@/\r\n😀e\u0301\u200f\u05e9Dr")),
    st.sampled_from(NAMES),
    st.text(max_size=20),
)
def test_offsets_count_python_characters(before: str, name: str, after: str) -> None:
    text = f"{before}\r\n my name is {name}\n{after}"
    spans = find(text)
    start = len(before) + len("\r\n my name is ")
    assert any(span.start <= start and span.end >= start + len(name.split()[0].rstrip("-'")) for span in spans)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))


def test_a_person_keeps_the_tag_in_title_question_and_answer() -> None:
    tags = Tagger()
    profile = {"names": ["Sakura Ma"], "relatives": ["Ravi"]}
    texts = [
        "Sakura Ma asks",
        "I am Sakura. My son Ravi coughs. Dr. Kaur saw Ravi.",
        "Dear Sakura, RAVI is fine. Dr. Kaur",
    ]
    title, question, answer = (replace(text, find(text, profile), tags) for text in texts)
    assert title == "[name 1] asks"
    assert question == "I am [name 1]. My son [name 2] coughs. Dr. [name 3] saw [name 2]."
    assert answer == "Dear [name 1], [name 2] is fine. Dr. [name 3]"


def test_other_things_are_numbered_only_when_there_are_two() -> None:
    tags = Tagger()
    text = "We moved from Spokane to Boise, back to Spokane."
    assert replace(text, find(text), tags) == "We moved from [town] to [town 2], back to [town]."


def test_a_tag_speaks_the_language_of_the_text() -> None:
    text = "me llamo Yolanda, vivo en Getafe"
    assert replace(text, find(text, None, "es"), Tagger("es")) == "me llamo [nombre 1], vivo en [localidad]"


def test_undecided_words_stay_until_a_person_decides() -> None:
    text = "take it off"
    assert replace(text, [Span(0, 4, Kind.NAME, Finder.UNKNOWN, "unknown word", certain=False)], Tagger()) == text


def test_a_profile_may_hold_strings_lists_nothing_and_unknown_keys() -> None:
    profile = Profile.from_mapping({"names": "Ana Ruiz", "phone": ["1", "605 555 0199"], "town": None, "shoe": 44})
    assert (profile.names, profile.phone, profile.town) == (("Ana Ruiz",), ("1", "605 555 0199"), ())


@pytest.mark.parametrize("slip", ["Rosalnd", "Roslaind", "Rosalinda", "rosalimd"])
def test_a_slip_in_an_own_name_is_seen(slip: str) -> None:
    text = f"it was {slip} who fell"
    assert any(text[span.start : span.end] == slip for span in find(text, PROFILE) if span.certain)


@pytest.mark.parametrize("text", ["It may rain and it will stop.", "may i?"])
def test_a_name_that_is_an_everyday_word_stays_where_it_is_one(text: str) -> None:
    spans = find(text, {"names": ["Sandy May", "Will Long"]})
    assert [text[span.start : span.end] for span in spans if span.certain] == []


def tags_of(*names: str) -> list[str]:
    tags = Tagger()
    return [tags.tag(Span(0, len(name), Kind.NAME, Finder.CUE, ""), name) for name in names]


def test_a_shorter_name_is_the_person_whose_parts_it_has() -> None:
    assert tags_of("Ana", "Ana Ruiz", "Ana Lopez") == ["[name 1]", "[name 1]", "[name 2]"]
    assert tags_of("Ana Ruiz", "Ana", "Dr. Ruiz") == ["[name 1]"] * 3


def test_two_who_share_a_first_name_stay_two_and_the_name_alone_is_the_first() -> None:
    names = ("Ana Lopez", "Ana Ruiz", "Ana", "Ruiz", "Lopez")
    assert tags_of(*names) == ["[name 1]", "[name 2]", "[name 1]", "[name 2]", "[name 1]"]


def test_the_whole_text_tells_the_two_apart() -> None:
    text = "My daughter Ana coughs. Ana Ruiz saw Dr. Novak. Ana Novak is my aunt."
    hidden = replace(text, find(text), Tagger())
    assert hidden == "My daughter [name 1] coughs. [name 1] saw Dr. [name 2]. [name 2] is my aunt."


def test_the_dot_of_an_initial_joins_a_name_and_the_dot_of_a_sentence_does_not() -> None:
    text = "I saw Dr. Novak. Ana Ruiz sent me. J. Ruiz is her son."
    assert replace(text, find(text), Tagger()) == "I saw Dr. [name 1]. [name 2] sent me. [name 3] is her son."
