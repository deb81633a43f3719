"""Where words stand in a text, and other words in their place. Pure."""

import re
from collections.abc import Iterable, Iterator


def places_of(text: str, put: str) -> Iterator[tuple[int, int]]:
    """Return where words stand in a text as words of their own."""
    left, right = r"(?<!\w)" if put[:1].isalnum() else "", r"(?!\w)" if put[-1:].isalnum() else ""
    return (match.span() for match in re.finditer(left + re.escape(put) + right, text)) if put else iter(())


def put_in(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """Return a text with other words at some places, which do not overlap."""
    pieces: list[str] = []
    done = 0
    for start, end, put in sorted(changes):
        pieces += [text[done:start], put]
        done = end
    return "".join([*pieces, text[done:]])
