"""All finders over one text: the union, the longest span wins."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from qa_portal.text.identifiers.appositions import find_appositions
from qa_portal.text.identifiers.bare_places import find_bare_places
from qa_portal.text.identifiers.capital_runs import find_capital_runs
from qa_portal.text.identifiers.collapsing import Collapsed, trimmed
from qa_portal.text.identifiers.composing import Composed
from qa_portal.text.identifiers.contacts import find_contacts
from qa_portal.text.identifiers.dates import find_ages, find_dates
from qa_portal.text.identifiers.day_words import find_told_days
from qa_portal.text.identifiers.dwellings import find_dwellings
from qa_portal.text.identifiers.frames import find_framed
from qa_portal.text.identifiers.great_ages import find_great_ages
from qa_portal.text.identifiers.growing import find_grown
from qa_portal.text.identifiers.labelled import find_labelled
from qa_portal.text.identifiers.listed_names import find_listed_names, find_signature, find_speaker
from qa_portal.text.identifiers.lone_names import find_lone_names
from qa_portal.text.identifiers.loose_days import find_loose_days
from qa_portal.text.identifiers.national import find_national
from qa_portal.text.identifiers.numbers import find_numbers
from qa_portal.text.identifiers.ordinary_firms import find_ordinary_firms
from qa_portal.text.identifiers.organisations import find_organisations
from qa_portal.text.identifiers.people import find_cued_names
from qa_portal.text.identifiers.pet_names import find_pet_names
from qa_portal.text.identifiers.places import find_towns
from qa_portal.text.identifiers.profile import Profile, find_profile
from qa_portal.text.identifiers.proper_nouns import find_proper_nouns
from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.recasing import is_uncased, recased
from qa_portal.text.identifiers.repeats import find_repeats
from qa_portal.text.identifiers.scanned import READ, letters_for_digits
from qa_portal.text.identifiers.small_names import find_small_names
from qa_portal.text.identifiers.spanish_facilities import find_spanish_facilities
from qa_portal.text.identifiers.spanish_people import find_agents
from qa_portal.text.identifiers.spanish_places import find_spanish_places
from qa_portal.text.identifiers.spans import Span, join_neighbours, union
from qa_portal.text.identifiers.spoken import find_spoken
from qa_portal.text.identifiers.streets import find_addresses, find_streets
from qa_portal.text.identifiers.tags import TAG
from qa_portal.text.identifiers.unknown import find_unknown
from qa_portal.text.identifiers.workplaces import find_workplaces

_Finder = Callable[[Reading], Iterable[Span]]
FINDERS: tuple[_Finder, ...] = (
    find_contacts,
    find_dates,
    find_ages,
    find_told_days,
    find_loose_days,
    find_great_ages,
    find_numbers,
    find_national,
    find_spoken,
    find_streets,
    find_dwellings,
    find_towns,
    find_organisations,
    find_workplaces,
    find_bare_places,
    find_framed,
    find_ordinary_firms,
    find_spanish_facilities,
    find_spanish_places,
    find_agents,
    find_proper_nouns,
    find_labelled,
    find_appositions,
    find_cued_names,
    find_listed_names,
    find_lone_names,
    find_small_names,
    find_signature,
    find_speaker,
    find_unknown,
    find_capital_runs,
)
"""All of them; of two that see the same stretch the first names the kind, so their order stands."""
BESIDE_FINDS: tuple[_Finder, ...] = (
    find_great_ages,
    find_dwellings,
    find_framed,
    find_labelled,
    find_appositions,
    find_cued_names,
    find_listed_names,
    find_lone_names,
    find_small_names,
    find_signature,
    find_speaker,
    find_unknown,
    find_capital_runs,
)
"""Those that look at what stands beside a word: a find next to it may tell them more."""
CASED: tuple[_Finder, ...] = (
    *BESIDE_FINDS,
    find_towns,
    find_organisations,
    find_workplaces,
    find_proper_nouns,
    find_streets,
    find_numbers,
    find_national,
)
"""Those that go by capitals: a text without any gets them put back for these."""
MAX_ROUNDS = 6
"""A find may uncover another (its neighbour now ends the letter), so they run again until none is new."""


def find(text: str, profile: Profile | Mapping[str, Any] | None = None, lang: str = "en") -> list[Span]:
    """Every identifier in `text`, in order and without overlaps; offsets are Python characters.

    `lang` is "en" or "es". Certain spans are to be replaced; the others wait for a person. Tags that
    `replace` wrote are left alone, so a replaced text has no certain span left.
    """
    known = profile if isinstance(profile, Profile) or profile is None else Profile.from_mapping(profile)
    composed = Composed(text)
    found = [(span, composed.back(span.start, span.end)) for span in _all_rounds(composed.text, known, lang)]
    return [span.moved(start, end) for span, (start, end) in found]


def _all_rounds(text: str, known: Profile | None, lang: str) -> list[Span]:
    blocks = [match.span() for match in TAG.finditer(text)]
    found: list[Span] = []
    whole = Reading("", lang)
    for count in range(MAX_ROUNDS):
        view = Collapsed(text, blocks)
        reading, finders = Reading(view.text, lang), FINDERS
        uncased = is_uncased(reading)
        if not count:
            whole = reading
        else:
            reading, finders = (Reading(recased(reading), lang), CASED) if uncased else (reading, BESIDE_FINDS)
        fresh = trimmed([view.back(span) for span in _one_round(reading, known, finders)], text, blocks)
        found += fresh
        new = [(span.start, span.end) for span in fresh if span.certain]
        if not new and (count or not uncased):
            break
        blocks = sorted([*blocks, *new])
    if found:
        found += find_grown(whole if len(whole.text) == len(text) else Reading(text, lang), found)
    mended = letters_for_digits(text)
    if mended != text:
        found += [span for span in _all_rounds(mended, known, lang) if span.certain and span.type in READ]
    return join_neighbours(union(found), text)


def _one_round(reading: Reading, profile: Profile | None, finders: tuple[_Finder, ...]) -> list[Span]:
    spans = [span for finder in finders for span in finder(reading)]
    if profile is not None and finders is FINDERS:
        spans += find_profile(reading, profile)
        spans += find_pet_names(reading, profile)
    found = union(spans)
    for more in (find_addresses, find_repeats):
        further = list(more(reading, found))
        found = union([*found, *further]) if further else found
    return join_neighbours(found, reading.text)
