"""Use cases of the patient: see who opened a question, and say that an opening was not expected."""

from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission, Role
from qa_portal.audit.actions import Action
from qa_portal.crypto.keystore import owner_key
from qa_portal.db import transaction
from qa_portal.errors import Conflict, NotFound
from qa_portal.identity.letters import post_to_role
from qa_portal.identity.models import LetterKind
from qa_portal.inquiry.models import CaseKind
from qa_portal.inquiry.reading import open_case
from qa_portal.inquiry.writing import About, add_note, begin_case
from qa_portal.privacy.readings import queries
from qa_portal.privacy.readings.queries import Readings, Told

ABOUT_CASES = frozenset({Action.CASE_READ, Action.GLASS_REASON_READ})


def who_opened(user: Actor, question_id: str, language: str) -> Readings:
    """Return every opening of a patient's question, and what became of those they reported.

    Raises: NotFound.
    """
    with transaction() as session:
        question = queries.question(session, question_id)
        ensure(user, Permission.QUESTION_OWN, question)
        found = queries.openings(session, question_id, language)
        cases = [
            Told(case, open_case(session, user, case, permission=Permission.CASE_OWN))
            for case in queries.cases_of(session, user, question_id)
        ]
        own = [event for event in found if event.actor_id == user.id]
        machine = [event for event in found if event.by_machine]
        others = [event for event in found if event.actor_id != user.id and not event.by_machine]
        people = [event for event in others if event.action not in ABOUT_CASES]
        about_cases = [event for event in others if event.action in ABOUT_CASES]
        return Readings(question, people, machine, own, about_cases, cases)


def report(user: Actor, question_id: str, entry_id: str, clear_note: str) -> str:
    """Open a case about an opening the patient does not recognise; return its number.

    Raises: NotFound, Conflict (reported already).
    """
    key = owner_key(user.id)
    with transaction() as session:
        question = queries.question(session, question_id)
        ensure(user, Permission.QUESTION_OWN, question)
        event = next((one for one in queries.openings(session, question_id, "en") if one.id == entry_id), None)
        if event is None or event.actor_id == user.id:
            raise NotFound("There is nothing here.")
        if any(case.entry_id == entry_id for case in queries.cases_of(session, user, question_id)):
            raise Conflict("You told us about this one already.")
        about = About(user.id, question_id, entry_id, event.actor_id)
        case = begin_case(session, user, CaseKind.UNRECOGNISED, about)
        if clear_note:
            add_note(session, user, case, key, clear_note)
        post_to_role(session, Role.PRIVACY_OFFICER, LetterKind.CASE_OPENED, f"/officer/cases/{case.id}")
        return case.number
