"""Guides: one value for what a guide shows, made the same for the public page and for its preview."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from qa_portal.library import glossary, history, queries, structured
from qa_portal.library.dates import plain_date
from qa_portal.library.history_models import PageChange
from qa_portal.library.models import Page
from qa_portal.library.queries import Title
from qa_portal.library.standing import People, Row, signed
from qa_portal.text.jargon import Entry
from qa_portal.text.markup import Block, contents, read
from qa_portal.text.short_names import free, slug
from qa_portal.text.wording import PublicWords, Source

LEAST_CONTENTS = 3
"""With fewer headings a table of contents leads nowhere one cannot see."""
MOST_PICKED = 12
"""Answers a guide can lead to by hand."""
NAMELESS = "guide"
"""In the address of a guide whose title has no letters we can put there."""


@dataclass(frozen=True, slots=True)
class ShownGuide:
    """The words of a guide, cut for a page."""

    title: str
    summary: str
    lang: str
    body: list[Block]
    help: list[Block]
    sources: tuple[Source, ...]
    medical_words: Sequence[Entry] = ()
    """Those that are marked in the body."""

    @property
    def contents(self) -> list[Block]:
        """Its headings, where there are enough for a table."""
        found = contents(self.body)
        return found if len(found) >= LEAST_CONTENTS else []


def shown(words: PublicWords, lang: str) -> ShownGuide:
    """Return the words of a guide as its page shows them."""
    body, help_box = read(words.answer), read(words.safety_net.worry)
    return ShownGuide(words.title, words.question, lang, body, help_box, words.sources)


def explained(guide: ShownGuide) -> ShownGuide:
    """Mark the medical words of a guide, for a page that explains them below."""
    body, medical_words = glossary.marked_guide(guide.body, guide.lang)
    return replace(guide, body=body, medical_words=medical_words)


def standing(page: Page, people: People | None = None) -> list[Row]:
    """(label, words) of who stands for a guide and when it was looked at; only what is known."""
    rows: list[Row] = [
        signed(gettext("Written by"), page.answered_by, page.answered_credential, people),
        signed(gettext("Checked by"), page.reviewed_by, page.reviewed_credential, people),
        (gettext("Published"), plain_date(page.published_at)),
        (gettext("Last changed"), plain_date(page.updated_at)),
        (gettext("Last reviewed"), plain_date(page.last_reviewed_at)),
        (gettext("Next review"), plain_date(page.review_by_at)),
    ]
    return [row for row in rows if row[1]]


def picked(session: Session, ids: Sequence[str]) -> list[Title]:
    """Return hand-picked answers in their order; those that are public now, each once."""
    titles = queries.titles_by_id(session, ids)
    return [titles[page_id] for page_id in dict.fromkeys(ids) if page_id in titles]


def free_slug(session: Session, title: str) -> str:
    """Return a name for the address of a new guide that no other guide has, or ever had."""
    return free(slug(title) or NAMELESS, lambda name: queries.by_slug(session, name) is not None)


def corrections(changes: Sequence[PageChange]) -> list[PageChange]:
    """Return the changes that put something right."""
    return [change for change in changes if change.notice]


def guide_data(page: Page, *, url: str, clinic_name: str, changes: Sequence[PageChange] = ()) -> dict[str, Any]:
    """Return a guide as a schema.org MedicalWebPage; empty values are left out."""
    return structured.page_data(page, url=url, clinic_name=clinic_name) | structured.filled(
        {
            "headline": page.title,
            "author": structured.person(page.answered_by, page.answered_credential),
            "correction": [
                {"@type": "CorrectionComment", "text": one.notice, "datePublished": one.changed_at.date().isoformat()}
                for one in corrections(changes)
            ]
            or None,
        }
    )


def history_of(session: Session, page: Page) -> Sequence[PageChange]:
    """Return what readers may know of a guide's past, newest first."""
    return history.changes(session, page.id)
