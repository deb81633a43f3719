"""What the administrators' pages show and their forms start with: the stored facts in the shape of the form."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from qa_portal.access.permissions import Actor
from qa_portal.clinic import defaults, licence_service, page, queries
from qa_portal.clinic import ready as ready_words
from qa_portal.clinic.licence_models import Licence, Standing
from qa_portal.clinic.models import ConsentWording, Holiday, Member, Queue
from qa_portal.clinic.queue_service import MEMBER_FIELDS, QUEUE_FIELDS
from qa_portal.clinic.ready_service import ALL, TEXTS
from qa_portal.clinic.schemas import WEEK_FIELDS
from qa_portal.clinic.service import FACT_FIELDS
from qa_portal.clock import now
from qa_portal.db import read
from qa_portal.errors import NotFound
from qa_portal.web.languages import NAMES

Typed = MultiDict[str, Any]
"""What stands in a form's fields, typed or stored."""


@dataclass(frozen=True, slots=True)
class Teams:
    """The queues and the staff, for their list."""

    queues: list[Queue]
    staff: list[Member]
    counts: dict[str, int]
    names: dict[str, str]
    licences: dict[str, Standing]


def own_texts() -> set[str]:
    """Return the kinds of text the clinic has written itself."""
    return {kind for kind, _ in queries.texts(read())}


def wordings() -> dict[str, queries.Wording]:
    """Return the consent wordings of now by kind."""
    return {kind: queries.consent_wording(read(), kind) for kind in defaults.CONSENT_KINDS}


def facts() -> Typed:
    """Return the fields of the clinic's facts."""
    clinic = page.current()
    stored: dict[str, Any] = {name: getattr(clinic, name, "") for name in FACT_FIELDS}
    return MultiDict(stored | {"time_zone": clinic.timezone, "languages": list(clinic.languages)})


def week() -> Typed:
    """Return the fields of the opening times."""
    days: dict[str, list[str]] = {name: [] for name in WEEK_FIELDS}
    for span in queries.spans(read()):
        days[f"day{span.weekday}"].append("-".join(span.words))
    return MultiDict({name: ", ".join(spans) for name, spans in days.items()})


def holidays_to_come() -> list[Holiday]:
    """Return the closed dates from today on."""
    return queries.holidays(read(), since=today())


def today() -> date:
    """Return the clinic's own date."""
    return page.current().calendar.local_day(now())


def text(kind: str) -> Typed:
    """Return the fields of one of the clinic's texts."""
    return MultiDict({f"body_{language}": page.current().text(kind, language) for language in NAMES})


def consent(kind: str) -> Typed:
    """Return the fields of a consent wording."""
    wording = queries.consent_wording(read(), kind)
    return MultiDict({"text_en": wording.text_en, "text_es": wording.text_es})


def consent_versions(kind: str) -> list[ConsentWording]:
    """Return every version of a consent wording, newest first."""
    return [row for row in queries.consent_wordings(read()) if row.kind == kind]


def intake() -> Typed:
    """Return the fields of the switch that stops new questions."""
    stored = text("stop")
    stored["intake"] = "open" if page.current().accepts_questions else "stopped"
    return stored


def teams() -> Teams:
    """Return the queues and the staff."""
    session = read()
    staff = queries.members(session)
    return Teams(
        queues=queries.queues(session, with_closed=True),
        staff=staff,
        counts=queries.member_counts(session),
        names={member.account_id: member.display_name for member in staff},
        licences=licence_service.standings(session),
    )


def queue_row(queue_id: str) -> Queue:
    """Return a queue. Raises: NotFound."""
    return queries.queue(read(), queue_id)


def queue(queue_id: str) -> Typed:
    """Return the fields of a queue. Raises: NotFound."""
    row = queue_row(queue_id)
    stored: dict[str, Any] = {name: getattr(row, name) for name in QUEUE_FIELDS if name != "terms"}
    stored |= {f"terms_{language}": "\n".join(terms) for language, terms in row.terms.items()}
    stored["members"] = [member.account_id for member in queries.members_of(read(), queue_id)]
    return MultiDict({name: value for name, value in stored.items() if value})


def people() -> list[tuple[str, str, str]]:
    """Return those who answer as choices of a form: account, name, specialty."""
    return [(member.account_id, member.display_name, member.specialty) for member in queries.answering_members(read())]


def member(account_id: str) -> Typed:
    """Return the fields of what readers see of a member of staff. Raises: NotFound."""
    row = queries.member(read(), account_id)
    if row is None:
        raise NotFound("Nobody with this number works here.")
    return MultiDict({name: getattr(row, name) for name in MEMBER_FIELDS})


def licence_row(account_id: str) -> Licence | None:
    """Return somebody's licence."""
    return licence_service.of_member(read(), account_id)


def licence(account_id: str) -> Typed:
    """Return the fields of a licence, empty ones where there is none."""
    row = licence_row(account_id)
    stored = {name: getattr(row, name) for name in licence_service.WRITTEN} if row else {}
    return MultiDict({name: value for name, value in stored.items() if value})


def ready(user: Actor, ready_id: str) -> Typed:
    """Return the fields of ready words. Raises: NotFound."""
    row = ready_words.one(read(), user, ready_id)
    values = {name: str(getattr(row, name)) for name in TEXTS}
    return MultiDict({**values, "share": (row.queue_id or ALL) if row.shared else ""})
