"""Changing the clinic's facts: each use case checks, changes and records in one transaction."""

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import defaults, queries
from qa_portal.clinic.calendar import Span, merged
from qa_portal.clinic.logo import BadLogo, redraw
from qa_portal.clinic.models import FACTS_ID, ClinicText, ConsentWording, Facts, Holiday, OpeningHours
from qa_portal.clinic.wording import BAD_LOGO, HOLIDAY_TAKEN, SAME_WORDS
from qa_portal.db import new_id, transaction
from qa_portal.errors import BadInput, NotFound

FACT_FIELDS = (
    "name strapline phone emergency_number advice_number email address time_zone languages brand_colour button_colour "
    "exit_url"
).split()
"""What the form of the clinic's facts changes."""


def facts_for_change(session: Session) -> Facts:
    """Return the row of facts with a new edition, making the row when the clinic is not set up yet."""
    row = queries.facts_row(session)
    if row is None:
        row = Facts(
            id=FACTS_ID,
            name=defaults.NAME,
            emergency_number=defaults.EMERGENCY_NUMBER,
            time_zone=defaults.TIME_ZONE,
            languages=["en", "es"],
        )
        session.add(row)
    row.edition = new_id()
    row.updated_at = clock.now()
    return row


def renew_edition(session: Session) -> None:
    """Let everything that was kept by the edition of the facts be made anew: people and teams stand on pages, too."""
    row = queries.facts_row(session)
    if row is not None:
        row.edition, row.updated_at = new_id(), clock.now()


def _for_edit(session: Session, user: Actor) -> Facts:
    row = facts_for_change(session)
    ensure(user, Permission.CLINIC_EDIT, row)
    return row


def edit_facts(user: Actor, values: Mapping[str, Any]) -> None:
    """Change the clinic's name, numbers, languages, time zone and colours."""
    with transaction() as session:
        row = _for_edit(session, user)
        changed = [name for name in FACT_FIELDS if name in values and getattr(row, name) != values[name]]
        for name in changed:
            setattr(row, name, values[name])
        record(session, Action.CLINIC_EDITED, actor=user, subject_id=FACTS_ID, changed=",".join(changed))


def set_logo(user: Actor, upload: bytes) -> None:
    """Take a picture as the clinic's logo, drawn anew.

    Raises: BadInput, when it is no picture we take.
    """
    try:
        logo = redraw(upload)
    except BadLogo as bad:
        raise BadInput({"logo": [BAD_LOGO[str(bad)]]}) from None
    _keep_logo(user, logo.body, logo.media_type, logo.digest)


def remove_logo(user: Actor) -> None:
    """Show the clinic without a logo."""
    _keep_logo(user, None, "", "")


def _keep_logo(user: Actor, body: bytes | None, media_type: str, digest: str) -> None:
    with transaction() as session:
        row = _for_edit(session, user)
        row.logo, row.logo_type, row.logo_hash = body, media_type, digest
        record(session, Action.CLINIC_LOGO, actor=user, subject_id=FACTS_ID, digest=digest)


def set_hours(user: Actor, spans: Iterable[Span]) -> None:
    """Replace the weekly opening hours."""
    with transaction() as session:
        _for_edit(session, user)
        count = write_hours(session, spans)
        record(session, Action.HOURS_SET, actor=user, subject_id=FACTS_ID, spans=count)


def write_hours(session: Session, spans: Iterable[Span]) -> int:
    """Put the week's spans in place of the old ones; return how many there are."""
    week = merged(spans)
    session.execute(delete(OpeningHours))
    session.add_all(OpeningHours(weekday=span.weekday, opens=span.opens, closes=span.closes) for span in week)
    return len(week)


def add_holiday(user: Actor, day: date, name: str) -> None:
    """Close the clinic on a date.

    Raises: BadInput, when the date is in the list already.
    """
    with transaction() as session:
        _for_edit(session, user)
        if session.get(Holiday, day) is not None:
            raise BadInput({"day": [HOLIDAY_TAKEN]})
        session.add(Holiday(day=day, name=name))
        record(session, Action.HOLIDAY_ADDED, actor=user, subject_id=FACTS_ID, day=day.isoformat())


def remove_holiday(user: Actor, day: date) -> None:
    """Open the clinic on a date that was in the list.

    Raises: NotFound.
    """
    with transaction() as session:
        _for_edit(session, user)
        holiday = session.get(Holiday, day)
        if holiday is None:
            raise NotFound("This date is not in the list.")
        session.delete(holiday)
        record(session, Action.HOLIDAY_REMOVED, actor=user, subject_id=FACTS_ID, day=day.isoformat())


def set_texts(user: Actor, kind: str, bodies: Mapping[str, str]) -> None:
    """Change one of the clinic's texts in each language; an empty one goes back to the product's own."""
    with transaction() as session:
        _for_edit(session, user)
        write_texts(session, kind, bodies)
        prints = {f"hash_{language}": _hash(body) for language, body in sorted(bodies.items())}
        record(session, Action.TEXT_EDITED, actor=user, subject_id=FACTS_ID, kind=kind, **prints)


def write_texts(session: Session, kind: str, bodies: Mapping[str, str]) -> None:
    """Put texts of one kind in place; one that is empty, or the product's own, is taken away."""
    for language, given in bodies.items():
        body = "" if given == defaults.text(kind, language) else given
        row = session.get(ClinicText, (kind, language))
        if row is not None and not body:
            session.delete(row)
        elif row is not None:
            row.body = body
        elif body:
            session.add(ClinicText(kind=kind, language=language, body=body))


def reword_consent(user: Actor, kind: str, *, text_en: str, text_es: str) -> int:
    """Add a new consent wording, which patients see from now on; older ones stay for the record.

    Returns its version. Raises: BadInput, when nothing was changed.
    """
    with transaction() as session:
        _for_edit(session, user)
        now = queries.consent_wording(session, kind)
        if now.version and (now.text_en, now.text_es) == (text_en, text_es):
            raise BadInput({"text_en": [SAME_WORDS]})
        version = write_consent(session, kind, text_en=text_en, text_es=text_es)
        prints = {"hash_en": _hash(text_en), "hash_es": _hash(text_es)}
        record(session, Action.CONSENT_WORDED, actor=user, subject_id=FACTS_ID, kind=kind, version=version, **prints)
    return version


def write_consent(session: Session, kind: str, *, text_en: str, text_es: str) -> int:
    """Add the next version of a consent wording; return its number."""
    version = queries.consent_wording(session, kind).version + 1
    made = {"text_en": text_en, "text_es": text_es, "created_at": clock.now()}
    session.add(ConsentWording(kind=kind, version=version, **made))
    return version


def stop_intake(user: Actor, messages: Mapping[str, str]) -> None:
    """Take no new questions for now; drafts are kept. The messages tell patients why."""
    _switch_intake(user, True, messages)


def start_intake(user: Actor, messages: Mapping[str, str]) -> None:
    """Take questions again; the messages are kept for the next time."""
    _switch_intake(user, False, messages)


def _switch_intake(user: Actor, stopped: bool, messages: Mapping[str, str]) -> None:
    with transaction() as session:
        row = _for_edit(session, user)
        row.stop_intake = stopped
        write_texts(session, "stop", messages)
        record(session, Action.INTAKE_SWITCHED, actor=user, subject_id=FACTS_ID, stopped=stopped)


def _hash(text: str) -> str:
    """The fingerprint of a public text, so that the record tells which words it was."""
    return sha256(text.encode()).hexdigest()
