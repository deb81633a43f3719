"""Reading for the second person: what was there before, and whose words these are."""

from sqlalchemy.orm import Session

from qa_portal.clinic import queries as clinic
from qa_portal.guide import looking, queries
from qa_portal.guide.models import GuideVersion
from qa_portal.text.diff import Change, word_diff


def changes(session: Session, version: GuideVersion) -> list[Change] | None:
    """Return what differs from what readers have now; None for a guide that is not public."""
    live = queries.live_of(session, version.guide_id)
    return looking.around(word_diff(looking.as_text(live), looking.as_text(version))) if live else None


def writer(session: Session, version: GuideVersion) -> str:
    """Return the name of who wrote it last."""
    member = clinic.member(session, version.written_by_id)
    return member.display_name if member else ""
