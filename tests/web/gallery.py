"""A small app that wears the shell: a page with every part, one of each kind of permission, and failures to order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, flash, redirect, render_template, render_template_string, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user
from markupsafe import Markup

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission, Role
from qa_portal.errors import AlreadyClaimed, BadInput, Forbidden, Gone, NotFound, PortalError, TooMany, Unavailable
from qa_portal.web.brand import PlainClinic, use_clinic
from qa_portal.web.shell import init_app

CLINIC = PlainClinic(
    name="Northfield Hospital",
    emergency_number="112",
    advice_number="116 117",
    phone="+44 20 7946 0000",
    timezone="Europe/London",
)
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LONG = "A very long line of words that a person really might write, with pneumonoultramicroscopicsilicovolcanoconiosis"
SECRET = "chest-pain-of-mrs-example"
"""A text that must never come out again."""
SAVED: list[str] = []
"""Drafts the gallery was sent."""
ERRORS = {
    "title": ["Fill in this box."],
    "words": ["Write 200 characters or fewer."],
    "how_long": ["Choose one of the options."],
    "topic": ["Choose one of the options."],
    "agree": ["Tick this box to go on."],
    "_": ["Choose a date that is not in the past."],
}
FAILURES: dict[str, Callable[[], Exception]] = {
    "bad-input": lambda: BadInput({"title": ["Fill in this box."]}),
    "claimed": lambda: AlreadyClaimed("Dr <b>Osei</b>"),
    "forbidden": lambda: Forbidden("Finish the course first."),
    "gone": lambda: Gone(""),
    "missing": lambda: NotFound(""),
    "too-many": lambda: TooMany(""),
    "unavailable": lambda: Unavailable(SECRET),
    "broken": lambda: PortalError(SECRET),
    "unforeseen": lambda: ZeroDivisionError(SECRET),
}


@dataclass
class Person(UserMixin):  # type: ignore[misc]
    """Somebody signed in: the role is in a header of the request."""

    role: Role
    id: str = "p1"
    language: str = ""
    queue_ids: frozenset[str] = field(default_factory=frozenset)


room = Blueprint("gallery", __name__, template_folder=str(Path(__file__).parent / "templates"))


def _rows() -> list[list[object]]:
    tag = Markup('<strong class="nhsuk-tag nhsuk-tag--red">Urgent</strong>')
    soon = Markup('<strong class="nhsuk-tag nhsuk-tag--yellow">Soon</strong>')
    calm = Markup('<strong class="nhsuk-tag nhsuk-tag--blue">Routine</strong>')
    link = Markup('<a href="/work/1">Chest tightness when climbing stairs</a>')
    return [
        ["7F3K", link, "Cardiology", tag, "2 hours left", "A. Osei"],
        ["81AC", "Rash after a new antibiotic", "Dermatology", soon, "9 hours left", None],
        ["82DD", LONG, "Orthopaedics", calm, "1 day left", None],
    ]


def _page_url(page: int) -> str:
    return f"/search?page={page}"


@room.get("/gallery")
@guard(Permission.PUBLIC_READ)
def public_gallery() -> str:
    """Every part on a public page."""
    return render_template(
        "gallery/gallery.html", layout="web/public.html", errors=None, rows=_rows(), noon=NOON, url_for_page=_page_url
    )


@room.get("/account/gallery")
@guard(Permission.SIGN_IN)
def private_gallery() -> str:
    """Every part on a private page, with mistakes marked."""
    flash("Your words were saved.", "success")
    return render_template(
        "gallery/gallery.html", layout="web/base.html", errors=ERRORS, rows=_rows(), noon=NOON, url_for_page=_page_url
    )


@room.get("/plain")
@guard(Permission.PUBLIC_READ)
def plain() -> str:
    """A short public page."""
    return render_template("gallery/plain.html")


@room.post("/helpful")
@guard(Permission.PUBLIC_POST)
def helpful() -> ResponseReturnValue:
    """An anonymous post."""
    return "thank you"


@room.post("/look")
@guard(Permission.PUBLIC_READ)
def look() -> ResponseReturnValue:
    """A search too long for an address."""
    return "found"


@room.get("/account/form")
@guard(Permission.SIGN_IN)
def form() -> str:
    """A private form."""
    return render_template("gallery/form.html")


@room.post("/account/form")
@guard(Permission.SIGN_IN)
def take() -> ResponseReturnValue:
    """Take the private form."""
    return redirect("/account/form", 303)


@room.post("/account/saved")
@guard(Permission.SIGN_IN)
def save() -> ResponseReturnValue:
    """Keep a draft."""
    SAVED.append(request.form["words"])
    return {"saved": True}


@room.get("/fail/<name>")
@guard(Permission.SIGN_IN)
def fail(name: str) -> ResponseReturnValue:
    """Fail as asked."""
    failure = FAILURES[name]()
    raise failure


@room.get("/abort/<int:status>")
@guard(Permission.PUBLIC_READ)
def stop(status: int) -> ResponseReturnValue:
    """Stop with a status."""
    abort(status)


@room.get("/api/fail/<name>")
@guard(Permission.SIGN_IN)
def api_fail(name: str) -> ResponseReturnValue:
    """Fail in the API."""
    failure = FAILURES[name]()
    raise failure


@room.get("/account/members")
@guard(Permission.ACCOUNT_OWN)
def members() -> str:
    """A page for people signed in."""
    return "inside"


@room.get("/account/lost")
@guard(Permission.ACCOUNT_OWN)
def lost() -> ResponseReturnValue:
    """Nothing, for people signed in."""
    raise NotFound


def _person(_: object) -> Person | None:
    role = request.headers.get("X-Role") or request.cookies.get("role")
    return Person(Role(role)) if role else None


def gallery_app() -> Flask:
    """The app, with the shell and a clinic."""
    app = Flask("gallery", static_folder=None)
    app.config.update(SECRET_KEY="k" * 32, TESTING=True, PROPAGATE_EXCEPTIONS=False)
    use_clinic(app, lambda: CLINIC)
    init_app(app)
    manager = LoginManager()
    manager.request_loader(_person)
    # As identity does it: init_app's hook for remember cookies would touch the session of every response.
    app.login_manager = manager  # type: ignore[attr-defined]
    app.context_processor(lambda: {"current_user": current_user})
    app.register_blueprint(room)
    return app


def render(app: Flask, source: str, *, language: str = "en", **values: object) -> str:
    """Render a few lines of a template inside a private page's request."""
    head = '{% import "web/macros.html" as ui with context %}'
    with app.test_request_context("/account/form", headers={"Accept-Language": language}):
        return render_template_string(head + source, **values)


__all__ = ["CLINIC", "ERRORS", "FAILURES", "LONG", "NOON", "SECRET", "Response", "gallery_app", "render"]
