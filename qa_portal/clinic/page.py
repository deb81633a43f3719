"""The clinic page: what every page shows of the clinic, as plain text. Needs no key, so the public process has it.

`facts` is remembered per process by the edition of the facts, a random value that every change renews.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from babel.dates import get_day_names
from flask import Blueprint, Response, abort, has_request_context, request
from sqlalchemy.orm import Session

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.clinic import brand, defaults, queries
from qa_portal.clinic.calendar import OFFICE_WEEK, Calendar
from qa_portal.clinic.models import Facts
from qa_portal.clinic.prose import Block, blocks
from qa_portal.db import read
from qa_portal.web.brand import EDITION
from qa_portal.web.languages import site_root

FRESH_SECONDS = 60
"""How long a browser may show the old colours or logo without asking."""


def _default_calendar() -> Calendar:
    return Calendar(OFFICE_WEEK, frozenset(), ZoneInfo(defaults.TIME_ZONE))


@dataclass(frozen=True, slots=True)
class ClinicFacts:
    """The clinic's public facts; the defaults are those of a clinic that is not set up yet."""

    name: str = defaults.NAME
    strapline: str = ""
    phone: str = ""
    emergency_number: str = defaults.EMERGENCY_NUMBER
    advice_number: str = ""
    email: str = ""
    address: str = ""
    timezone: str = defaults.TIME_ZONE
    languages: tuple[str, ...] = ("en", "es")
    brand_colour: str = ""
    button_colour: str = ""
    logo_hash: str = ""
    exit_url: str = defaults.EXIT_URL
    accepts_questions: bool = True
    edition: str = ""
    calendar: Calendar = field(default_factory=_default_calendar)
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def is_set_up(self) -> bool:
        """Whether an administrator has described the clinic."""
        return bool(self.edition)

    @property
    def has_brand(self) -> bool:
        """Whether the clinic has colours of its own at `/brand.css`."""
        return bool(self.brand_css)

    @property
    def brand_css(self) -> str:
        """The style sheet of the clinic's colours; empty when it has none."""
        return brand.css(self.brand_colour, self.button_colour)

    @property
    def logo_url(self) -> str | None:
        """Path of the logo on this site; None when there is none."""
        root = site_root() if has_request_context() else ""
        return f"{root}/clinic/logo?v={self.logo_hash[:12]}" if self.logo_hash else None

    def text(self, kind: str, language: str) -> str:
        """Return one of the clinic's texts, its own or the one that ships with the product."""
        return self.texts.get((kind, language)) or defaults.text(kind, language)

    def blocks(self, kind: str, language: str) -> list[Block]:
        """Return one of the clinic's texts as headings, lists and paragraphs."""
        return blocks(self.text(kind, language))

    def privacy(self, language: str) -> str:
        """Return the privacy notice."""
        return self.text("privacy", language)

    def terms(self, language: str) -> str:
        """Return the terms of use."""
        return self.text("terms", language)

    def accessibility(self, language: str) -> str:
        """Return the accessibility statement."""
        return self.text("accessibility", language)

    def about(self, language: str) -> str:
        """Return what the clinic says about the service."""
        return self.text("about", language)

    def stop_message(self, language: str) -> str:
        """Return what patients read while no questions are taken."""
        return self.text("stop", language)

    def week(self, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return the opening hours by weekday name, Monday first; a closed day has none."""
        names = get_day_names(locale=language)
        return [
            (names[day].capitalize(), [span.words for span in self.calendar.spans if span.weekday == day])
            for day in range(7)
        ]


_remembered: dict[str, ClinicFacts] = {}


def facts(session: Session) -> ClinicFacts:
    """Return the clinic's public facts as they stand now; one small query when nothing has changed."""
    row = queries.facts_row(session)
    if row is None:
        return ClinicFacts()
    known = _remembered.get(row.edition)
    if known is None:
        known = _gathered(session, row)
        _remembered.clear()
        _remembered[row.edition] = known
    return known


def current() -> ClinicFacts:
    """Return the facts for this request; what `create_app` gives the shell as its source."""
    edition = request.environ.get(EDITION) if has_request_context() else None
    return (_remembered.get(edition) if edition else None) or facts(read())


def _gathered(session: Session, row: Facts) -> ClinicFacts:
    return ClinicFacts(
        name=row.name,
        strapline=row.strapline,
        phone=row.phone,
        emergency_number=row.emergency_number,
        advice_number=row.advice_number,
        exit_url=row.exit_url or defaults.EXIT_URL,
        email=row.email,
        address=row.address,
        timezone=row.time_zone,
        languages=tuple(row.languages),
        brand_colour=row.brand_colour,
        button_colour=row.button_colour,
        logo_hash=row.logo_hash,
        accepts_questions=not row.stop_intake,
        edition=row.edition,
        calendar=queries.calendar_of(session),
        texts=queries.texts(session),
    )


clinic_page = Blueprint("clinic_page", __name__)


@clinic_page.get("/brand.css")
@guard(Permission.PUBLIC_READ)
def brand_css() -> Response:
    """Return the clinic's colours as CSS custom properties; an empty sheet without any."""
    clinic = current()
    return _kept(Response(clinic.brand_css, mimetype="text/css"), clinic.edition)


@clinic_page.get("/clinic/logo")
@guard(Permission.PUBLIC_READ)
def logo() -> Response:
    """Return the logo as we drew it; its kind is ours to say, never the uploader's."""
    row = queries.facts_row(read())
    if row is None or row.logo is None:
        abort(404)
    return _kept(Response(row.logo, mimetype=row.logo_type), row.logo_hash)


def _kept(response: Response, tag: str) -> Response:
    """Let browsers keep it for a moment and then ask whether it changed."""
    response.set_etag(tag or "none")
    response.cache_control.public = True
    response.cache_control.max_age = FRESH_SECONDS
    response.make_conditional(request)
    return response
