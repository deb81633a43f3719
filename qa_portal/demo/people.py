"""The demo's people: accounts, profiles, the queues they work in and lead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from qa_portal.access.permissions import SYSTEM, Role
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.people import change_own_page
from qa_portal.clinic.queue_service import set_lead
from qa_portal.db import read, transaction
from qa_portal.demo import content
from qa_portal.demo.content import Row
from qa_portal.demo.sign_ins import SignIn
from qa_portal.identity import addresses, profile, queries
from qa_portal.identity.enrol import Enrolment, enrol
from qa_portal.identity.reading import ClearProfile
from qa_portal.journey.forms import service as forms
from qa_portal.journey.forms.queries import lists
from qa_portal.question.questionnaires import items_of


@dataclass(frozen=True, slots=True)
class Player:
    """A person of the demo as an actor."""

    id: str
    role: Role
    queue_ids: frozenset[str] = frozenset()


Cast = dict[str, Player]
"""The players by the key the texts name them with."""


def gather(sign_ins: Iterable[SignIn]) -> Cast:
    """Return everybody as actors, making the accounts, profiles and leads that are not there yet."""
    known = {one.email: one for one in sign_ins}
    queue_ids = {queue.slug: queue.id for queue in clinic.queues(read())}
    cast = {}
    for person in content.people():
        mine = frozenset(queue_ids[slug] for slug in person["queues"])
        account = queries.by_lookup(read(), addresses.lookup(person["email"]))
        account_id = account.id if account else _enrol(person, known[person["email"]], tuple(sorted(mine)))
        cast[person["key"]] = Player(account_id, Role(person["role"]), mine)
        if account is None and person.get("public_page"):
            change_own_page(cast[person["key"]], {"bio": person["bio"], "public": True})
        if "profile" in person:
            profile.save(cast[person["key"]], _profile(person["profile"]))
    _set_leads(cast, queue_ids)
    return cast


def keep_forms(cast: Cast) -> None:
    """Let the first clinician keep the lists of questions, unless they are there already."""
    keeper = next(player for player in cast.values() if player.role is Role.CLINICIAN)
    if lists(read()):
        return
    for row in content.forms():
        head = {"title": row["title"], "lang": row["lang"], "active": "yes"}
        forms.keep(keeper, None, head, items_of(row["items"]))


def _enrol(person: Row, sign_in: SignIn, queue_ids: tuple[str, ...]) -> str:
    return enrol(
        Enrolment(
            person["email"],
            sign_in.password,
            Role(person["role"]),
            language=person["language"],
            display_name=person["display_name"],
            credential=person.get("credential", ""),
            specialty=person.get("specialty", ""),
            bio=person.get("bio", ""),
            queue_ids=queue_ids,
            clear_totp_secret=sign_in.totp_secret,
        )
    )


def _profile(told: Row) -> ClearProfile:
    return ClearProfile(
        names=tuple(told["names"]),
        relatives=tuple(told["relatives"]),
        birth_date=date.fromisoformat(told["birth_date"]),
        phone=told["phone"],
        town=told["town"],
        street=told["street"],
        member_number=told["member_number"],
    )


def _set_leads(cast: Cast, queue_ids: dict[str, str]) -> None:
    with transaction() as session:
        for queue in content.hospital()["queues"]:
            queue_id, lead_id = queue_ids[queue["slug"]], cast[queue["lead"]].id
            if clinic.queue(session, queue_id).lead_id != lead_id:
                set_lead(session, SYSTEM, queue_id, lead_id)
