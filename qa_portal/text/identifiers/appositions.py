"""Names set beside who somebody is: "a 60-year-old male, Oriel L., last seen", "the patient, Hemi Trelawny,"."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.cue_words import LISTENERS
from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.guard import HEADS
from qa_portal.text.identifiers.lexicon import is_any_given, is_any_surname, is_clinical, is_known, written
from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span

CAPITAL = r"[A-ZÀ-Þ][^\W\d_]+(?:[-'’][^\W\d_]+)*"
BESIDE = re.compile(
    r"\b(?i:male|female|man|woman|boy|girl|gentleman|lady|patient|pt|client|child|baby|infant|toddler|teen|teenager|"
    r"teacher|student|veteran|resident|[mf]|hombre|mujer|var[oó]n|ni[nñ][oa]|paciente)"
    r"(?:, |,? (?i:named|called|like|llamad[oa]|de nombre) |: | \()"
    rf"(?P<id>{CAPITAL}(?: [A-ZÀ-Þ]\.| {CAPITAL}){{1,2}})(?=[,;:.)]|\s?$|\s)"
)
"""Two or three words with capitals, or one and an initial."""


def find_appositions(reading: Reading) -> Iterator[Span]:
    """Who a patient is, told between commas."""
    if reading.shouted:
        return
    for match in reading.each(BESIDE):
        words = [fold(word) for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", match["id"])]
        named = [word for word in words if len(word) > 1]
        initial = len(named) < len(words)
        if any(
            is_clinical(word) or word in HEADS | LISTENERS or word in written("safe_capitals") for word in named[1:]
        ):
            continue
        if is_clinical(named[0]) and not (is_any_given(named[0]) and initial):
            continue
        first = named[0]
        listed = is_any_given(first) or is_any_surname(first) or not is_known(first, reading.lang)
        if initial or (listed and len(named[-1]) > 2):
            yield Span(match.start("id"), match.end("id"), Kind.NAME, Finder.CUE, "after a word for what somebody does")
