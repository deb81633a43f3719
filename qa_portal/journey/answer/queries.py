"""Reading for the conversation's pages: who wrote what, in the order it happened."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from qa_portal.clinic import queries as clinic
from qa_portal.clinic.models import Member
from qa_portal.question.models import Publication, Question
from qa_portal.question.opening import ClearAnswer, ClearFile
from qa_portal.question.reading import ClearEntry, ClearQuestion
from qa_portal.text.flags import signs


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said, by whom: an answer or a message."""

    kind: str
    at: datetime
    member: Member | None
    said: ClearAnswer | ClearEntry = field(repr=False)
    files: list[ClearFile] = field(repr=False, default_factory=list)


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
    waiting: list[ClearFile] = field(repr=False, default_factory=list)
    """Files that this person has added and not sent."""
    mail_bounces: bool = False

    @property
    def asked_files(self) -> list[ClearFile]:
        """The files that came with the question itself."""
        return [file for file in self.clear.files if not file.said_id]


def turns(session: Session, clear: ClearQuestion) -> list[Turn]:
    """Return answers and messages together, oldest first, each with the member of staff who wrote it."""
    said: list[ClearAnswer | ClearEntry] = [*clear.answers, *clear.entries]
    people = clinic.members_by_id(session, {one.author_id for one in said})
    made = [Turn(_kind(one), one.created_at, people.get(one.author_id), one, _files(clear, one.id)) for one in said]
    return sorted(made, key=lambda turn: turn.at)


def _files(clear: ClearQuestion, said_id: str) -> list[ClearFile]:
    return [file for file in clear.files if file.said_id == said_id]


def _kind(one: ClearAnswer | ClearEntry) -> str:
    return "answer" if isinstance(one, ClearAnswer) else str(one.kind)


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


def first_public(publications: Iterable[Publication]) -> Publication | None:
    """Return the publication whose page is in the library now."""
    return next((row for row in publications if row.is_public), None)
