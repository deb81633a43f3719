"""Reading for the room of guides: the lists, and what the form offers to choose."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from qa_portal import clock
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.models import Member
from qa_portal.guide.models import Guide, GuideVersion
from qa_portal.guide.stages import OPEN, Stage
from qa_portal.library import queries as library
from qa_portal.library.models import Page

SOON_MONTHS = 1
"""So long before its review date a guide is on the list of those due, as answers are."""
CHOICES = 60
"""Answers of its topic a guide's form offers to lead to."""


@dataclass(frozen=True, slots=True)
class Row:
    """A guide in a list."""

    guide: Guide
    coming: GuideVersion | None
    live: GuideVersion | None
    newest: GuideVersion
    page: Page | None

    @property
    def title(self) -> str:
        """Its newest title."""
        return (self.coming or self.newest).title

    @property
    def shelf(self) -> str:
        """The list it stands in: `check`, `ready`, `draft`, `due`, `live` or `past`."""
        if self.coming is not None:
            return {Stage.IN_CHECK: "check", Stage.DRAFT: "draft"}.get(Stage(self.coming.stage), "ready")
        if self.live is None:
            return "past"
        return "due" if self._is_due else "live"

    @property
    def _is_due(self) -> bool:
        # A guide nobody looked at in time is not shown any more, and is due all the more.
        by = self.page.review_by_at if self.page is not None else None
        return by is not None and by <= clock.months_later(clock.now(), SOON_MONTHS)


def rows(session: Session) -> list[Row]:
    """Return all guides, what changed last first; their long texts are not read."""
    short = select(GuideVersion).options(defer(GuideVersion.body), defer(GuideVersion.help))
    found: dict[str, list[GuideVersion]] = {}
    for version in session.scalars(short.order_by(GuideVersion.number.desc())):
        found.setdefault(version.guide_id, []).append(version)
    pages = {page.id: page for page in session.scalars(select(Page).where(Page.slug.is_not(None)))}
    made = [_row(versions, pages.get(guide_id)) for guide_id, versions in found.items()]
    return sorted(made, key=lambda row: row.newest.saved_at, reverse=True)


def _row(versions: Sequence[GuideVersion], page: Page | None) -> Row:
    coming = next((one for one in versions if one.stage in OPEN), None)
    live = next((one for one in versions if one.stage == Stage.LIVE), None)
    return Row(versions[0].guide, coming, live, versions[0], page)


def names(session: Session, versions: Sequence[GuideVersion]) -> dict[str, str]:
    """Return the names of the people who wrote, checked and released these versions."""
    ids = {one for row in versions for one in (row.written_by_id, row.checked_by_id, row.released_by_id, row.owner_id)}
    return {key: row.display_name for key, row in clinic.members_by_id(session, filter(None, ids)).items()}


def topic_choices(session: Session, language: str) -> list[tuple[str, str]]:
    """Return what the topic can be."""
    return [(topic.slug, topic.name(language)) for topic in library.topics(session)]


def owner_choices(session: Session) -> list[tuple[str, str]]:
    """Return who can stand for a guide: everybody on the staff."""
    return [(row.account_id, _named(row)) for row in clinic.members(session)]


def _named(member: Member) -> str:
    return f"{member.display_name}, {member.specialty}" if member.specialty else member.display_name


def answer_choices(session: Session, topic_slug: str | None, picked: Sequence[str]) -> list[tuple[str, str]]:
    """Return answers of the topic that are not picked yet, newest first."""
    if topic_slug is None:
        return []
    titles = library.newest_titles(session, topic_slug, CHOICES)
    return [(title.id, title.title) for title in titles if title.id not in picked and not title.slug]
