"""The use case of reach: gather what may be told of the readers."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from qa_portal.index.backend import SearchBackend
from qa_portal.journey.reach import queries
from qa_portal.journey.reach.queries import Read, Wanted
from qa_portal.library.count_models import Counted

Weeks = list[tuple[datetime, int | None]]


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be told; None stands for a number that is too small."""

    totals: dict[str, int | None]
    views: Weeks
    searches: Weeks
    read: list[Read]
    tags: dict[str, int]
    wanted: list[Wanted]


def reach(session: Session, backend: SearchBackend, today: date) -> Reach:
    """Gather the counts of the last three months."""
    first = queries.since(today)
    return Reach(
        totals={what.value: queries.told(queries.total(session, what, first)) for what in Counted},
        views=queries.weeks(session, Counted.VIEW, today),
        searches=queries.weeks(session, Counted.SEARCH, today),
        read=queries.most_read(session, first),
        tags=queries.by_key(session, Counted.VIA, first),
        wanted=queries.wanted(session, backend, first),
    )
