"""Who stands for an answer and when it was looked at, as the rows of a list."""

from collections.abc import Mapping

from flask_babel import gettext

from qa_portal.clinic.people import Person
from qa_portal.library.dates import plain_date
from qa_portal.library.models import Page
from qa_portal.web.languages import public_path

Row = tuple[str, ...]
People = Mapping[tuple[str, str], Person]


def standing(page: Page, people: People | None = None) -> list[Row]:
    """(label, words) of what a reader should know of an answer; only what is known.

    For who has a public page among `people`, by (name, credential), its path and the words that lead there follow.
    """
    rows: list[Row] = [
        signed(gettext("Answered by"), page.answered_by, page.answered_credential, people),
        signed(gettext("Checked by"), page.reviewed_by, page.reviewed_credential, people),
        (gettext("Written by"), page.sources[0]["title"] if page.imported and page.sources else ""),
        (gettext("Added here") if page.imported else gettext("Published"), plain_date(page.published_at)),
        (gettext("Last reviewed"), plain_date(page.last_reviewed_at)),
        # Nobody here has reviewed an imported text, so there is no next time either.
        (gettext("Next review"), "" if page.imported else plain_date(page.review_by_at)),
        (gettext("Our check"), gettext("Our clinicians have not checked this text.") if page.imported else ""),
    ]
    return [row for row in rows if row[1]]


def signed(label: str, name: str, credential: str, people: People | None) -> Row:
    """Return the row of somebody who stands for a page."""
    person = (people or {}).get((name, credential))
    about = (public_path(person.path), gettext("About this person")) if person else ()
    return (label, named(name, credential), *about)


def named(name: str, credential: str) -> str:
    """Return a name with its credential, if it has one."""
    return f"{name}, {credential}" if credential else name
