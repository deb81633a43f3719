"""Pages of upkeep: what is due, and what readers reported."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.errors import BadInput
from qa_portal.index.current import index
from qa_portal.journey.upkeep import queries, service
from qa_portal.journey.upkeep.schemas import MAX_NOTICE_CHARS, Changes, Decision, Merging, Recalling
from qa_portal.library.queries import topics
from qa_portal.library.recalls import MOST, REASONS, Wanted, alike, matching
from qa_portal.library.reports import CHOICES, MAX_CHARS, OUTCOMES
from qa_portal.web.forms import Errors, read_form
from qa_portal.web.languages import page_language

room = Blueprint("upkeep", __name__, template_folder="templates")


def _number() -> int:
    return max(1, request.args.get("page", 1, type=int))


def _due_page(errors: Errors, at: str = "") -> str:
    rows, total = queries.due(read(), current_user, _number())
    pages = -(-total // queries.PAGE_ROWS)
    shown = {"rows": rows, "total": total, "number": _number(), "pages": pages, "max_chars": MAX_CHARS}
    return render_template("upkeep/due.html", errors=errors, at=at, values=request.form, **shown)


@room.get("/pages-due")
@guard(Permission.PAGES_DUE)
def due() -> str:
    """Show the public pages this person has to look at."""
    return _due_page({})


@room.post("/pages-due/<kept_id>/still-right")
@guard(Permission.PAGE_VOUCH)
def still_right(kept_id: str) -> Response:
    """Say that a page is still right."""
    service.still_right(current_user, kept_id)
    flash(_("Thank you. The page says when it was looked at last."), "success")
    return redirect(url_for("upkeep.due"), 303)


@room.post("/pages-due/<kept_id>/needs-changes")
@guard(Permission.PAGES_DUE)
def needs_changes(kept_id: str) -> Response | tuple[str, int]:
    """Say what has to be changed on a page."""
    values, errors = read_form(Changes(), request.form)
    if errors:
        return _due_page(errors, kept_id), 422
    service.needs_changes(current_user, kept_id, values["note"], lang=page_language())
    flash(_("Thank you. The desk sees it with the reports of readers."), "success")
    return redirect(url_for("upkeep.due"), 303)


def _reports_page(errors: Errors, at: str = "") -> str:
    is_open = request.args.get("show") != "decided"
    rows, total = queries.reports(read(), is_open=is_open, number=_number())
    return render_template(
        "upkeep/reports.html",
        rows=rows,
        publications=queries.publications_of_pages(read(), [row.page_id for row in rows]),
        is_open=is_open,
        number=_number(),
        pages=-(-total // queries.PAGE_ROWS),
        wrongs=CHOICES,
        outcomes=OUTCOMES,
        errors=errors,
        at=at,
    )


@room.get("/page-reports")
@guard(Permission.REPORTS_WORK)
def reports() -> str:
    """Show what readers say is wrong on our pages."""
    return _reports_page({})


@room.post("/page-reports/<report_id>")
@guard(Permission.REPORTS_WORK)
def decide(report_id: str) -> Response | tuple[str, int]:
    """Write down what became of a report."""
    values, errors = read_form(Decision(), request.form)
    if errors:
        return _reports_page(errors, report_id), 422
    service.decide(current_user, report_id, values["outcome"])
    flash(_("Written down. Whoever reported it can see it by the number."), "success")
    return redirect(url_for("upkeep.reports"), 303)


@room.get("/recalls")
@guard(Permission.PAGE_RECALL)
def recall_list() -> str:
    """Show what was recalled."""
    rows = queries.recall_rows(read())
    return render_template("upkeep/recalls.html", rows=rows, reasons=REASONS)


def _recall_page(errors: Errors) -> str:
    asked = request.values
    wanted = Wanted(*(asked.get(name, "").strip()[:200] for name in ("words", "topic", "source", "author")))
    found = matching(read(), wanted)
    return render_template(
        "upkeep/recall.html",
        wanted=wanted,
        pages=found[:MOST],
        choices=[(page.id, page.title, page.answered_by) for page in found[:MOST]],
        is_more=len(found) > MOST,
        topics=[("", _("Any topic")), *((one.slug, one.name(page_language())) for one in topics(read()))],
        reasons=REASONS,
        values=request.form,
        ticked=set(request.form.getlist("pages")) if errors else {page.id for page in found},
        errors=errors,
        max_chars=MAX_NOTICE_CHARS,
    )


@room.get("/recalls/new")
@guard(Permission.PAGE_RECALL)
def choose_recall() -> str:
    """Look for pages to take from the readers, and show which these are."""
    return _recall_page({})


@room.post("/recalls/new")
@guard(Permission.PAGE_RECALL)
def recall() -> Response | tuple[str, int]:
    """Take the ticked pages from the readers."""
    values, errors = read_form(Recalling(), request.form)
    if not errors and not values["pages"]:
        errors = {"pages": [_("Tick the pages to recall.")]}
    if errors:
        return _recall_page(errors), 422
    count = service.recall(current_user, values["pages"], reason=values["reason"], notice=values["notice"])
    flash(ngettext("%(num)s page is recalled.", "%(num)s pages are recalled.", count), "success")
    return redirect(url_for("upkeep.recall_list"), 303)


@room.post("/recalls/<recall_id>/undo")
@guard(Permission.PAGE_RECALL)
def ask_undo(recall_id: str) -> Response:
    """Ask that a recall be undone."""
    service.ask_undo(current_user, recall_id)
    flash(_("A second person has to agree before the pages are shown again."), "success")
    return redirect(url_for("upkeep.recall_list"), 303)


@room.post("/recalls/<recall_id>/restore")
@guard(Permission.PAGE_RECALL)
def restore(recall_id: str) -> Response:
    """Undo a recall, as the second person."""
    count = service.restore(current_user, recall_id)
    flash(ngettext("%(num)s page is shown again.", "%(num)s pages are shown again.", count), "success")
    return redirect(url_for("upkeep.recall_list"), 303)


@room.get("/merges")
@guard(Permission.PAGE_MERGE)
def merges() -> str:
    """Show pages about the same thing."""
    return render_template("upkeep/merges.html", pairs=alike(read(), index()))


@room.post("/merges/<kept_id>")
@guard(Permission.PAGE_MERGE)
def merge(kept_id: str) -> Response:
    """Let the address of one page lead to another."""
    values, errors = read_form(Merging(), request.form)
    if errors:
        raise BadInput(errors)
    service.merge(current_user, kept_id, values["into"])
    flash(_("Done. The old address leads to the page that stays."), "success")
    return redirect(url_for("upkeep.merges"), 303)
