"""Which specialty deals with a page, and what it is called."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from qa_portal.clinic import page as clinic_page
from qa_portal.clinic import queries as clinic
from qa_portal.library.memory import UntilChanged
from qa_portal.text.routing.starter import starter_queues

OF_TOPIC = {
    "medicines-and-vaccines": "pharmacy",
    "childrens-health": "paediatrics",
    "pregnancy": "ob_gyn",
    "womens-health": "ob_gyn",
    "mens-health": "urology",
    "mind-and-sleep": "mental_health",
    "skin": "dermatology",
    "heart-and-blood-pressure": "cardiology",
    "bones-and-joints": "orthopaedics",
    "diabetes": "endocrinology",
    "stomach-and-bowel": "gastroenterology",
    "cancer": "oncology",
    "brain-and-nerves": "neurology",
    "lungs-and-breathing": "pulmonology",
    "kidneys-and-bladder": "nephrology",
    "eyes": "ophthalmology",
    "ear-nose-and-throat": "ent",
    "mouth-and-teeth": "dental",
    "infections": "infectious_disease",
    "blood-and-immunity": "oncology",
    "hormones-and-weight": "endocrinology",
    "later-life": "general_practice",
    "staying-well": "general_practice",
}
"""Topics that come with the product and the team that answers them; the rare and the clinic's own belong to none."""
LANGUAGES = ("en", "es")
_names: UntilChanged[dict[str, dict[str, str]]] = UntilChanged()


def of_page(specialty: str, topic_slug: str | None) -> str:
    """Return the slug of the specialty of a page: the team that answered it, or else the one of its topic."""
    return specialty or OF_TOPIC.get(topic_slug or "", "")


def names(session: Session, language: str) -> Mapping[str, str]:
    """Return what each specialty is called, as the clinic calls it where it has such a team."""
    edition = clinic_page.current().edition
    by_language = _names.get(session, edition, lambda: {one: _called(session, one) for one in LANGUAGES})
    return by_language.get(language, by_language[LANGUAGES[0]])


def _called(session: Session, language: str) -> dict[str, str]:
    shipped = {queue.slug: queue.names[language] for queue in starter_queues()}
    return shipped | {queue.slug: queue.name(language) for queue in clinic.queues(session, with_closed=True)}
