"""What readers narrow a list of answers by: the topic, the specialty that deals with it, the ages it is about.

An engine knows only tags, one a value: `topic:skin`. It keeps those of each page, and counts them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass

from qa_portal.index.pages import PublicPage
from qa_portal.text.ages import ages_of

Facets = Mapping[str, Mapping[str, int]]
"""By facet, how many answers have each value, most first."""


@dataclass(frozen=True, slots=True)
class Only:
    """What answers must have; empty for whatever it is."""

    topic: str = ""
    specialty: str = ""
    age: str = ""

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags a page must have, all of them."""
        return tuple(_tag(facet, value) for facet, value in zip(FACETS, astuple(self), strict=True) if value)


FACETS = tuple(Only.__slots__)
WHATEVER = Only()


def tags_of(page: PublicPage) -> frozenset[str]:
    """Return the tags of a page."""
    ages = ages_of(f"{page.title} {page.question}", page.answer)
    values = {"topic": (page.topic,), "specialty": (page.specialty,), "age": ages}
    return frozenset(_tag(facet, value) for facet, some in values.items() for value in some if value)


def _tag(facet: str, value: str) -> str:
    # Engines keep tags with spaces between them.
    return f"{facet}:{'-'.join(value.split())}"


def among(only: Only, members: Callable[[str], Iterable[int]]) -> frozenset[int] | None:
    """Return the documents that have all that is wanted; None where nothing special is."""
    sets = [frozenset(members(tag)) for tag in only.tags]
    return frozenset.intersection(*sets) if sets else None


def counted(
    only: Only, matched: set[int], tags: Iterable[str], members: Callable[[str], frozenset[int] | set[int]]
) -> Facets:
    """Count the values of each facet among what matches.

    What is chosen in a facet does not narrow its own counts, so that a reader sees what another choice would give.
    """
    found: dict[str, dict[str, int]] = {}
    known = sorted(tags)
    for facet in FACETS:
        own = f"{facet}:"
        there = matched
        for chosen in only.tags:
            if not chosen.startswith(own):
                there = there & members(chosen)
        counts = {tag.removeprefix(own): len(there & members(tag)) for tag in known if tag.startswith(own)}
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        found[facet] = {value: count for value, count in ordered if count}
    return found
