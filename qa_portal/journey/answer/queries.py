"""Reading for the conversation's pages: who wrote what, in the order it happened."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from qa_portal import clock, settings
from qa_portal.access.permissions import Actor
from qa_portal.clinic import page, ready
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.models import Member
from qa_portal.clinic.reply_models import ReplyTemplate
from qa_portal.errors import NotFound
from qa_portal.index.current import index
from qa_portal.library import queries as library
from qa_portal.library.addresses import full_url
from qa_portal.library.models import Page
from qa_portal.library.similar import similar
from qa_portal.question.consulting import asked_now, colleagues
from qa_portal.question.models import Publication, Question
from qa_portal.question.names import age_band_name
from qa_portal.question.opening import ClearFile
from qa_portal.question.outgoing import next_opening
from qa_portal.question.reading import ClearQuestion
from qa_portal.question.turns import Turn
from qa_portal.text.coach import Advice, advise
from qa_portal.text.flags import signs
from qa_portal.web.times import plain_time


@dataclass(frozen=True, slots=True)
class Conversation:
    """A question as one person sees it."""

    question: Question
    clear: ClearQuestion = field(repr=False)
    turns: list[Turn] = field(repr=False)
    queue_name: str
    holder: Member | None
    publications: list[Publication]
    draft: dict[str, Any] = field(repr=False, default_factory=dict)
    readers: int = 0
    """How many people are in the team."""
    waiting: list[ClearFile] = field(repr=False, default_factory=list)
    """Files that this person has added and not sent."""
    mail_bounces: bool = False

    @property
    def open_forms(self) -> list[Turn]:
        """Lists the patient was sent and has not filled in, newest first."""
        done = {turn.filled.form_id for turn in self.turns if turn.filled}
        return [turn for turn in reversed(self.turns) if turn.form and turn.said.id not in done]

    @property
    def standing_answer(self) -> Turn | None:
        """The newest answer, while nobody has written after it: a patient reads it first."""
        if self.question.is_open:
            return None
        return next((turn for turn in reversed(self.turns) if turn.kind == "answer"), None)

    @property
    def asked_files(self) -> list[ClearFile]:
        """The files that came with the question itself."""
        return [file for file in self.clear.files if not file.said_id]


def found_signs(clear: ClearQuestion, language: str) -> list[str]:
    """Return the emergency signs of a question in words: the ones ticked, then the patient's own words."""
    asked = dict(signs.questions(language))
    ticked = [asked.get(name, name) for name in clear.signs.get("ticked", [])]
    return [*ticked, *clear.signs.get("words", [])]


def queue_name(session: Session, question: Question, language: str) -> str:
    """Return the name of the queue a question is in; "" before it is in one."""
    queues = clinic.queues_by_id(session, [question.queue_id] if question.queue_id else [])
    return next((queue.name(language) for queue in queues.values()), "")


def other_queues(session: Session, question: Question, language: str) -> list[tuple[str, str]]:
    """Return the queues a question can be handed to."""
    return [(row.slug, row.name(language)) for row in clinic.queues(session) if row.id != question.queue_id]


@dataclass(frozen=True, slots=True)
class Help:
    """What helps whoever works on a question; words are only for whoever holds it."""

    opens_at: datetime
    """When the clinic opens next."""
    colleagues: list[tuple[str, str]]
    """Whom one can ask."""
    asked: list[Member]
    """Who is asked now."""
    undo_seconds: int
    """So long an answer can be taken back."""
    ready: list[ReplyTemplate] = field(default_factory=list)
    nets: list[ReplyTemplate] = field(default_factory=list)
    alike: list[Page] = field(default_factory=list)
    """Published answers to questions like this one."""
    advice: Advice | None = None
    """What could be easier in the draft."""


def help_for(session: Session, user: Actor, seen: Conversation) -> Help:
    """Return what helps to answer a question."""
    question = seen.question
    known: dict[str, Any] = {
        "opens_at": next_opening(page.facts(session).calendar, clock.now()),
        "colleagues": [(one.account_id, one.display_name) for one in colleagues(session, user)],
        "asked": asked_now(session, question),
        "undo_seconds": settings.current().undo_seconds,
    }
    if question.holder_id != user.id:
        return Help(**known)
    clear_text = f"{seen.clear.subject}\n{seen.clear.body}"
    rows = ready.offered(session, user, question.lang)
    return Help(
        **known,
        ready=rows,
        nets=ready.nets_for(rows, clear_text),
        alike=similar(session, index(), clear_text, lang=question.lang),
        advice=advise(written(seen.draft), question.lang),
    )


def written(values: Mapping[str, Any]) -> str:
    """Return all that is written of an answer as one text, to look at how it reads."""
    return "\n".join(str(values.get(name) or "") for name in ("body", *ready.PARTS)).strip()


def reading_line(found: Advice) -> str:
    """Say in one line how a text reads; "" for one too short to tell."""
    if not found.grade:
        return ""
    if found.is_easy:
        return str(gettext("Reading grade %(grade)s: most people can read this.", grade=f"{found.grade:.0f}"))
    # Rounded up: "8, aim for 8" would tell nobody what to do.
    grade = str(math.ceil(found.grade))
    return str(gettext("Reading grade %(grade)s: hard for many people. Aim for 8 or less.", grade=grade))


def ready_words(session: Session, user: Actor, question: Question, ready_id: str) -> dict[str, str]:
    """Return ready words for a question, with its gaps filled in the patient's language. Raises: NotFound."""
    row = ready.one(session, user, ready_id)
    me = clinic.member(session, user.id)
    with force_locale(question.lang):
        values = {
            "patient_age": age_band_name(question.age_band),
            "clinic_phone": page.facts(session).phone,
            "my_name": me.display_name if me else "",
            "promised": plain_time(question.promised_at) if question.promised_at else "",
        }
    return ready.filled(row, values)


def published_words(session: Session, page_id: str) -> dict[str, str]:
    """Return the words of a public answer to begin with, and where they come from. Raises: NotFound."""
    found = library.pages_by_id(session, [page_id]).get(page_id)
    if found is None:
        raise NotFound("There is no such answer.")
    source = {"source_title_1": found.title, "source_url_1": full_url(found.path, found.lang)}
    if found.slug:
        # A guide is long, and for everybody: the answer says what it is about and leads there.
        return {"body": found.question, **source}
    parts = {name: getattr(found, name) for name in ready.PARTS}
    return {"body": found.answer, **parts, **source}


def first_public(publications: Iterable[Publication]) -> Publication | None:
    """Return the publication whose page is in the library now."""
    return next((row for row in publications if row.is_public), None)
