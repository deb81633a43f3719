"""All rules of a language over one text, and the text with every suggestion taken."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from qa_portal.text.identifiers.composing import Composed
from qa_portal.text.quasi import ages_en, ages_es, body, diseases, jobs, phrases, places, times
from qa_portal.text.quasi.kinds import Quasi
from qa_portal.text.quasi.numerals import NUMBER_WORDS
from qa_portal.text.quasi.scanning import Rule, Rules, Scanned

MAX_ROUNDS = 3
"""A suggestion may bring a rule into reach that another word hid; after this many rounds a text is taken as it is."""


@cache
def _rules(lang: str) -> Rules:
    return Rules(_all(lang), NUMBER_WORDS)


def _all(lang: str) -> Iterator[Rule]:
    yield from (ages_es if lang == "es" else ages_en).rules()
    yield from body.rules()
    yield from times.rules()
    yield from diseases.rules(lang)
    yield from places.rules(lang)
    yield from jobs.rules(lang)
    yield from phrases.rules(f"phrases_{lang}.txt", lang)


def find_quasi(text: str, lang: str = "en") -> list[Quasi]:
    """Every quasi-identifier in `text`, in order and without overlaps; offsets are Python characters.

    `lang` is "en" or "es". Tags in place of identifiers are left alone, and so are doses, values and durations.
    """
    known = "es" if lang == "es" else "en"
    composed = Composed(text)
    found = _rules(known).find(Scanned(composed.text, known))
    places = ((quasi, composed.back(quasi.start, quasi.end)) for quasi in found)
    return [replace(quasi, start=start, end=end) for quasi, (start, end) in places]


def put_in(text: str, quasis: list[Quasi]) -> str:
    """The text with the suggestions of `quasis` in it; what is left out takes a blank with it."""
    pieces: list[str] = []
    done = 0
    for quasi in quasis:
        start = quasi.start
        if not quasi.suggestion and text[start - 1 : start] == " " and not text[quasi.end : quasi.end + 1].isalnum():
            start = max(done, start - 1)
        pieces += [text[done:start], quasi.suggestion]
        done = quasi.end
    return "".join([*pieces, text[done:]])


def generalised(text: str, lang: str = "en") -> str:
    """The text with every suggestion taken."""
    for _ in range(MAX_ROUNDS):
        wider = put_in(text, find_quasi(text, lang))
        if wider == text:
            break
        text = wider
    return text
