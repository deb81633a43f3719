"""The places people share to: what a post may hold there, and the link that opens it. One table.

Limits change: each says where it was read. The shorter one is taken where sources differ.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from qa_portal.web.headers import LINK_TAG

X_URL_CHARS = 23
"""What any address counts as on X. Source: docs.x.com, "Counting characters"."""
X_LIGHT = ((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
"""Code points that count as one on X, all others as two. Source: twitter-text, configuration v3."""
ALT_CHARS = 420
"""Longest alternative text every network takes. Source: developer.x.com, "Cards markup", twitter:image:alt."""
CARD_TITLE_CHARS = 70
"""Longest title of a card on X. Source: as above."""
CARD_TEXT_CHARS = 200
"""Longest description of a card on X. Source: as above."""
SUBJECT_CHARS = 78
"""Longest line a mail should have. Source: RFC 5322, 2.1.1."""
LINK_CHARS = 2000
"""Longest address we make: old browsers and mail programs stop at 2,083."""


class Network(StrEnum):
    """A place to share to; its value is the link tag."""

    MAIL = "mail"
    WHATSAPP = "whatsapp"
    FACEBOOK = "facebook"
    X = "x"
    LINKEDIN = "linkedin"
    PINTEREST = "pinterest"
    INSTAGRAM = "instagram"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a network takes."""

    label: str
    """Its name, the same in every language; empty for mail, which has a word in each."""
    max_chars: int
    """Longest text of a post, in characters as the network counts them."""
    source: str
    """Where the limit was read."""
    shape: str
    """The picture that suits it: `wide`, `square` or `tall`."""
    links: bool = True
    """Whether an address in the text can be tapped there."""


TERMS = {
    Network.MAIL: Terms("", 1200, "our own: what an address of 2,000 characters holds in any language", "wide"),
    Network.WHATSAPP: Terms("WhatsApp", 700, "a status text on faq.whatsapp.com; a message may be longer", "wide"),
    Network.FACEBOOK: Terms("Facebook", 63_206, "facebook.com, announcement of 30 November 2011", "wide"),
    Network.X: Terms("X", 280, "docs.x.com, Counting characters", "wide"),
    Network.LINKEDIN: Terms("LinkedIn", 3000, "linkedin.com/help, answer a528176", "wide"),
    Network.PINTEREST: Terms("Pinterest", 500, "developers.pinterest.com: 800 today, 500 in older tools", "tall"),
    Network.INSTAGRAM: Terms(
        "Instagram", 2200, "developers.facebook.com, Instagram Platform, IG User Media", "square", False
    ),
}


def counted(network: Network, text: str, url: str = "") -> int:
    """Return how many characters a network counts in a text that may hold `url`."""
    if network is not Network.X:
        return len(text.encode("utf-16-le")) // 2 if network is Network.INSTAGRAM else len(text)
    addresses = text.count(url) if url else 0
    rest = unicodedata.normalize("NFC", text.replace(url, "") if url else text)
    light = sum(any(first <= ord(sign) <= last for first, last in X_LIGHT) for sign in rest)
    return addresses * X_URL_CHARS + 2 * len(rest) - light


def tagged(url: str, network: str) -> str:
    """Return an address with its link tag."""
    return f"{url}?{LINK_TAG}={network}"
