"""Reading who is beside: in words of the page's language, by their staff names."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.access.guard import scope
from qa_portal.access.permissions import Actor, Permission
from qa_portal.clinic import queries as clinic
from qa_portal.question.beside_words import beside_words
from qa_portal.question.models import Question
from qa_portal.question.status import Step


@dataclass(frozen=True, slots=True)
class Scene:
    """What a page with a question open has to know."""

    says: str
    """Who else is there and what they do."""
    holder: str
    """`me`, `nobody`, or the name of the colleague who holds it."""
    may_write: bool
    moved: str
    """Changes whenever the question takes a step."""

    def as_json(self) -> dict[str, Any]:
        """Return it for the page's script."""
        return asdict(self)


def scene(session: Session, user: Actor, question: Question) -> Scene:
    """Return who else is at a question, and who holds it."""
    holder = clinic.member(session, question.holder_id) if question.holder_id else None
    mine = question.holder_id == user.id
    return Scene(
        says=beside_words(session, user, [question.id]).get(question.id, ""),
        holder="me" if mine else holder.display_name if holder else "nobody",
        may_write=mine and question.can(Step.ANSWER) and not question.is_sending,
        moved=question.status_since_at.isoformat(),
    )


def seen_of(session: Session, user: Actor, question_ids: Iterable[str]) -> list[str]:
    """Return which of these questions somebody may see at all."""
    seen = scope(user, Permission.QUESTION_SEE, Question)
    return list(session.scalars(select(Question.id).where(seen, Question.id.in_(list(question_ids)))))
