"""What is looked up before anything is shown: live pages only."""

from sqlalchemy.orm import Session

from qa_portal.errors import Gone
from qa_portal.library.models import Page
from qa_portal.library.service import merged_into, page_or_404


def live_page(session: Session, page_id: str) -> Page:
    """Return a page that can be read, or the one it was merged into.

    Raises: NotFound, Gone.
    """
    page = page_or_404(session, page_id)
    moved_to = merged_into(session, page)
    if moved_to is not None:
        return session.get_one(Page, moved_to)
    if not page.is_live:
        raise Gone("This page was withdrawn.")
    return page
