"""The shell put together: what every page gets, whichever room it belongs to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask
from jinja2 import StrictUndefined

from qa_portal.web import languages, links, navigation, puzzles
from qa_portal.web.brand import EXTENSION, ClinicFacts, PlainClinic, clinic_facts, use_clinic
from qa_portal.web.csrf import init_csrf
from qa_portal.web.error_texts import said
from qa_portal.web.errors import init_errors
from qa_portal.web.headers import init_headers
from qa_portal.web.openapi import room as openapi_room
from qa_portal.web.remembering import init_remembering
from qa_portal.web.sizes import plain_size
from qa_portal.web.static_files import room as static_room
from qa_portal.web.static_files import static_url
from qa_portal.web.times import clock_time, plain_day, plain_time, seconds_until
from qa_portal.web.translating import init_translating
from qa_portal.web.uploads import init_uploads

templates = Blueprint("web", __name__, template_folder=str(Path(__file__).parent / "templates"))
"""Carries the shared templates; it has no route."""

GLOBALS: dict[str, Callable[..., Any]] = {
    "static_url": static_url,
    "page_language": languages.page_language,
    "page_direction": languages.page_direction,
    "language_links": languages.language_links,
    "public_path": languages.public_path,
    "private_path": languages.private_path,
    "public_places": navigation.public_places,
    "places_here": navigation.places_here,
    "private_places": navigation.private_places,
    "home_path": navigation.home_path,
    "patient_side": navigation.patient_side,
    "sign_out_path": navigation.sign_out_path,
    "leave_path": navigation.leave_path,
    "footer_links": navigation.footer_links,
    "page_numbers": links.page_numbers,
    "form_puzzle": puzzles.shown,
}
FILTERS: dict[str, Callable[..., Any]] = {
    "safe_url": links.safe_url,
    "tel_url": links.tel_url,
    "has_long_word": links.has_long_word,
    "clock_time": clock_time,
    "seconds_until": seconds_until,
    "plain_day": plain_day,
    "plain_time": plain_time,
    "plain_size": plain_size,
    "said": said,
}


def _clinic_in_templates() -> dict[str, ClinicFacts]:
    return {"clinic": clinic_facts()}


def init_app(app: Flask) -> None:
    """Give `app` the shell. The app must be made with `static_folder=None`; see `brand.use_clinic` for its facts."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(GLOBALS)
    app.jinja_env.filters.update(FILTERS)
    if EXTENSION not in app.extensions:
        use_clinic(app, PlainClinic)
    app.context_processor(_clinic_in_templates)
    languages.init_languages(app)
    init_translating(app.jinja_env)
    init_remembering(app)
    init_headers(app)
    init_uploads(app)
    init_csrf(app)
    init_errors(app)
    app.register_blueprint(templates)
    app.register_blueprint(static_room)
    app.register_blueprint(openapi_room)
