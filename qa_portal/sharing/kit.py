"""All there is to share of one page, for templates: pictures, links, captions, a QR code, code for other sites."""

from dataclasses import dataclass

from flask_babel import force_locale, gettext

from qa_portal.library.addresses import full_url
from qa_portal.library.models import Page, Topic
from qa_portal.library.service import excerpt
from qa_portal.sharing import codes
from qa_portal.sharing.captions import Shared, caption, shortened
from qa_portal.sharing.cards import Card, Shape, answer_cards, language_of, topic_cards
from qa_portal.sharing.links import link
from qa_portal.sharing.networks import CARD_TEXT_CHARS, CARD_TITLE_CHARS, TERMS, Network, tagged
from qa_portal.web.brand import clinic_facts
from qa_portal.web.languages import page_language

QR_TAG, COPY_TAG = "qr", "link"
"""Link tags of what was scanned and of what was copied."""


@dataclass(frozen=True, slots=True)
class Way:
    """One network: its name, the link to tap, the words to paste, the picture that suits it."""

    network: Network
    label: str
    link: str
    caption: str
    card: Card


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page tells the networks."""

    kind: str
    """`article` or `website`."""
    title: str
    text: str
    url: str
    locale: str
    card: Card

    @property
    def short_title(self) -> str:
        """The title as far as a card on X shows it."""
        return shortened(self.title, lambda text: len(text) <= CARD_TITLE_CHARS)


def answer_head(page: Page) -> Head:
    """The head of an answer."""
    language = language_of(page)
    text = shortened(excerpt(page), lambda text: len(text) <= CARD_TEXT_CHARS)
    card = answer_cards(page)[Shape.WIDE]
    return Head("article", page.title, text, full_url(page.path, page.lang), _locale(language), card)


def topic_head(topic: Topic) -> Head:
    """The head of a topic, in the language of the page."""
    language = page_language()
    name = topic.name(language)
    text = topic.description(language) or gettext("Questions on %(topic)s, answered by clinicians.", topic=name)
    text = shortened(text, lambda text: len(text) <= CARD_TEXT_CHARS)
    card = topic_cards(topic, language)[Shape.WIDE]
    return Head("website", name, text, full_url(f"/topics/{topic.slug}"), _locale(language), card)


def _locale(language: str) -> str:
    return {"es": "es_ES"}.get(language, "en_GB")


def pictures_of(page: Page) -> list[str]:
    """Addresses of an answer's pictures, for data about the page."""
    return [card.url for card in answer_cards(page).values()]


def ways(page: Page) -> list[Way]:
    """The networks an answer can be shared to, in the order they are shown."""
    cards = answer_cards(page)
    with force_locale(language_of(page)):
        shared = shared_of(page)
        return [_way(network, shared, cards) for network in Network]


def links(page: Page) -> list[tuple[str, str]]:
    """(name, link to tap) of the networks that can be shared to with a tap; the name of mail is empty."""
    with force_locale(language_of(page)):
        shared, picture = shared_of(page), answer_cards(page)[Shape.TALL].url
        made = [(TERMS[network].label, link(network, shared, picture=picture)) for network in Network]
    return [(label, address) for label, address in made if address]


def _way(network: Network, shared: Shared, cards: dict[Shape, Card]) -> Way:
    card = cards[Shape(TERMS[network].shape)]
    label = TERMS[network].label
    return Way(network, label, link(network, shared, picture=card.url), caption(network, shared), card)


def shared_of(page: Page) -> Shared:
    """The public words of an answer that may stand in a post."""
    url = full_url(page.path, page.lang)
    return Shared(page.title, excerpt(page), clinic_facts().name, url)


def qr_picture(page: Page) -> str:
    """The QR code of an answer's address as a `data:` address, so that it costs no request and prints."""
    return codes.picture(_qr_url(page))


def qr_file(page: Page) -> bytes:
    """The QR code as an SVG file, for posters."""
    return codes.poster(_qr_url(page))


def _qr_url(page: Page) -> str:
    return tagged(full_url(page.path, page.lang), QR_TAG)


def copy_url(page: Page) -> str:
    """The address to copy."""
    return tagged(full_url(page.path, page.lang), COPY_TAG)
