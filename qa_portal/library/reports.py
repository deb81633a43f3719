"""Reports of readers: what is wrong on a page, taken without an account, and what became of it, by number."""

import secrets
from dataclasses import replace as with_

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.db import new_id, transaction
from qa_portal.errors import Gone
from qa_portal.library.models import Page
from qa_portal.library.service import page_or_404
from qa_portal.library.upkeep_models import PageReport, ReportOutcome, Wrong
from qa_portal.outbox import queue
from qa_portal.outbox.topics import Topic as Work
from qa_portal.text.identifiers import Tagger, find, replace

MAX_CHARS = 300
STORED_CHARS = 400
"""Tags may be longer than what they stand for."""
NUMBER_SIGNS = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""No vowel, so that no number is a word; nothing that looks like something else."""
NUMBER_CHARS = 8
"""28^8 numbers and ten look-ups an hour: nobody finds somebody else's."""
CHOICES: dict[Wrong, LazyString] = {
    Wrong.OUTDATED: _("It is out of date"),
    Wrong.UNSAFE: _("It could harm somebody"),
    Wrong.MISTAKE: _("There is a mistake in it"),
    Wrong.UNCLEAR: _("I do not understand it"),
    Wrong.NAMES_SOMEBODY: _("It seems to name or point to somebody"),
    Wrong.OTHER: _("Something else"),
}
"""What readers may choose."""
OUTCOMES: dict[ReportOutcome, LazyString] = {
    ReportOutcome.CHANGED: _("We changed the page."),
    ReportOutcome.RIGHT: _("We looked at it with a clinician. It is right as it is."),
    ReportOutcome.TAKEN_DOWN: _("We took the page down."),
    ReportOutcome.CANNOT_TELL: _(
        "We could not tell from the report what is wrong. Please send another with more words."
    ),
}
"""What readers are told became of their report."""


def add(session: Session, page: Page, wrong: Wrong, words: str, *, lang: str) -> PageReport:
    """Keep a report of a live page, with everything taken out of its words that may point to a person.

    Raises: Gone.
    """
    if not page.is_live:
        raise Gone("This page is not public now.")
    report = PageReport(id=new_id(), number=_new_number(), page_id=page.id, wrong=wrong.value, lang=lang)
    report.words = without_people(words, lang)
    report.reported_at = clock.now()
    session.add(report)
    queue.put(session, Work.PAGE_REPORTED, report.id)
    return report


def report(page_id: str, wrong: str, words: str, *, lang: str) -> str:
    """Take what a reader says is wrong on a page; return the number to look it up by.

    Raises: NotFound, Gone.
    """
    with transaction() as session:
        return add(session, page_or_404(session, page_id), Wrong(wrong), words, lang=lang).number


def without_people(words: str, lang: str) -> str:
    """Put tags in place of whatever may be an identifier: nobody looks at these words before they are stored."""
    spans = [with_(span, certain=True) for span in find(words, lang=lang)]
    return replace(words, spans, Tagger(lang))[:STORED_CHARS]


def by_number(session: Session, number: str) -> PageReport | None:
    """Return a report by its number, however it is typed; None for a number nobody got."""
    plain = "".join(sign for sign in number.upper() if sign.isalnum())[:NUMBER_CHARS]
    return session.scalar(select(PageReport).where(PageReport.number == plain))


def spaced(number: str) -> str:
    """A number as people read it: `R7K3 M9QX`."""
    return f"{number[:4]} {number[4:]}"


def _new_number() -> str:
    return "".join(secrets.choice(NUMBER_SIGNS) for _place in range(NUMBER_CHARS))
