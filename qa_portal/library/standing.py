"""Who stands for an answer and when it was looked at, as the rows of a list."""

from flask_babel import gettext

from qa_portal.library.dates import plain_date
from qa_portal.library.models import Page


def standing(page: Page) -> list[tuple[str, str]]:
    """(label, words) of what a reader should know of an answer; only what is known."""
    rows = [
        (gettext("Answered by"), named(page.answered_by, page.answered_credential)),
        (gettext("Checked by"), named(page.reviewed_by, page.reviewed_credential)),
        (gettext("Written by"), page.sources[0]["title"] if page.imported and page.sources else ""),
        (gettext("Added here") if page.imported else gettext("Published"), plain_date(page.published_at)),
        (gettext("Last reviewed"), plain_date(page.last_reviewed_at)),
        # Nobody here has reviewed an imported text, so there is no next time either.
        (gettext("Next review"), "" if page.imported else plain_date(page.review_by_at)),
        (gettext("Our check"), gettext("Our clinicians have not checked this text.") if page.imported else ""),
    ]
    return [(label, words) for label, words in rows if words]


def named(name: str, credential: str) -> str:
    """Return a name with its credential, if it has one."""
    return f"{name}, {credential}" if credential else name
