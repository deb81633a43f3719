"""The administrator's pages about the clinic: name and numbers, looks, hours, texts, consent wording."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import lazy_gettext
from flask_login import current_user

from qa_portal.access.guard import guard, proven
from qa_portal.access.permissions import Permission
from qa_portal.clinic import (
    absence_routes,
    defaults,
    duty_routes,
    flag_routes,
    licence_routes,
    page,
    people_routes,
    queue_routes,
    ready_routes,
    service,
    stored,
)
from qa_portal.clinic.replies import Errors, Reply, saved, shown, tried
from qa_portal.clinic.schemas import (
    WEEK_FIELDS,
    ConsentForm,
    FactsForm,
    HolidayForm,
    HoursForm,
    IntakeForm,
    TextForm,
    spans_of,
    time_zones,
)
from qa_portal.clinic.stored import Typed
from qa_portal.clinic.wording import NO_FILE
from qa_portal.errors import NotFound
from qa_portal.web.forms import read_form
from qa_portal.web.languages import NAMES, page_language

room = Blueprint("clinic", __name__, template_folder="templates")
room.register_blueprint(queue_routes.pages)
room.register_blueprint(duty_routes.pages)
room.register_blueprint(ready_routes.pages)
room.register_blueprint(absence_routes.pages)
room.register_blueprint(flag_routes.pages)
room.register_blueprint(people_routes.pages)
room.register_blueprint(licence_routes.pages)

TEXT_TITLES = {
    "privacy": lazy_gettext("Privacy notice"),
    "terms": lazy_gettext("Terms of use"),
    "accessibility": lazy_gettext("Accessibility statement"),
    "about": lazy_gettext("About this service"),
}
CONSENT_TITLES = {
    "ask": lazy_gettext("Asking whether we may ask about publication"),
    "publish": lazy_gettext("Approving the exact words"),
}


@room.get("/admin/clinic")
@guard(Permission.CLINIC_EDIT)
def overview() -> Reply:
    """Show all the clinic's facts, each with its way to change it."""
    return render_template(
        "clinic/overview.html",
        facts=page.current(),
        holidays=stored.holidays_to_come(),
        own_texts=stored.own_texts(),
        text_titles=TEXT_TITLES,
        wordings=stored.wordings(),
        consent_titles=CONSENT_TITLES,
        language_names=[NAMES[code] for code in page.current().languages],
    )


@room.get("/admin/clinic/facts")
@guard(Permission.CLINIC_EDIT)
def facts() -> Reply:
    """Show the form of name, numbers, languages, time zone and colours."""
    return _facts_form(stored.facts(), None)


@room.post("/admin/clinic/facts")
@guard(Permission.CLINIC_EDIT)
def save_facts() -> Reply:
    """Change name, numbers, languages, time zone and colours."""
    values, errors = read_form(FactsForm(), request.form)
    errors = tried(errors, lambda: service.edit_facts(current_user, values))
    return _facts_form(request.form, errors) if errors else saved(url_for("clinic.overview"))


def _facts_form(typed: Typed, errors: Errors | None) -> Reply:
    zones = [(zone, zone.replace("_", " ")) for zone in time_zones()]
    return shown(
        render_template(
            "clinic/facts.html", values=typed, errors=errors, zones=zones, language_options=list(NAMES.items())
        ),
        errors,
    )


@room.get("/admin/clinic/logo")
@guard(Permission.CLINIC_EDIT)
def logo() -> Reply:
    """Show the logo and the way to change it."""
    return _logo_form(None)


@room.post("/admin/clinic/logo")
@guard(Permission.CLINIC_EDIT)
def save_logo() -> Reply:
    """Take a picture as the logo."""
    upload = request.files.get("logo")
    body = upload.read() if upload else b""
    errors = {} if body else {"logo": [str(NO_FILE)]}
    errors = tried(errors, lambda: service.set_logo(current_user, body))
    return _logo_form(errors) if errors else saved(url_for("clinic.overview"))


@room.post("/admin/clinic/logo/remove")
@guard(Permission.CLINIC_EDIT)
def remove_logo() -> Reply:
    """Show the clinic without a logo."""
    service.remove_logo(current_user)
    return saved(url_for("clinic.overview"))


def _logo_form(errors: Errors | None) -> Reply:
    return shown(render_template("clinic/logo.html", facts=page.current(), errors=errors), errors)


@room.get("/admin/clinic/hours")
@guard(Permission.CLINIC_EDIT)
def hours() -> Reply:
    """Show the form of the week's opening times."""
    return _hours_form(stored.week(), None)


@room.post("/admin/clinic/hours")
@guard(Permission.CLINIC_EDIT)
def save_hours() -> Reply:
    """Change the week's opening times."""
    values, errors = read_form(HoursForm(), request.form)
    errors = tried(errors, lambda: service.set_hours(current_user, spans_of(values)))
    return _hours_form(request.form, errors) if errors else saved(url_for("clinic.overview"))


def _hours_form(typed: Typed, errors: Errors | None) -> Reply:
    week = page.current().week(page_language())
    return shown(
        render_template("clinic/hours.html", values=typed, errors=errors, fields=WEEK_FIELDS, week=week), errors
    )


@room.get("/admin/clinic/holidays")
@guard(Permission.CLINIC_EDIT)
def holidays() -> Reply:
    """Show the closed dates to come and the form for another."""
    return _holidays_form(Typed(), None)


@room.post("/admin/clinic/holidays")
@guard(Permission.CLINIC_EDIT)
def add_holiday() -> Reply:
    """Close the clinic on a date."""
    values, errors = read_form(HolidayForm(), request.form)
    errors = tried(errors, lambda: service.add_holiday(current_user, values["day"], values["name"]))
    return _holidays_form(request.form, errors) if errors else saved(url_for("clinic.holidays"))


@room.post("/admin/clinic/holidays/<day>/remove")
@guard(Permission.CLINIC_EDIT)
def remove_holiday(day: str) -> Reply:
    """Open the clinic on a date that was in the list."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise NotFound("This date is not in the list.") from None
    service.remove_holiday(current_user, wanted)
    return saved(url_for("clinic.holidays"))


def _holidays_form(typed: Typed, errors: Errors | None) -> Reply:
    listed = stored.holidays_to_come()
    return shown(render_template("clinic/holidays.html", values=typed, errors=errors, holidays=listed), errors)


@room.get("/admin/clinic/texts/<kind>")
@guard(Permission.CLINIC_EDIT)
def text(kind: str) -> Reply:
    """Show the form of one of the clinic's texts."""
    return _text_form(kind, stored.text(_kind(kind)), None)


@room.post("/admin/clinic/texts/<kind>")
@guard(Permission.CLINIC_EDIT)
def save_text(kind: str) -> Reply:
    """Change one of the clinic's texts."""
    values, errors = read_form(TextForm(), request.form)
    errors = tried(errors, lambda: service.set_texts(current_user, _kind(kind), _bodies(values)))
    return _text_form(kind, request.form, errors) if errors else saved(url_for("clinic.overview"))


def _text_form(kind: str, typed: Typed, errors: Errors | None) -> Reply:
    filled = {"values": typed, "errors": errors, "title": TEXT_TITLES[_kind(kind)], "kind": kind}
    return shown(render_template("clinic/text.html", **filled), errors)


def _kind(kind: str) -> str:
    if kind not in TEXT_TITLES:
        abort(404)
    return kind


def _bodies(values: dict[str, Any]) -> dict[str, str]:
    return {language: values[f"body_{language}"] for language in NAMES}


@room.get("/admin/clinic/consent/<kind>")
@guard(Permission.CLINIC_EDIT)
@proven
def consent(kind: str) -> Reply:
    """Show the consent wording of one kind, and every one there was."""
    return _consent_form(kind, stored.consent(_consent(kind)), None)


@room.post("/admin/clinic/consent/<kind>")
@guard(Permission.CLINIC_EDIT)
@proven
def reword_consent(kind: str) -> Reply:
    """Add a new consent wording."""
    values, errors = read_form(ConsentForm(), request.form)
    errors = tried(errors, lambda: service.reword_consent(current_user, _consent(kind), **values))
    return _consent_form(kind, request.form, errors) if errors else saved(url_for("clinic.consent", kind=kind))


def _consent_form(kind: str, typed: Typed, errors: Errors | None) -> Reply:
    versions = stored.consent_versions(kind)
    filled = {"values": typed, "errors": errors, "title": CONSENT_TITLES[_consent(kind)], "kind": kind}
    return shown(render_template("clinic/consent.html", versions=versions, **filled), errors)


def _consent(kind: str) -> str:
    if kind not in defaults.CONSENT_KINDS:
        abort(404)
    return kind


@room.get("/admin/clinic/intake")
@guard(Permission.CLINIC_EDIT)
def intake() -> Reply:
    """Show the switch that stops new questions."""
    return _intake_form(stored.intake(), None)


@room.post("/admin/clinic/intake")
@guard(Permission.CLINIC_EDIT)
def switch_intake() -> Reply:
    """Stop new questions, or take them again."""
    values, errors = read_form(IntakeForm(), request.form)
    switch = service.stop_intake if request.form.get("intake") == "stopped" else service.start_intake
    errors = tried(errors, lambda: switch(current_user, _bodies(values)))
    return _intake_form(request.form, errors) if errors else saved(url_for("clinic.overview"))


def _intake_form(typed: Typed, errors: Errors | None) -> Reply:
    return shown(render_template("clinic/intake.html", values=typed, errors=errors), errors)
