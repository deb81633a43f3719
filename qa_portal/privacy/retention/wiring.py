"""What the room offers to the evidence: how many deletions are overdue."""

from flask import Flask
from flask_babel import lazy_gettext as _
from flask_babel import ngettext

from qa_portal import clock
from qa_portal.audit.evidence import Check, Finding, offer
from qa_portal.db import read
from qa_portal.privacy.retention.queries import overdue


def init_app(app: Flask) -> None:
    """Offer the check of overdue deletions."""
    offer(app, "deletions", Check(_("Nothing is kept longer than promised"), _look, _say))


def _look() -> Finding:
    late = overdue(read(), clock.now())
    return Finding(late == 0, {"overdue": late})


def _say(finding: Finding) -> str:
    late = int(finding.figures["overdue"] or 0)
    return str(ngettext("%(num)s deletion is overdue.", "%(num)s deletions are overdue.", late))
