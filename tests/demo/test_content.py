"""The demo hospital's texts: complete, plain, each written on its own, and free of names where the public reads."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qa_portal.question.status import About, AgeBand, CloseCode, EntryKind, PublicationStatus, Status

DEMO = Path(__file__).parents[2] / "qa_portal" / "demo"
LANGUAGES = ("en", "es")
PARTS = ("expect", "worry", "do", "by_when")
PUBLIC_BODIES = re.compile(
    r"^https://(www\.nhs\.uk|www\.nice\.org\.uk|medlineplus\.gov|www\.who\.int|www\.cancer\.gov"
    r"|www\.(niddk|nhlbi|nia)\.nih\.gov)/\S+$"
)
MOST_GRADE = 7.5
WORDS = (120, 260)
PRIVATE_ONLY = {PublicationStatus.CANDIDATE, PublicationStatus.DRAFTED, PublicationStatus.DROPPED}
BOTH_KINDS = {str(member) for member in (*Status, *PublicationStatus)} - {str(Status.ERASED), str(Status.SENDING)}
"""An answer on its way is there for half a minute: no demo can show it."""

Row = dict[str, Any]


def read(name: str) -> Any:
    """Return one file of the demo."""
    return json.loads((DEMO / name).read_text(encoding="utf-8"))


HOSPITAL: Row = read("hospital.json")
TOPICS: list[Row] = read("topics.json")
FILES = sorted((DEMO / "answers").glob("*.json"))
ANSWERS: list[Row] = [row for path in FILES for row in read(f"answers/{path.name}")]
QUESTIONS: list[Row] = read("questions.json")
PEOPLE: dict[str, Row] = {person["key"]: person for person in HOSPITAL["people"]}
ANSWERED = [row for row in QUESTIONS if "answer" in row]
PUBLIC = [row for row in QUESTIONS if "public" in row]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a line of a list is one of its own."""
    return [part.strip(" -") for part in re.split(r"(?<=[.!?:])\s+|\n+", text) if part.strip(" -")]


def words(text: str) -> list[str]:
    """Return the words and numbers of a text."""
    return re.findall(r"[A-Za-z']+|\d+(?:[.,/]\d+)*", text)


def syllables(word: str) -> int:
    """Return about how many syllables an English word has."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    count = len(re.findall(r"[aeiouy]+", letters))
    return max(count - letters.endswith("e") * (not letters.endswith("le")), 1)


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade. Source: Kincaid et al. 1975."""
    said = words(text)
    per_sentence = len(said) / len(sentences(text))
    return 0.39 * per_sentence + 11.8 * sum(map(syllables, said)) / len(said) - 15.59


def plain(text: str) -> str:
    """Return a text as words only, to compare."""
    return re.sub(r"\W+", " ", text.lower()).strip()


def ids(rows: list[Row]) -> list[str]:
    """Return names for test cases."""
    return [str(row["id"]) for row in rows]


def check_sources(sources: list[Row]) -> None:
    """Check that each source is a page of a public body, with the month it was read."""
    assert 1 <= len(sources) <= 3
    for source in sources:
        assert source["title"]
        assert source["publisher"]
        assert PUBLIC_BODIES.match(source["url"]), source["url"]
        assert re.fullmatch(r"20\d\d-\d\d", source["retrieved"])


def strings(value: Any) -> Iterator[str]:
    """Yield every string inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


@pytest.mark.parametrize("field", ["about", "privacy_notice", "terms", "accessibility_statement"])
def test_clinic_texts_are_there_in_both_languages(field: str) -> None:
    assert all(HOSPITAL[field][language].strip() for language in LANGUAGES)


def test_clinic_page_has_its_facts() -> None:
    assert "(demo)" in HOSPITAL["name"]
    assert HOSPITAL["emergency_number"]
    assert HOSPITAL["advice_number"]
    assert HOSPITAL["phone"]
    assert set(HOSPITAL["languages"]) == set(LANGUAGES)
    assert len(HOSPITAL["opening_hours"]) == 7
    assert HOSPITAL["consent"]["version"]
    assert all(HOSPITAL["consent"][kind][language] for kind in ("ask", "publish") for language in LANGUAGES)


def test_each_queue_has_a_lead_two_clinicians_and_its_own_terms() -> None:
    assert len(HOSPITAL["queues"]) == 5
    for queue in HOSPITAL["queues"]:
        members = [key for key, person in PEOPLE.items() if queue["slug"] in person["queues"]]
        assert queue["lead"] in members
        assert len(members) >= 2
        assert queue["answer_within_hours"] > 0
        for language in LANGUAGES:
            terms = queue[f"terms_{language}"]
            assert len(terms) >= 30
            assert len(set(terms)) == len(terms)
            assert queue[f"name_{language}"]
            assert queue[f"description_{language}"]


def test_there_are_people_of_every_role() -> None:
    roles = Counter(person["role"] for person in PEOPLE.values())
    assert roles == {"patient": 3, "clinician": 5, "editor": 1, "privacy_officer": 1, "admin": 1}
    for person in PEOPLE.values():
        if person["role"] != "patient":
            assert person["credential"]
            assert person["specialty"]
            assert person["bio"]


def test_every_mail_address_is_of_the_reserved_demo_domain() -> None:
    everything = "\n".join(text for rows in (HOSPITAL, ANSWERS, QUESTIONS) for text in strings(rows))
    addresses = re.findall(r"\S+@[\w.-]+\w", everything)
    assert len(addresses) >= len(PEOPLE)
    assert all(address.endswith("@demo.invalid") for address in addresses)


def test_there_are_twelve_topics_with_five_answers_each() -> None:
    slugs = [topic["slug"] for topic in TOPICS]
    assert len(slugs) == len(FILES) == 12
    assert Counter(row["topic"] for row in ANSWERS) == dict.fromkeys(slugs, 5)
    for topic in TOPICS:
        assert topic["synonyms"]
        assert all(topic[f"{field}_{language}"] for field in ("name", "description") for language in LANGUAGES)


def test_ids_and_titles_are_unique() -> None:
    names = ids(ANSWERS) + ids(QUESTIONS)
    titles = [row["title"] for row in ANSWERS] + [row["public"]["title"] for row in PUBLIC]
    assert len(set(names)) == len(names)
    assert len({plain(title) for title in titles}) == len(titles)


@pytest.mark.parametrize("row", ANSWERS, ids=ids(ANSWERS))
def test_public_answer_is_complete_and_plain(row: Row) -> None:
    assert re.fullmatch(r"[a-z0-9-]+", row["id"])
    assert row["title"].endswith("?")
    assert 2 <= len(sentences(row["question"])) <= 8
    assert WORDS[0] <= len(words(row["answer"])) <= WORDS[1]
    assert grade(row["answer"]) <= MOST_GRADE
    assert grade(" ".join(row["safety_net"][part] for part in PARTS)) <= MOST_GRADE
    assert row["answered_by"] != row["reviewed_by"]
    assert all(PEOPLE[row[key]]["role"] == "clinician" for key in ("answered_by", "reviewed_by"))
    assert date(2025, 1, 1) <= date.fromisoformat(row["published"]) <= date(2026, 11, 30)
    assert row["review_months"] in {12, 36}
    check_sources(row["sources"])


def test_safety_nets_are_whole_and_no_part_is_used_twice() -> None:
    nets = [row["safety_net"] for row in ANSWERS] + [row["answer"]["safety_net"] for row in ANSWERED]
    assert all(tuple(net) == PARTS for net in nets)
    parts = [plain(net[part]) for net in nets for part in PARTS]
    assert all(parts)
    assert [part for part, times in Counter(parts).items() if times > 1] == []


def test_no_two_answers_share_a_sentence() -> None:
    rows = {row["id"]: [row["question"], row["answer"], *row["safety_net"].values()] for row in ANSWERS}
    rows |= {row["id"]: [row["answer"]["text"], *row["answer"]["safety_net"].values()] for row in ANSWERED}
    owners: dict[str, set[str]] = {}
    for name, texts in rows.items():
        for text in texts:
            for sentence in sentences(text):
                owners.setdefault(plain(sentence), set()).add(name)
    assert {sentence: names for sentence, names in owners.items() if len(names) > 1} == {}


def test_questions_stand_in_every_status() -> None:
    assert len(QUESTIONS) == 25
    assert {row["status"] for row in QUESTIONS} == BOTH_KINDS
    assert sum(row["language"] == "es" for row in QUESTIONS) >= 2
    assert {"emergency", "urgent"} <= {row.get("expected_level") for row in QUESTIONS}
    assert {row["about"] for row in QUESTIONS} == {str(about) for about in About}


@pytest.mark.parametrize("row", QUESTIONS, ids=ids(QUESTIONS))
def test_question_has_what_its_status_needs(row: Row) -> None:
    status, queue = row["status"], row["queue"]
    assert PEOPLE[row["patient"]]["role"] == "patient"
    assert row["subject"]
    assert row["text"]
    AgeBand(row["age_band"])
    assert all(EntryKind(entry["kind"]) and entry["by"] in PEOPLE and entry["text"] for entry in row.get("thread", ()))
    clinicians = [row[key] for key in ("holder", "answered_by", "reviewer", "closed_by") if key in row]
    assert all(queue in PEOPLE[key]["queues"] for key in clinicians)
    if status in {Status.CLAIMED, Status.WAITING}:
        assert row["holder"]
    if status == Status.CLOSED:
        assert CloseCode(row["close_code"]) is CloseCode.ANSWERED or row["advice"]
    if status in {Status.ANSWERED, Status.REOPENED, *PublicationStatus}:
        assert row["answered_by"]
        check_sources(row["answer"]["sources"])


@pytest.mark.parametrize(
    "row", [row for row in QUESTIONS if row["status"] in {*PublicationStatus}], ids=lambda row: str(row["id"])
)
def test_publication_has_consent_a_second_clinician_and_its_words(row: Row) -> None:
    assert row["consent_to_ask"] is True
    assert row["topic"] in {topic["slug"] for topic in TOPICS}
    if row["status"] in PRIVATE_ONLY:
        assert "public" not in row
        return
    assert row["reviewer"] != row["answered_by"]
    assert PEOPLE[row["editor"]]["role"] == "editor"
    assert all(row["public"][field] for field in ("title", "question", "answer"))
    assert grade(row["public"]["answer"]) <= MOST_GRADE


@pytest.mark.parametrize("row", PUBLIC, ids=ids(PUBLIC))
def test_public_words_hold_nothing_of_the_patients_profile(row: Row) -> None:
    profile = PEOPLE[row["patient"]]["profile"]
    known = {word for text in strings(profile) for word in re.findall(r"[A-Z]\w{3,}", text)}
    public = " ".join([*strings(row["public"]), *row["answer"]["safety_net"].values()])
    assert not known & set(re.findall(r"\w+", public))
    assert not re.search(r"\d{4,}", public)
