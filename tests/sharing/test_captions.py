"""Captions and links: within each network's limit whatever the title, the address always whole."""

import unicodedata
from itertools import product
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask import Flask
from flask_babel import force_locale

from qa_portal.sharing.captions import Shared, caption, subject
from qa_portal.sharing.links import link
from qa_portal.sharing.networks import LINK_CHARS, SUBJECT_CHARS, TERMS, Network, counted

TITLES = {
    "short": "Dry hands",
    "plain": "Can I take ibuprofen with my blood pressure tablets?",
    "long": "Is it safe to take ibuprofen when my doctor gave me tablets for blood pressure? " * 12,
    "no space": "Ultrapseudohypoparathyroidism" * 40,
    "spanish": "¿Puede mi niña de ocho años tomar ibuprofeno si tiene asma y le duele la cabeza? " * 12,
    "wide": "痛み止めを飲んでもいいですか" * 60,
    "emoji": "Head 🤕 and 👩‍👩‍👧 " * 60,
    "combining": "e\u0301a\u0300" * 300,
    "lines": "One line\nand\r\nanother\t\ttab & more <b> % + # = ?",
    "dots": ". " * 700,
}
EXCERPTS = ("", "Usually not without asking first.", "Take it with food. " * 60)
PICTURE = "https://answers.example.org/answers/0123456789abcdef0123456789abcdef/card-tall-0123456789abcdef.png"
CLINICS = ("St. Mary", "Hospital Universitario Nuestra Señora de los Ángeles " * 3)
URL = "https://answers.example.org/es/answers/0123456789abcdef0123456789abcdef"


def x_count(text: str) -> int:
    """What X counts, worked out apart from the code: an address is 23, a character outside the light ranges two."""
    words = [part for part in text.split() if part.startswith("https://")]
    for word in words:
        text = text.replace(word, "")
    text = unicodedata.normalize("NFC", text)
    light = [*range(0x1100), *range(0x2000, 0x200E), *range(0x2010, 0x2020), *range(0x2032, 0x2038)]
    return 23 * len(words) + sum(1 if ord(sign) in light else 2 for sign in text)


LIMITS = {"mail": 1200, "whatsapp": 700, "facebook": 63_206, "x": 280, "linkedin": 3000, "pinterest": 500}
LIMITS["instagram"] = 2200


@pytest.mark.parametrize("network", list(Network))
@pytest.mark.parametrize("title", list(TITLES))
def test_a_caption_fits_its_network_and_keeps_its_address(library: Flask, network: Network, title: str) -> None:
    for excerpt, clinic, language in product(EXCERPTS, CLINICS, ("en", "es")):
        with library.test_request_context(), force_locale(language):
            shared = Shared(TITLES[title], excerpt, clinic, URL)
            said = caption(network, shared)
            tapped = link(network, shared, picture=PICTURE)
        length = x_count(said) if network is Network.X else len(said)
        assert length <= LIMITS[network], (network, title, length)
        assert said.endswith(f"{URL}?via={network}")
        assert said.strip()[0] != "h", "nothing but an address"
        assert len(tapped) <= LINK_CHARS, (network, title)


def test_what_x_counts_is_what_it_says_it_counts() -> None:
    for text in TITLES.values():
        assert counted(Network.X, f"{text} {URL}", URL) <= x_count(f"{text} {URL}")
    assert counted(Network.X, "abc") == 3
    assert counted(Network.X, "痛み") == 4
    assert counted(Network.X, f"a {URL}", URL) == 25
    assert counted(Network.X, "e\u0301") == 1


def test_a_short_title_is_said_whole_and_a_long_one_ends_at_a_word(library: Flask) -> None:
    with library.test_request_context():
        whole = caption(Network.X, Shared(TITLES["plain"], "", "St. Mary", URL))
        cut = caption(Network.X, Shared(TITLES["long"], "", "St. Mary", URL))
    assert whole == f"{TITLES['plain']}\n\n{URL}?via=x"
    beginning = cut.split("…")[0]
    assert TITLES["long"].startswith(f"{beginning} ")
    assert len(beginning) > 200


def test_a_caption_speaks_the_language_of_the_page(library: Flask) -> None:
    with library.test_request_context(), force_locale("es"):
        said = caption(Network.INSTAGRAM, Shared(TITLES["plain"], "Sí.", "St. Mary", URL))
    assert "Información general de St. Mary" in said
    assert "La respuesta completa: https" in said


@pytest.mark.parametrize(
    ("network", "host", "field"),
    [
        ("facebook", "www.facebook.com", "u"),
        ("x", "x.com", "url"),
        ("linkedin", "www.linkedin.com", "url"),
        ("pinterest", "www.pinterest.com", "url"),
    ],
)
def test_a_link_hands_over_the_tagged_address(library: Flask, network: str, host: str, field: str) -> None:
    for title in TITLES.values():
        with library.test_request_context():
            made = urlsplit(link(Network(network), Shared(title, "Yes.", "St. Mary", URL), picture=PICTURE))
        assert (made.scheme, made.netloc) == ("https", host)
        assert parse_qs(made.query, strict_parsing=True)[field] == [f"{URL}?via={network}"]


def test_whatsapp_and_mail_carry_the_words_and_the_address(library: Flask) -> None:
    for title in TITLES.values():
        with library.test_request_context():
            shared = Shared(title, "Yes.", "St. Mary", URL)
            whatsapp = urlsplit(link(Network.WHATSAPP, shared, picture=PICTURE))
            mail = link(Network.MAIL, shared, picture=PICTURE)
        assert whatsapp.netloc == "wa.me"
        assert parse_qs(whatsapp.query)["text"][0].endswith(f"\r\n\r\n{URL}?via=whatsapp")
        fields = parse_qs(mail.removeprefix("mailto:?"), strict_parsing=True)
        assert fields.keys() == {"subject", "body"}
        assert fields["body"][0].endswith(f"\r\n\r\n{URL}?via=mail")
        assert "\n" not in fields["subject"][0].replace("\r\n", "")
        assert "+" not in mail or "%2B" in mail or "+" not in unquote(mail)


def test_a_subject_is_one_short_line() -> None:
    for title in TITLES.values():
        made = subject(Shared(title, "", "", URL))
        assert len(made) <= SUBJECT_CHARS
        assert "\n" not in made
        assert "\r" not in made


def test_pinterest_gets_the_tall_picture_and_instagram_has_no_link(library: Flask) -> None:
    with library.test_request_context():
        shared = Shared("Dry hands", "", "St. Mary", URL)
        made = urlsplit(link(Network.PINTEREST, shared, picture=PICTURE))
        assert link(Network.INSTAGRAM, shared, picture=PICTURE) == ""
    assert parse_qs(made.query)["media"] == [PICTURE]


def test_every_network_says_where_its_limit_was_read() -> None:
    assert set(TERMS) == set(Network)
    assert {name: terms.max_chars for name, terms in TERMS.items()} == LIMITS
    assert all(terms.source and terms.shape in {"wide", "square", "tall"} for terms in TERMS.values())
