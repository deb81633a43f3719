"""The officer's pages: what waits, timelines by patient, person and question, exports, suspending."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Reply

from qa_portal.access.guard import guard, proven
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.errors import BadInput
from qa_portal.identity.role_names import ROLE_NAMES, STATE_NAMES
from qa_portal.inquiry import words
from qa_portal.privacy.watch import queries, service
from qa_portal.privacy.watch.schemas import Look, Search, Span
from qa_portal.privacy.watch.service import PATIENT, PERSON, QUESTION, Found
from qa_portal.web.forms import Errors, read_form
from qa_portal.web.languages import page_language

room = Blueprint("watch", __name__, url_prefix="/officer/access", template_folder="templates")


def _address(found: Found) -> str:
    if found.by == PATIENT:
        return url_for("watch.patient", patient_id=found.id)
    if found.by == PERSON:
        return url_for("watch.person", person_id=found.id)
    return url_for("watch.question", record_id=found.id)


def _overview(errors: Errors) -> str:
    return render_template(
        "watch/overview.html",
        seen=queries.overview(read(), page_language()),
        staff=queries.staff(read()),
        words=words,
        role_names=ROLE_NAMES,
        state_names=STATE_NAMES,
        errors=errors,
        values=request.form if errors else {},
    )


@room.get("")
@guard(Permission.AUDIT_READ)
def overview() -> str:
    """Show what waits, and the search."""
    return _overview({})


@room.post("/find")
@guard(Permission.AUDIT_READ)
def find() -> Reply | tuple[str, int]:
    """Search by what must not stand in an address: an e-mail address, or a receipt number."""
    values, errors = read_form(Search(), request.form)
    if not errors:
        try:
            return redirect(_address(service.find(current_user, values["wanted"])), 303)
        except BadInput as bad:
            errors = bad.errors
    return _overview(errors), 422


def _timeline(found: Found, **facts: Any) -> str:
    span, errors = read_form(Span(), request.args)
    page = service.look_up(current_user, found, {} if errors else span, page_language())
    return render_template(
        "watch/timeline.html",
        found=found,
        page=page,
        odd=queries.reasons_of(read(), page.events),
        words=words,
        errors=errors,
        span=request.args,
        address=_address(found),
        state_names=STATE_NAMES,
        **{"person": None, "question": None, "questions": (), **facts},
    )


@room.get("/patients/<patient_id>")
@guard(Permission.AUDIT_READ)
def patient(patient_id: str) -> str:
    """Show all that happened with a patient's records."""
    return _timeline(Found(PATIENT, patient_id), questions=queries.questions_of(read(), patient_id))


@room.get("/people/<person_id>")
@guard(Permission.AUDIT_READ)
def person(person_id: str) -> str:
    """Show all that a member of staff did, beside what is usual."""
    return _timeline(Found(PERSON, person_id), person=queries.person(read(), person_id, page_language()))


@room.get("/questions/<record_id>")
@guard(Permission.AUDIT_READ)
def question(record_id: str) -> str:
    """Show all that happened with a question."""
    return _timeline(Found(QUESTION, record_id), question=queries.question(read(), record_id))


def _export(found: Found) -> Response:
    span, errors = read_form(Span(), request.form)
    content = service.export(current_user, found, {} if errors else span, page_language())
    headers = {"Content-Disposition": f'attachment; filename="access-{found.by}.csv"'}
    return Response(content, mimetype="text/csv", headers=headers)


@room.post("/patients/<patient_id>/export")
@guard(Permission.AUDIT_READ)
@proven
def export_patient(patient_id: str) -> Response:
    """Hand out a patient's timeline, signed."""
    return _export(Found(PATIENT, patient_id))


@room.post("/people/<person_id>/export")
@guard(Permission.AUDIT_READ)
@proven
def export_person(person_id: str) -> Response:
    """Hand out a person's timeline, signed."""
    return _export(Found(PERSON, person_id))


@room.post("/questions/<record_id>/export")
@guard(Permission.AUDIT_READ)
@proven
def export_question(record_id: str) -> Response:
    """Hand out a question's timeline, signed."""
    return _export(Found(QUESTION, record_id))


@room.post("/people/<person_id>/suspend")
@guard(Permission.STAFF_SUSPEND)
@proven
def suspend(person_id: str) -> Reply:
    """Shut a member of staff out."""
    service.suspend(current_user, person_id)
    flash(_("This person is signed out everywhere and cannot sign in."), "success")
    return redirect(url_for("watch.person", person_id=person_id), 303)


@room.post("/people/<person_id>/restore")
@guard(Permission.STAFF_SUSPEND)
@proven
def restore(person_id: str) -> Reply:
    """Let a member of staff in again."""
    service.restore(current_user, person_id)
    flash(_("This person can sign in again."), "success")
    return redirect(url_for("watch.person", person_id=person_id), 303)


@room.post("/unusual/<finding_id>")
@guard(Permission.CASE_WORK)
def judge(finding_id: str) -> Reply | tuple[str, int]:
    """Mark an unusual opening as looked at."""
    values, errors = read_form(Look(), request.form)
    if errors:
        return _overview(errors), 422
    case_id = service.judge(current_user, finding_id, values["outcome"])
    if case_id:
        return redirect(url_for("cases.one", case_id=case_id), 303)
    flash(_("Marked as looked at."), "success")
    return redirect(url_for("watch.overview"), 303)


@room.post("/check")
@guard(Permission.AUDIT_READ)
def check() -> Reply:
    """Have the chain checked now."""
    service.ask_for_check(current_user)
    flash(_("The record is being checked. Open this page again in a minute."))
    return redirect(url_for("watch.overview"), 303)
