"""What is looked up before anything is shown: live pages only."""

from sqlalchemy.orm import Session

from qa_portal.errors import Gone
from qa_portal.library.models import Page
from qa_portal.library.service import page_or_404


def live_page(session: Session, page_id: str) -> Page:
    """Return a page that can be read.

    Raises: NotFound, Gone.
    """
    page = page_or_404(session, page_id)
    if not page.is_live:
        raise Gone("This page was withdrawn.")
    return page
