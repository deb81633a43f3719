"""A thread as people read it: answers and messages together, each with who wrote it."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from qa_portal.clinic import queries as clinic
from qa_portal.clinic.models import Member
from qa_portal.question.opening import ClearAnswer, ClearFile
from qa_portal.question.questionnaires import Filled, Form, filled_of, form_of
from qa_portal.question.reading import ClearEntry, ClearQuestion
from qa_portal.question.status import EntryKind


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said, by whom: an answer or a message."""

    kind: str
    at: datetime
    member: Member | None
    said: ClearAnswer | ClearEntry = field(repr=False)
    files: list[ClearFile] = field(repr=False, default_factory=list)

    @property
    def form(self) -> Form | None:
        """The list of questions that was sent, when it is one."""
        return form_of(self.said.body) if self.kind == EntryKind.FORM else None

    @property
    def filled(self) -> Filled | None:
        """What the patient filled in, when it is that."""
        return filled_of(self.said.body) if self.kind == EntryKind.FILLED else None


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
