"""The pictures: size, words that never leave their box, one address a content, made once, gone with the page."""

import re
from io import BytesIO
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits import parse
from PIL import Image

from qa_portal.clinic.brand import mixed
from qa_portal.sharing import api
from qa_portal.sharing.cards import GROUND, SIZES, CardWords, Shape
from qa_portal.sharing.drawing import PLANS, WHITE, drawn
from qa_portal.sharing.lettering import BOLD, drawable, fitted, width_of
from qa_portal.sharing.networks import ALT_CHARS
from qa_portal.sharing.store import Pictures, pictures
from tests.library import shelf
from tests.sharing.test_captions import TITLES

SPANISH = "áéíóúüñÁÉÍÓÚÜÑ¿¡ºª«»—“”‘’…€"
LEAST_BYTES, MOST_BYTES = 4_000, 300_000
"""WhatsApp shows pictures of up to 300 kB."""


def words(title: str, **wishes: str) -> CardWords:
    known = {"topic": "Heart", "clinic": "St. Mary", "service": "Ask a clinician", "reviewed": "Reviewed 12 March 2026"}
    return CardWords(title=title, ground=GROUND, **(known | wishes))


def colours(image: Image.Image) -> set[tuple[int, ...]]:
    """Every colour of a picture."""
    return {colour for _, colour in image.getcolors(image.width * image.height) or [] if isinstance(colour, tuple)}


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


@pytest.mark.parametrize("shape", list(Shape))
def test_a_picture_has_its_size_and_little_weight_whatever_the_words(shape: Shape) -> None:
    for title in [*TITLES.values(), "", SPANISH]:
        png = drawn(words(title, topic=title, clinic=title, reviewed=title[:60]), shape)
        assert opened(png).size == SIZES[shape]
        assert LEAST_BYTES < len(png) < MOST_BYTES


@pytest.mark.parametrize("shape", list(Shape))
def test_letters_never_leave_their_place(shape: Shape) -> None:
    plan, (width, height) = PLANS[shape], SIZES[shape]
    for name, title in TITLES.items():
        image = opened(drawn(words(title, topic=title, clinic=title, reviewed=title[:40]), shape))
        left = image.crop((0, 0, plan.margin - 2, height - plan.band))
        assert len(colours(left)) == 1, name
        above = image.crop((0, 0, width, plan.margin - 2))
        assert max(max(colour) for colour in colours(above)) < 150, f"{name}: something white above"
        right = image.crop((width - plan.margin + 2, 0, width, height - plan.band))
        lightest = max(max(colour) for colour in colours(right))
        assert lightest < 150, f"{name}: something white in the margin"
        band = image.crop((width - plan.margin + 2, height - plan.band, width, height))
        assert len(colours(band)) == 1, name


def test_every_line_fits_its_box_and_long_titles_shrink_before_they_are_cut() -> None:
    for title, size in product(TITLES.values(), ((600, 200), (1000, 600), (300, 90))):
        made = fitted(drawable(title), size, (96, 40), BOLD)
        assert all(width_of(line, made.size, BOLD) <= size[0] for line in made.lines)
        assert made.height <= max(size[1], made.leading)
    short, middle, long = (
        fitted(text, (1000, 320), (96, 40), BOLD) for text in ("Dry hands", "word " * 30, "word " * 400)
    )
    assert short.size > middle.size >= long.size == 40
    assert "…" not in "".join(middle.lines)
    assert long.lines[-1].endswith("…")


def test_spanish_letters_are_drawn_and_what_the_font_lacks_is_left_out() -> None:
    assert drawable(SPANISH) == SPANISH
    assert drawable("Αβγ Кровь") == "Αβγ Кровь"
    assert drawable("Head 🤕 痛 ache\n now") == "Head ache now"
    letters = {drawn(words(letter * 3, topic="", reviewed=""), Shape.WIDE) for letter in SPANISH[:14]}
    assert len(letters) == 14


def test_the_picture_is_in_the_clinics_colour_and_every_word_changes_its_address() -> None:
    plain = words("Dry hands")
    assert opened(drawn(plain, Shape.WIDE)).getpixel((2, 2)) == (11, 93, 107)
    assert mixed(GROUND, WHITE, 0.0) == GROUND
    changed = [words("Dry feet"), *(words("Dry hands", **{name: "Other"}) for name in ("topic", "clinic", "reviewed"))]
    assert len({plain.version, *(other.version for other in changed)}) == 5
    assert words("ab", topic="c").version != words("a", topic="bc").version


def test_alternative_text_says_what_the_picture_says_and_is_not_too_long() -> None:
    assert words("Dry hands").alt == "Dry hands – Heart – St. Mary – Reviewed 12 March 2026"
    assert all(len(words(title).alt) <= ALT_CHARS for title in TITLES.values())


def addresses(reader: FlaskClient, page_id: str) -> list[str]:
    """The pictures as the page of sharing names them."""
    shown = reader.get(f"/answers/{page_id}/share").text
    return sorted(set(re.findall(r'src="https?://[^/"]+(/[^"]+/card-[^"]+\.png)"', shown)))


def test_a_picture_is_kept_by_browsers_and_by_nobody_between(reader: FlaskClient, library: Flask) -> None:
    made = shelf.put(last_reviewed_at=shelf.day("2026-03-12"))
    found = addresses(reader, made)
    assert len(found) == 3
    for address in found:
        answer = reader.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "image/png")
        assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        again = reader.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


def test_a_picture_knows_nothing_but_title_topic_clinic_and_review(reader: FlaskClient, library: Flask) -> None:
    one = shelf.put()
    other = shelf.put(shelf.words(question="Mine is worse.", answer="No."), answered_by="Dr Li", reviewed_by="")
    versions = [address.rsplit("-", 1)[1] for page_id in (one, other) for address in addresses(reader, page_id)]
    assert len(versions) == 6
    assert len(set(versions)) == 1


def test_a_picture_is_drawn_once(reader: FlaskClient, library: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    made, drawings = shelf.put(), list[Shape]()

    def note(_: CardWords, shape: Shape) -> bytes:
        drawings.append(shape)
        return b"png"

    monkeypatch.setattr(api, "drawn", note)
    for _ in range(3):
        for address in addresses(reader, made):
            assert reader.get(address).data == b"png"
    assert len(drawings) == 3
    assert pictures().size() == (3, 9)


def test_an_old_address_leads_to_the_picture_of_today(reader: FlaskClient, library: Flask) -> None:
    made = shelf.put()
    old = addresses(reader, made)[0]
    shelf.put(shelf.words(title="Migraine, said in other words"), id=made)
    moved = reader.get(old)
    assert moved.status_code == 302
    assert moved.headers["Cache-Control"] == "no-store"
    assert moved.location.endswith(addresses(reader, made)[0])


def test_a_withdrawal_takes_pictures_away_from_address_and_memory(reader: FlaskClient, library: Flask) -> None:
    made, other = shelf.put(), shelf.put(shelf.words(title="Numb fingers"))
    found = addresses(reader, made)
    assert all(reader.get(address).status_code == 200 for address in found)
    shelf.withdraw(made)
    for address in found:
        gone = reader.get(address)
        assert (gone.status_code, gone.headers["Cache-Control"]) == (410, "no-store")
    assert reader.get(addresses(reader, other)[0]).status_code == 200
    assert pictures().size()[0] == 1


def test_what_is_kept_is_bounded_and_one_epoch_old() -> None:
    kept = Pictures(max_bytes=30)
    for number in range(9):
        kept.made(f"{number}", lambda: b"x" * 10, epoch=1)
    assert kept.size() == (3, 30)
    assert kept.get("8", epoch=1) is not None
    assert kept.get("0", epoch=1) is None
    assert kept.get("8", epoch=2) is None
    assert kept.size() == (0, 0)


def test_only_so_many_pictures_are_drawn_for_one_caller(reader: FlaskClient, library: Flask) -> None:
    library.extensions["qa_portal.rates"]["search"] = parse("1/hour")
    first, second = (addresses(reader, shelf.put(shelf.words(title=title)))[0] for title in ("One", "Two"))
    assert [reader.get(path).status_code for path in (first, first, second)] == [200, 200, 429]
