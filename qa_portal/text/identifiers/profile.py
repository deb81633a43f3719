"""What the house knows about the writer, and where any written form of it stands in a text."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any

from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.lexicon import is_common, is_stop
from qa_portal.text.identifiers.reading import Reading, Word
from qa_portal.text.identifiers.spans import Finder, Kind, Span
from qa_portal.text.identifiers.tags import POSTCODE, STREET, TITLES

NEAR_MISS_LETTERS = 5
"""A name part of so many letters is also found with one letter wrong."""
PARTICLES = frozenset("de la del der van von bin al el y e the of san st jr sr ii iii md rn".split())
ALWAYS_PLAIN = frozenset("may will do so an my in to be he no on or us we it is at as if by go me i a".split())
SPANISH_MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
ENGLISH_MONTHS = "january february march april may june july august september october november december".split()


def _strings(given: Any) -> tuple[str, ...]:
    if given is None:
        return ()
    items = [given] if isinstance(given, str | int) else list(given)
    return tuple(str(item).strip() for item in items if str(item).strip())


@dataclass(frozen=True, slots=True)
class Profile:
    """Identifiers the house holds about the writer and those around them; every field may be empty."""

    names: tuple[str, ...] = ()
    relatives: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    dob: tuple[str, ...] = ()
    email: tuple[str, ...] = ()
    phone: tuple[str, ...] = ()
    street: tuple[str, ...] = ()
    town: tuple[str, ...] = ()
    zip: tuple[str, ...] = ()
    mrn: tuple[str, ...] = ()
    member_id: tuple[str, ...] = ()
    other: tuple[str, ...] = field(default=())

    @classmethod
    def from_mapping(cls, given: Mapping[str, Any]) -> "Profile":
        """Read a mapping whose values are strings or lists of strings; unknown keys are ignored."""
        return cls(**{item.name: _strings(given.get(item.name)) for item in fields(cls)})


KINDS: dict[str, tuple[Kind, str]] = {
    "dob": (Kind.DATE, "birth date"),
    "email": (Kind.EMAIL, "own e-mail address"),
    "phone": (Kind.PHONE, "own telephone number"),
    "street": (Kind.LOCATION, STREET),
    "town": (Kind.LOCATION, "town"),
    "zip": (Kind.LOCATION, POSTCODE),
    "mrn": (Kind.MRN, "own record number"),
    "member_id": (Kind.HEALTHPLAN, "own insurance number"),
    "other": (Kind.OTHER_ID, "own number"),
}


def find_profile(reading: Reading, profile: Profile) -> Iterator[Span]:
    """Every written form of what the profile holds."""
    squeezed = _Squeezed(reading.text)
    wanted = _wanted(profile)
    for name, forms in wanted.forms:
        kind, reason = KINDS[name]
        for start, end in squeezed.find(forms, loose=name in {"email", "phone"}):
            yield Span(start, end, kind, Finder.PROFILE, reason)
    for start, end in squeezed.find(wanted.people, loose=True):
        yield Span(start, end, Kind.NAME, Finder.PROFILE, "own or known name")
    yield from _name_parts(reading, wanted)
    for word in reading.words:
        if wanted.towns.has(word.fold) and not is_common(word.fold):
            yield Span(word.start, word.end, Kind.LOCATION, Finder.PROFILE, "town")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is looked for on account of a profile."""

    forms: list[tuple[str, set[str]]]
    people: set[str]
    parts: set[str]
    nearly: "_NearMisses"
    towns: "_NearMisses"


@lru_cache(maxsize=4)
def _wanted(profile: Profile) -> _Wanted:
    """Worked out once for the texts of a question; few are kept, since a profile is clear text."""
    forms = [
        (name, date_forms(value) if name == "dob" else _forms(value, phone=name == "phone"))
        for name in KINDS
        for value in getattr(profile, name)
    ]
    people = (*profile.names, *profile.relatives, *profile.staff)
    parts = {part for name in people for part in re.findall(r"[^\W\d_]{2,}", fold(name).replace("'", ""))}
    # O'Brien is written obrien, and brien too.
    parts |= {part for name in people for part in re.findall(rf"[^\W\d_]{{{NEAR_MISS_LETTERS},}}", fold(name))}
    parts -= PARTICLES | TITLES
    towns = (part for value in profile.town for part in fold(value).split())
    squeezed = {_squeeze(name) for name in people}
    return _Wanted(forms, {name for name in squeezed if len(name) >= 6}, parts, _NearMisses(parts), _NearMisses(towns))


class _NearMisses:
    """Words of which one letter may be wrong; whichever it is, the first or the last letter is right."""

    def __init__(self, words: Iterable[str]) -> None:
        self._first: dict[str, list[str]] = {}
        self._last: dict[str, list[str]] = {}
        for word in words:
            if len(word) >= NEAR_MISS_LETTERS:
                self._first.setdefault(word[0], []).append(word)
                self._last.setdefault(word[-1], []).append(word)

    def has(self, word: str) -> bool:
        """Whether `word` is one letter away from one of them."""
        alike = (*self._first.get(word[:1], ()), *self._last.get(word[-1:], ()))
        return any(_one_wrong(word, other) for other in alike)


def _name_parts(reading: Reading, wanted: _Wanted) -> Iterator[Span]:
    parts = wanted.parts
    for index, word in enumerate(reading.words):
        written = word.fold.replace("'", "")
        bare = written[:-1] if written.endswith("s") and written[:-1] in parts else written
        if bare in parts:
            certain = _is_meant(reading, index, bare, parts)
            yield Span(word.start, word.end, Kind.NAME, Finder.PROFILE, "own or known name", certain)
        elif wanted.nearly.has(written) and not is_common(written):
            yield Span(word.start, word.end, Kind.NAME, Finder.PROFILE, "nearly a known name")


def _is_meant(reading: Reading, index: int, part: str, parts: set[str]) -> bool:
    """Whether a name part that is a word of every sentence (May, Will) stands for the person here."""
    if part not in ALWAYS_PLAIN and not is_stop(part):
        return True
    words: list[Word] = reading.words
    around = [words[place].fold for place in (index - 1, index + 1) if 0 <= place < len(words)]
    return (words[index].cap and not words[index].first) or any(near in parts and near != part for near in around)


def _one_wrong(one: str, other: str) -> bool:
    """Whether two words differ by one letter added, left out, changed, or two swapped."""
    if one == other or abs(len(one) - len(other)) > 1 or len(one) < NEAR_MISS_LETTERS - 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    return max(len(left), len(right)) <= 1 or (len(left) == len(right) == 2 and left == right[::-1])


def _squeeze(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


def _forms(value: str, *, phone: bool) -> set[str]:
    squeezed = _squeeze(value)
    forms = {squeezed}
    if phone:
        digits = re.sub(r"\D", "", fold(value))
        forms = {digits} | ({digits[-10:], digits[-9:], digits[-7:]} if len(digits) >= 9 else set())
    return {form for form in forms if len(form) >= 3}


def date_forms(value: str) -> set[str]:
    """A birth date written in every common way, squeezed to letters and digits."""
    day_month_year = _read_date(value)
    forms = {_squeeze(value)}
    for year, month, day in day_month_year:
        for dd in {f"{day:02}", str(day)}:
            for mm in {f"{month:02}", str(month)}:
                for yy in (f"{year}", f"{year % 100:02}"):
                    forms |= {mm + dd + yy, dd + mm + yy, f"{year}{mm}{dd}"}
            for name in (
                ENGLISH_MONTHS[month - 1],
                SPANISH_MONTHS[month - 1],
                ENGLISH_MONTHS[month - 1][:3],
                SPANISH_MONTHS[month - 1][:3],
            ):
                for suffix in ("", "st", "nd", "rd", "th"):
                    forms |= {
                        f"{name}{dd}{suffix}{year}",
                        f"{dd}{suffix}{name}{year}",
                        f"{name}{dd}{suffix}",
                        f"{dd}{suffix}{name}",
                    }
                forms |= {
                    f"{dd}de{name}de{year}",
                    f"{dd}de{name}del{year}",
                    f"{dd}de{name}",
                    f"{dd}of{name}{year}",
                    f"{dd}thof{name}{year}",
                }
    return {form for form in forms if len(form) >= 4}


def _read_date(value: str) -> set[tuple[int, int, int]]:
    numbers = [int(number) for number in re.findall(r"\d+", value)]
    months = [place for place, name in enumerate((*ENGLISH_MONTHS, *SPANISH_MONTHS)) if name[:3] in fold(value)]
    if len(numbers) == 1 and len(str(value).strip()) == 8 and value.strip().isdigit():
        digits = value.strip()
        numbers = (
            [int(digits[:2]), int(digits[2:4]), int(digits[4:])]
            if int(digits[4:]) > 1850
            else [int(digits[:4]), int(digits[4:6]), int(digits[6:])]
        )
    found: set[tuple[int, int, int]] = set()
    if len(numbers) == 3:
        one, two, three = numbers
        orders = [(one, two, three)] if one > 31 else [(three, one, two), (three, two, one)]
        found = {
            (year + (1900 if year < 100 else 0), month, day)
            for year, month, day in orders
            if 1 <= month <= 12 and 1 <= day <= 31
        }
    elif len(numbers) == 2 and months:
        day, year = sorted(numbers)
        found = {(year, months[0] % 12 + 1, day)} if day <= 31 else set()
    return found


@lru_cache(maxsize=1_000)
def _plain(char: str) -> str:
    return "".join(plain for plain in fold(char) if plain.isalnum()) if char.isalnum() else ""


class _Squeezed:
    """The letters and digits of a text, folded, with the place each came from."""

    def __init__(self, text: str) -> None:
        self._text = text
        if text.isascii():
            self._places = [place for place, char in enumerate(text) if char.isalnum()]
            self._letters = "".join([text[place] for place in self._places]).lower()
            return
        plain = [(place, letter) for place, char in enumerate(text) for letter in _plain(char)]
        self._places = [place for place, _ in plain]
        self._letters = "".join([letter for _, letter in plain])

    def find(self, forms: Iterable[str], *, loose: bool) -> Iterator[tuple[int, int]]:
        """Where any of `forms` stands; only whole words unless `loose`, never out of the middle of a longer number."""
        for form in forms:
            place = self._letters.find(form) if form else -1
            while place >= 0:
                start, end = self._places[place], self._places[place + len(form) - 1] + 1
                while end < len(self._text) and "\u0300" <= self._text[end] <= "\u036f":
                    end += 1
                if self._stands_alone(start, end, loose=loose) and end - start <= 3 * len(form) + 8:
                    yield start, end
                place = self._letters.find(form, place + 1)

    def _stands_alone(self, start: int, end: int, *, loose: bool) -> bool:
        before, after = self._text[start - 1 : start], self._text[end : end + 1]
        if loose and not self._text[start:end].replace(" ", "").isdigit():
            return True
        if loose:
            return not (after.isdigit() and before.isdigit())
        return not before.isalnum() and not after.isalnum()
