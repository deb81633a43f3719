"""Who is at questions just now, in words of the page's language and by their staff names."""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_portal.access.permissions import Actor
from qa_portal.clinic import queries as clinic
from qa_portal.question.beside import beside


def beside_words(session: Session, user: Actor, question_ids: Iterable[str]) -> dict[str, str]:
    """Return for each of these questions where somebody else is, who and what they do."""
    there = beside(session, question_ids, but=user.id)
    people = clinic.members_by_id(session, {one.account_id for one in there})
    found: dict[str, str] = {}
    for one in there:
        if one.account_id in people:
            name = people[one.account_id].display_name
            words = (
                _("%(name)s is writing.", name=name) if one.is_writing else _("%(name)s is looking at it.", name=name)
            )
            found[one.question_id] = f"{found.get(one.question_id, '')} {words}".strip()
    return found
