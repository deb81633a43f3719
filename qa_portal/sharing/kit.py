"""All there is to share of one page, for templates: pictures, links, captions, a QR code, code for other sites."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import groupby

import segno
from flask_babel import force_locale, gettext

from qa_portal.library.addresses import full_url
from qa_portal.library.models import Page, Topic
from qa_portal.library.service import excerpt
from qa_portal.sharing.captions import Shared, caption, shortened
from qa_portal.sharing.cards import Card, Shape, answer_cards, language_of, topic_cards
from qa_portal.sharing.links import link
from qa_portal.sharing.networks import CARD_TEXT_CHARS, CARD_TITLE_CHARS, TERMS, Network, tagged
from qa_portal.web.brand import clinic_facts
from qa_portal.web.languages import page_language

QR_TAG, COPY_TAG = "qr", "link"
"""Link tags of what was scanned and of what was copied."""
QR_PATTERN = 3
QR_QUIET = 2
"""Light modules around the code; four are asked for, the page's own ground gives the rest."""


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
    return _qr_picture(_qr_url(page))


@lru_cache(maxsize=512)
def _qr_picture(url: str) -> str:
    # Drawn by hand, one line of dashes a row: a writer of all kinds of SVG takes a tenth of the page's time.
    rows = _qr(url).matrix
    drawn = "".join(f"M{QR_QUIET} {y}.5{_dashes(row)}" for y, row in enumerate(rows, QR_QUIET))
    size = len(rows) + 2 * QR_QUIET
    return (
        f"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {size} {size}'%3E"
        f"%3Cpath fill='%23fff' d='M0 0h{size}v{size}H0z'/%3E%3Cpath stroke='%23000' d='{drawn}'/%3E%3C/svg%3E"
    )


def _dashes(row: bytearray) -> str:
    lengths = ((dark, len(list(run))) for dark, run in groupby(row))
    return "".join(f"h{length}" if dark else f"m{length} 0" for dark, length in lengths)


def qr_file(page: Page) -> bytes:
    """The QR code as an SVG file, for posters."""
    out = BytesIO()
    _qr(_qr_url(page)).save(out, kind="svg", scale=16, border=4, dark="#000", light="#fff")
    return out.getvalue()


def _qr_url(page: Page) -> str:
    return tagged(full_url(page.path, page.lang), QR_TAG)


def _qr(url: str) -> segno.QRCode:
    # Which of the eight patterns lies over it any reader undoes; to choose the prettiest takes longer than the page.
    return segno.make(url, error="m", micro=False, mask=QR_PATTERN)


def copy_url(page: Page) -> str:
    """The address to copy."""
    return tagged(full_url(page.path, page.lang), COPY_TAG)
