"""Clinicians readers may know: who wants a public page has one. Nothing is public before they say so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import queries
from qa_portal.clinic.models import Member, Queue
from qa_portal.clinic.service import renew_edition
from qa_portal.db import transaction
from qa_portal.errors import NotFound
from qa_portal.text.short_names import free, slug


@dataclass(frozen=True, slots=True)
class Person:
    """What readers may know of a clinician."""

    account_id: str
    slug: str
    name: str
    credential: str
    specialty: str
    bio: str

    @property
    def path(self) -> str:
        """Their public path, without a language."""
        return f"/people/{self.slug}"

    @property
    def signature(self) -> tuple[str, str]:
        """As their name stands on a page."""
        return self.name, self.credential


def public_people(session: Session) -> list[Person]:
    """Return everybody with a public page, by name."""
    return _public(queries.answering_members(session))


def public_members(session: Session, queue_id: str) -> list[Person]:
    """Return who works in a team and has a public page, by name."""
    return _public(queries.members_of(session, queue_id))


def public_person(session: Session, slug: str) -> Person:
    """Return somebody by the name in the address of their page.

    Raises: NotFound.
    """
    person = next((one for one in public_people(session) if one.slug == slug), None)
    if person is None:
        raise NotFound("There is no such page.")
    return person


def teams_of(session: Session, person: Person) -> list[Queue]:
    """Return the open teams somebody works in, in the clinic's order."""
    ids = queries.queue_ids_of(session, person.account_id)
    return [queue for queue in queries.queues(session) if queue.id in ids]


def own(session: Session, user: Actor) -> Member:
    """Return what is known of the person who asks.

    Raises: NotFound, for somebody who answers no questions.
    """
    member = queries.member(session, user.id) if user.id else None
    if member is None or not member.answers:
        raise NotFound("There is no such page.")
    return member


def change_own_page(user: Actor, values: Mapping[str, str | bool]) -> None:
    """Write what readers may know of oneself, and say whether they may.

    `values` is a loaded `PublicPersonForm`. Raises: NotFound.
    """
    with transaction() as session:
        member = own(session, user)
        ensure(user, Permission.PUBLIC_PERSON, member)
        is_public = bool(values["public"])
        member.bio = str(values["bio"])
        if not is_public:
            member.public_slug = None
        elif member.public_slug is None:
            taken = frozenset(session.scalars(select(Member.public_slug)))
            member.public_slug = free(slug(member.display_name) or "clinician", taken.__contains__)
        renew_edition(session)
        record(session, Action.PUBLIC_PERSON_SET, actor=user, subject_id=member.account_id, public=is_public)


def _public(members: Iterable[Member]) -> list[Person]:
    return [
        Person(one.account_id, one.public_slug, one.display_name, one.credential, one.specialty, one.bio)
        for one in members
        if one.public_slug
    ]
