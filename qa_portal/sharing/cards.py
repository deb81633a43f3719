"""The picture of a page: what stands on it, where it is found, and what is said to who cannot see it."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from flask import g
from flask_babel import force_locale, gettext

from qa_portal.clinic.brand import is_colour
from qa_portal.library.addresses import full_url
from qa_portal.library.dates import plain_date
from qa_portal.library.models import Page, Topic
from qa_portal.sharing.captions import shortened
from qa_portal.sharing.networks import ALT_CHARS
from qa_portal.web.brand import clinic_facts
from qa_portal.web.languages import DEFAULT, NAMES

DESIGN = 1
"""Number of the drawing; a new one gives every picture a new address."""
GROUND = "#0b5d6b"
"""The colour of a clinic that has none of its own; white on it has a contrast of 7.3."""
VERSION_CHARS = 16


class Shape(StrEnum):
    """Proportions a picture is made in."""

    WIDE = "wide"
    SQUARE = "square"
    TALL = "tall"


SIZES = {Shape.WIDE: (1200, 630), Shape.SQUARE: (1080, 1080), Shape.TALL: (1000, 1500)}
"""Width and height in pixels: for links, for Instagram, for Pinterest."""


@dataclass(frozen=True, slots=True)
class CardWords:
    """All that a picture can hold. Every word is public already; there is no field for anything else."""

    title: str
    topic: str
    clinic: str
    service: str
    reviewed: str
    """`Reviewed 12 March 2026`; empty when nobody has."""
    ground: str
    """Hex colour behind the title."""

    @property
    def version(self) -> str:
        """A hash of the drawing and of each word: a picture at its address never changes."""
        words = (str(DESIGN), self.title, self.topic, self.clinic, self.service, self.reviewed, self.ground)
        return sha256("\0".join(words).encode()).hexdigest()[:VERSION_CHARS]

    @property
    def alt(self) -> str:
        """What the picture says, in words."""
        said = " – ".join(filter(None, (self.title, self.topic, self.clinic, self.reviewed)))
        return shortened(" ".join(said.split()), lambda text: len(text) <= ALT_CHARS)


@dataclass(frozen=True, slots=True)
class Card:
    """One picture and its address."""

    shape: Shape
    url: str
    alt: str

    @property
    def width(self) -> int:
        """Width in pixels."""
        return SIZES[self.shape][0]

    @property
    def height(self) -> int:
        """Height in pixels."""
        return SIZES[self.shape][1]


def language_of(page: Page) -> str:
    """The language a page's picture and captions are in: its own, where we have words in it."""
    return page.lang if page.lang in NAMES else DEFAULT


def answer_words(page: Page) -> CardWords:
    """What stands on the picture of an answer, in the answer's language."""
    with force_locale(language_of(page)):
        reviewed = gettext("Reviewed %(date)s", date=plain_date(page.last_reviewed_at)) if page.last_reviewed_at else ""
        return _words(page.title, page.topic.name(page.lang) if page.topic else "", reviewed)


def topic_words(topic: Topic, language: str) -> CardWords:
    """What stands on the picture of a topic."""
    with force_locale(language):
        return _words(topic.name(language), gettext("Questions and answers"), "")


def _words(title: str, topic: str, reviewed: str) -> CardWords:
    clinic = clinic_facts()
    colour = clinic.brand_colour if is_colour(clinic.brand_colour) else GROUND
    return CardWords(title, topic, clinic.name, gettext("Ask a clinician"), reviewed, colour)


def answer_cards(page: Page) -> dict[Shape, Card]:
    """The pictures of an answer, by shape; made once a request, since several parts of a page ask."""
    made: dict[str, dict[Shape, Card]] = g.setdefault("answer_cards", {})
    if page.id not in made:
        made[page.id] = _cards(answer_words(page), f"/answers/{page.id}", language_of(page))
    return made[page.id]


def topic_cards(topic: Topic, language: str) -> dict[Shape, Card]:
    """The pictures of a topic, by shape."""
    return _cards(topic_words(topic, language), f"/topics/{topic.slug}", language)


def _cards(words: CardWords, path: str, language: str) -> dict[Shape, Card]:
    base, version, alt = full_url(path, language), words.version, words.alt
    return {shape: Card(shape, f"{base}/card-{shape}-{version}.png", alt) for shape in Shape}
