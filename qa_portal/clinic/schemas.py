"""What may come in on the clinic's forms."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from marshmallow import Schema, ValidationError, fields, pre_load, validate, validates_schema

from qa_portal.clinic import brand, wording
from qa_portal.clinic.calendar import DAY_MINUTES, Span
from qa_portal.web.fields import CONTROL, Line, Paragraphs
from qa_portal.web.languages import NAMES

TEXT_CHARS = 20_000
CONSENT_CHARS = 2_000
MAX_SPANS = 6
"""Most opening stretches a day."""
READY_CHARS, READY_PART_CHARS = 8_000, 1_000
SHORTCUT = re.compile(r"[a-z0-9][a-z0-9-]*")
"""What is typed after `/` to find ready words."""
EMAIL = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"'.]+")
TERM_CHARS, TERM_COUNT = 60, 500
PHONE = re.compile(r"(?=.*\d)[+]?[\d\s().\-/]{2,40}")
TIMES = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|to|a)\s*(\d{1,2})(?:[:.](\d{2}))?")


class Phone(Line):
    """A telephone number as people write it."""

    def __init__(self, *, needed: str | None = None) -> None:
        super().__init__(40, needed=needed)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        number = super()._deserialize(value, attr, data, **kwargs)
        if number and not PHONE.fullmatch(number):
            raise ValidationError([wording.BAD_PHONE])
        return number


class Colour(Line):
    """A hex colour that stays readable as a link on our pages and under white text; may be empty."""

    def __init__(self) -> None:
        super().__init__(20)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        colour = super()._deserialize(value, attr, data, **kwargs).lower()
        if colour and not brand.is_colour(colour):
            raise ValidationError([wording.BAD_COLOUR])
        if colour and brand.contrast_on_light(colour) < brand.MIN_CONTRAST:
            raise ValidationError([wording.FAINT_COLOUR])
        return colour


class DayHours(fields.Field[list[tuple[int, int]]]):
    """The opening times of one day as people write them: `09:00-12:30, 13:30-17:00`."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[tuple[int, int]]:
        parts = [part.strip() for part in re.split(r"[,;]", str(value)) if part.strip()]
        found = [TIMES.fullmatch(part) for part in parts]
        if len(parts) > MAX_SPANS:
            raise ValidationError([wording.BAD_HOURS])
        return [_minutes(match) for match in found]


def _minutes(match: re.Match[str] | None) -> tuple[int, int]:
    if match is None:
        raise ValidationError([wording.BAD_HOURS])
    opens, opens_minute, closes, closes_minute = (int(part or 0) for part in match.groups())
    span = opens * 60 + opens_minute, closes * 60 + closes_minute
    if opens_minute > 59 or closes_minute > 59 or not 0 <= span[0] < span[1] <= DAY_MINUTES:
        raise ValidationError([wording.BAD_HOURS])
    return span


class Terms(fields.Field[list[str]]):
    """Words and phrases, one a line; each kept once, in lower case."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[str]:
        lines = (" ".join(line.split()).casefold() for line in str(value).splitlines())
        terms = list(dict.fromkeys(line for line in lines if line))
        if len(terms) > TERM_COUNT:
            raise ValidationError([wording.TOO_MANY_TERMS])
        if any(len(term) > TERM_CHARS or CONTROL.search(term) for term in terms):
            raise ValidationError([wording.LONG_TERM])
        return terms


WEB_PAGE = re.compile(r"https://[a-z0-9.-]+\.[a-z]{2,}(?:/[!-~]*)?", re.IGNORECASE)
"""A page of the web over a safe line; no address with a user or a port in it."""


class FactsForm(Schema):
    """The clinic's name, numbers, languages, time zone and colours."""

    name = Line(120, needed=wording.NEED_NAME)
    strapline = Line(200)
    phone = Phone()
    emergency_number = Phone(needed=wording.NEED_EMERGENCY)
    advice_number = Phone()
    email = Line(254)
    address = Line(300)
    time_zone = Line(64, needed=wording.BAD_ZONE)
    languages = fields.List(
        fields.String(validate=validate.OneOf(list(NAMES), error=wording.BAD_LANGUAGE)), load_default=list
    )
    brand_colour = Colour()
    button_colour = Colour()
    exit_url = Line(300)

    @validates_schema(skip_on_field_errors=False)
    def check(self, values: dict[str, Any], **_kwargs: Any) -> None:
        """Check what one field's own rules cannot tell."""
        errors = {}
        if "time_zone" in values and values["time_zone"] not in time_zones():
            errors["time_zone"] = [wording.BAD_ZONE]
        if values.get("languages") == []:
            errors["languages"] = [wording.NO_LANGUAGE]
        if values.get("email") and not EMAIL.fullmatch(values["email"]):
            errors["email"] = [wording.BAD_EMAIL]
        if values.get("exit_url") and not WEB_PAGE.fullmatch(values["exit_url"]):
            errors["exit_url"] = [wording.BAD_EXIT]
        if errors:
            raise ValidationError(errors)


class HoursForm(Schema):
    """The opening times of each weekday, Monday first."""

    day0 = DayHours(load_default=list)
    day1 = DayHours(load_default=list)
    day2 = DayHours(load_default=list)
    day3 = DayHours(load_default=list)
    day4 = DayHours(load_default=list)
    day5 = DayHours(load_default=list)
    day6 = DayHours(load_default=list)

    @validates_schema
    def open_somewhen(self, values: dict[str, Any], **_kwargs: Any) -> None:
        """A clinic that never opens can promise nothing."""
        if not any(values.get(name) for name in WEEK_FIELDS):
            raise ValidationError({"day0": [wording.NEVER_OPEN]})


WEEK_FIELDS = tuple(f"day{weekday}" for weekday in range(7))


def spans_of(values: dict[str, Any]) -> list[Span]:
    """Return the spans of a loaded `HoursForm`."""
    return [
        Span(weekday, opens, closes)
        for weekday, name in enumerate(WEEK_FIELDS)
        for opens, closes in values.get(name, [])
    ]


class HolidayForm(Schema):
    """A date on which the clinic is closed."""

    day = fields.Date(required=True, error_messages={"required": wording.BAD_DATE, "invalid": wording.BAD_DATE})
    name = Line(120, needed=wording.NEED_DAY_NAME)


class TextForm(Schema):
    """One of the clinic's texts; empty means the text that comes with the product."""

    body_en = Paragraphs(TEXT_CHARS)
    body_es = Paragraphs(TEXT_CHARS)


class ConsentForm(Schema):
    """A new consent wording."""

    text_en = Paragraphs(CONSENT_CHARS, needed=wording.NEED_WORDING_EN)
    text_es = Paragraphs(CONSENT_CHARS, needed=wording.NEED_WORDING_ES)


class IntakeForm(Schema):
    """Whether new questions are taken, and what patients read while not."""

    intake = fields.String(
        required=True,
        validate=validate.OneOf(["open", "stopped"], error=wording.BAD_SWITCH),
        error_messages={"required": wording.BAD_SWITCH},
    )
    body_en = Paragraphs(CONSENT_CHARS)
    body_es = Paragraphs(CONSENT_CHARS)


class DutyForm(Schema):
    """Who is on call."""

    name = Line(120, needed=wording.NEED_ON_CALL)
    phone = Phone(needed=wording.NEED_ON_CALL_PHONE)
    account_id = Line(32)


class AbsenceForm(Schema):
    """Days on which somebody does not answer."""

    account_id = Line(32)
    first_day = fields.Date(required=True, error_messages={"required": wording.BAD_DATE, "invalid": wording.BAD_DATE})
    last_day = fields.Date(required=True, error_messages={"required": wording.BAD_DATE, "invalid": wording.BAD_DATE})
    cover_id = Line(32)


class FlagForm(Schema):
    """A phrase the clinic adds to the emergency rules."""

    phrase = Line(200, needed=wording.NEED_FLAG_PHRASE)
    level = fields.String(
        required=True, validate=validate.OneOf(("emergency", "urgent")), error_messages={"required": wording.BAD_SWITCH}
    )
    category = Line(24, needed=wording.BAD_SWITCH)


class QueueForm(Schema):
    """A queue, the words that lead to it and who works in it."""

    name_en = Line(120, needed=wording.NEED_QUEUE_EN)
    name_es = Line(120, needed=wording.NEED_QUEUE_ES)
    description_en = Paragraphs(500)
    description_es = Paragraphs(500)
    terms_en = Terms(load_default=list)
    terms_es = Terms(load_default=list)
    answer_within_hours = fields.Integer(
        required=True,
        validate=validate.Range(1, 500, error=wording.BAD_ANSWER_HOURS),
        error_messages={"required": wording.BAD_ANSWER_HOURS, "invalid": wording.BAD_ANSWER_HOURS},
    )
    position = fields.Integer(
        load_default=0,
        validate=validate.Range(0, 999, error=wording.BAD_POSITION),
        error_messages={"invalid": wording.BAD_POSITION},
    )
    members = fields.List(Line(32), load_default=list)
    lead_id = Line(32)
    is_intake = fields.Boolean(load_default=False)
    active = fields.Boolean(load_default=False)


class MemberForm(Schema):
    """What patients and readers see of a member of staff."""

    display_name = Line(120, needed=wording.NEED_SHOWN_NAME)
    credential = Line(120)
    specialty = Line(120)
    bio = Paragraphs(1000)


class LicenceForm(Schema):
    """A licence, and whether it was looked up just now; without a number there is none."""

    register = Line(120)
    number = Line(60)
    url = Line(300)
    ends_on = fields.Date(load_default=None, allow_none=True, error_messages={"invalid": wording.BAD_DATE})
    looked_up = fields.Boolean(load_default=False, truthy={"yes"}, falsy={"no", ""})

    @pre_load
    def no_date(self, sent: Mapping[str, Any], **_kwargs: object) -> dict[str, Any]:
        """Take an empty field for no date."""
        return {name: value for name, value in sent.items() if name != "ends_on" or value}

    @validates_schema(skip_on_field_errors=False)
    def check(self, values: dict[str, Any], **_kwargs: object) -> None:
        """Refuse a number on no register, and an address that is none of the web."""
        errors: dict[str, list[str]] = {}
        if values.get("number") and not values.get("register"):
            errors["register"] = [wording.NEED_REGISTER]
        if values.get("url") and not WEB_PAGE.fullmatch(values["url"]):
            errors["url"] = [wording.BAD_EXIT]
        if errors:
            raise ValidationError(errors)


class PublicPersonForm(Schema):
    """What a clinician says of themselves to readers, and whether they may see it."""

    bio = Paragraphs(1000)
    public = fields.Boolean(load_default=False, truthy={"yes"}, falsy={"no", ""})


@cache
def time_zones() -> tuple[str, ...]:
    """Return the time zones people know by a place, and UTC."""
    zones = (zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return ("UTC", *sorted(zones))


class ReadyForm(Schema):
    """Ready words: an answer, a safety-net, or both."""

    lang = fields.String(required=True, validate=validate.OneOf(list(NAMES)))
    shortcut = Line(30, needed=wording.BAD_SHORTCUT)
    title = Line(120, needed=wording.NEEDS_TITLE)
    body = Paragraphs(READY_CHARS, needed=None)
    expect = Paragraphs(READY_PART_CHARS, needed=None)
    worry = Paragraphs(READY_PART_CHARS, needed=None)
    do_now = Paragraphs(READY_PART_CHARS, needed=None)
    by_when = Paragraphs(READY_PART_CHARS, needed=None)
    share = Line(32, needed=None)
    review_by = fields.Date(required=True, error_messages={"required": wording.BAD_DATE, "invalid": wording.BAD_DATE})

    @validates_schema
    def _short_name_is_plain(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not SHORTCUT.fullmatch(data.get("shortcut", "")):
            raise ValidationError({"shortcut": [wording.BAD_SHORTCUT]})
