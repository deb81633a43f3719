"""Organisations named in ordinary English words: by their last word, by number or place, or in doubt."""

from collections.abc import Iterator

from qa_portal.text.identifiers.clubs import find_clubs
from qa_portal.text.identifiers.doubtful_places import find_doubtful_places
from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.spans import Span
from qa_portal.text.identifiers.trades import find_trades


def find_ordinary_firms(reading: Reading) -> Iterator[Span]:
    """What every word of is in the dictionary and still names one firm, school, church or clinic."""
    if reading.lang == "en":
        yield from find_trades(reading)
        yield from find_clubs(reading)
        yield from find_doubtful_places(reading)
