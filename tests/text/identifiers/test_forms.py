"""Whatever way an identifier is written, nothing of it is left; offsets, tags and a second pass hold too."""

import random
import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_portal.text.identifiers import Profile, Tagger, find, replace
from qa_portal.text.identifiers.profile import NEAR_MISS_LETTERS
from tests.text.identifiers.texts import OPEN, read

NAMES = ["Rosalind Achterberg", "Íñigo Muñoz", "Siobhan O'Brien", "Kwabena Osei-Tutu", "Zoë Ångström", "Mateo Quiñónez"]
MAILS = ["rosie.a@example.org", "i_munoz81@correo.es", "k-osei@clinic.example.com"]
PHONES = ["(605) 555-0199", "+34 612 345 678", "020 7946 0958"]
STREETS = ["44 Wisteria Lane", "Calle Olmos 17", "9 Brackenfell Rd"]
TOWNS = ["Tallahassee", "Getafe", "Ouagadougou"]
PROFILES = st.builds(
    lambda name, other, number: {
        "names": [name],
        "relatives": [other],
        "dob": f"19{40 + number}-0{1 + number % 9}-1{number % 9}",
        "email": MAILS[number % 3],
        "phone": PHONES[number % 3],
        "street": STREETS[number % 3],
        "town": TOWNS[number % 3],
        "zip": f"3230{number % 9}",
        "mrn": f"MR-00482{number + 11}",
        "member_id": f"XJH 8821 99{number + 11}",
    },
    st.sampled_from(NAMES[:3]),
    st.sampled_from(NAMES[3:]),
    st.integers(0, 40),
)
UNSEEN = ["\u200b", "\u200d", "\u00ad", "\u2060", "\u200f"]
PEOPLE = {"names", "relatives"}
FILL = [
    "my knee hurts",
    "since the fall",
    "is that normal?",
    "👩🏽‍⚕️",
    "I take ibuprofen 400 mg",
    "שלום",
    "me duele",
    "ok",
]


def bare(name: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char))


def wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def sown(text: str, seed: str, chance: random.Random) -> str:
    return "".join(char + (seed if chance.random() < 0.3 else "") for char in text)


def slipped(part: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(part) - 1)
    return part[:place] + chance.choice(
        [part[place + 1 :], "x" + part[place + 1 :], part[place] * 2 + part[place + 1 :]]
    )


WAYS: list[Callable[[str], str]] = [
    str,
    str.upper,
    str.lower,
    bare,
    wide,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: unicodedata.normalize("NFD", text.upper()),
    lambda text: f"\u200f{text}\u200e",
]


def written(kind: str, value: str, chance: random.Random) -> str:
    """An identifier in one of the ways people and machines write it."""
    if kind in PEOPLE:
        parts = value.split()
        first, last = parts[0], parts[-1]
        long = [part for part in re.findall(r"[^\W\d_]+", bare(value)) if len(part) >= NEAR_MISS_LETTERS]
        ways = [value, first, last, f"{first}\n{last}", f"{first[0]}. {last}", f"{value}'s", f"{first}-{last}"]
        value = chance.choice([*ways, f"{last}, {first}", slipped(chance.choice(long), chance)])
    elif kind == "dob":
        year, month, day = value.split("-")
        value = chance.choice(
            [value, f"{month}/{day}/{year}", f"{int(day)}.{int(month)}.{year}", f"{day}{month}{year}"]
        )
    elif kind in {"phone", "zip", "mrn", "member_id"}:
        digits = re.sub(r"[^\w]", "", value)
        value = chance.choice(
            [value, digits, re.sub(r"\W+", ".", value), re.sub(r"\W+", "-", value), re.sub(r"\W+", " ", value)]
        )
    elif kind == "email":
        value = chance.choice([value, value.replace("@", " at ").replace(".", " dot "), value.replace("@", " [at] ")])
    value = chance.choice(WAYS)(value)
    return sown(value, chance.choice(UNSEEN), chance) if chance.random() < 0.3 else value


def squeezed(text: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(char for char in plain if char.isalnum())


def secrets(profile: dict[str, object]) -> list[str]:
    """What must not be read any more: names by part, the rest whole, numbers by their digits."""
    names = [*profile["names"], *profile["relatives"]]  # type: ignore[misc]
    parts = [squeezed(part) for name in names for part in re.split(r"[\s-]", name) if len(squeezed(part)) > 2]
    whole = [squeezed(str(profile[kind])) for kind in ("email", "street", "town", "zip", "mrn", "member_id")]
    year, month, day = str(profile["dob"]).split("-")
    digits = re.sub(r"\D", "", str(profile["phone"]))
    return [*parts, *whole, digits, digits[-7:], year + month + day, month + day + year, day + month + year]


def left_over(text: str, profile: dict[str, object], lang: str) -> str:
    return squeezed(re.sub(r"\[[^\]]*\]", " | ", replace(text, find(text, profile, lang), Tagger(lang))))


def check_nothing_is_left(profile: dict[str, object], seed: int, fill: list[str], lang: str) -> None:
    chance = random.Random(seed)
    kinds = chance.sample(sorted(profile), 4)
    values = [(kind, value if isinstance(value, str) else value[0]) for kind in kinds for value in [profile[kind]]]  # type: ignore[index]
    ways = [(kind, written(kind, value, chance)) for kind, value in values]
    pieces = [way for _, way in ways] + fill
    chance.shuffle(pieces)
    left = left_over(" . ".join(pieces), profile, lang)
    asked = {part for kind, way in ways for part in (re.split(r"[\s,.-]+", way) if kind in PEOPLE else [way])}
    assert [way for way in asked if len(squeezed(way)) >= 5 and squeezed(way) in left] == []
    assert [secret for secret in secrets(profile) if secret in left] == []


CASES = (PROFILES, st.integers(0, 10**9), st.lists(st.sampled_from(FILL), max_size=3), st.sampled_from(["en", "es"]))


@settings(max_examples=120, deadline=None)
@given(*CASES)
def test_nothing_of_a_profile_is_left_in_any_writing(
    profile: dict[str, object], seed: int, fill: list[str], lang: str
) -> None:
    check_nothing_is_left(profile, seed, fill, lang)


@pytest.mark.soak
@settings(max_examples=3_000, deadline=None)
@given(*CASES)
def test_nothing_of_a_profile_is_left_in_many_more_writings(
    profile: dict[str, object], seed: int, fill: list[str], lang: str
) -> None:
    check_nothing_is_left(profile, seed, fill, lang)


@pytest.mark.parametrize("name", OPEN)
def test_replacing_twice_is_replacing_once(name: str) -> None:
    changed = []
    for sample in read(name):
        once = replace(sample.text, find(sample.text, sample.as_profile(), sample.lang), Tagger(sample.lang))
        again = find(once, sample.as_profile(), sample.lang)
        tags = [match.span() for match in re.finditer(r"\[[^\]\n]*\]", once)]
        inside = [span for span in again if any(low <= span.start < high for low, high in tags) and span.certain]
        if inside or replace(once, again, Tagger(sample.lang)) != once:
            changed.append(sample.name)
    assert changed == []


PREFIXES = [
    "👩‍👩‍👧‍👦 ",
    "e\u0301te\u0301 ",
    "line\r\nline\r\n",
    "שלום ",
    "𝟘 𝓪 ",
    "🏳️‍🌈🇪🇸 ",
    "\u200f\u200b ",
    "ﬁﬂ ",
    "日本語 ",
    "ａｂｃ ",
]
SENTENCES = ["My name is Rosalind Achterberg.", "Write to rosie.a@example.org now.", "Call 605-555-0199 today."]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PREFIXES), min_size=1, max_size=4).map("".join), st.sampled_from(SENTENCES))
def test_what_stands_before_moves_a_span_by_its_own_length(before: str, sentence: str) -> None:
    alone = [(span.start, span.end) for span in find(sentence) if span.certain]
    before += "\n\n"
    moved = [(span.start - len(before), span.end - len(before)) for span in find(before + sentence) if span.certain]
    assert [place for place in moved if place[0] >= 0] == alone != []


@pytest.mark.parametrize(
    "name",
    [
        "R\u200bosalind",
        "Ｒｏｓａｌｉｎｄ",
        "𝐑𝐨𝐬𝐚𝐥𝐢𝐧𝐝",
        "Ro\u00adsa\u00adlind",
        "\u202eRosalind\u202c",
        "Rosa\ufe0flind",
    ],
)
def test_letters_in_disguise_are_read_and_the_span_holds_them_all(name: str) -> None:
    text = f"it hurts 😀 {name} said"
    (span,) = [span for span in find(text, {"names": "Rosalind Achterberg"}) if span.certain]
    assert text[span.start : span.end].strip("\u202e\u202c") == name.strip("\u202e\u202c")


def test_two_people_never_share_a_tag() -> None:
    tags = Tagger()
    texts = ["Ana asks", "Ana Ruiz and Ana Lopez are sisters", "Ana Ruiz, Ana Lopez and Luis Ruiz came"]
    profile = Profile.from_mapping({"names": ["Ana Ruiz"], "relatives": ["Ana Lopez", "Luis Ruiz"]})
    _, question, answer = (replace(text, find(text, profile), tags) for text in texts)
    one, other = re.findall(r"\[name \d\]", question)
    assert one != other
    assert re.findall(r"\[name \d\]", answer)[:2] == [one, other]
    assert len(set(re.findall(r"\[name \d\]", answer))) == 3
