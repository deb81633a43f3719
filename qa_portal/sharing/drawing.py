"""Drawing a card: the title large on the clinic's colour, below it who stands for it. Needs no request and no store."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

from qa_portal.clinic.brand import mixed
from qa_portal.sharing.cards import SIZES, CardWords, Shape
from qa_portal.sharing.lettering import BOLD, REGULAR, Setting, drawable, fitted, font, width_of

WHITE, INK, QUIET = "#ffffff", "#1f2a30", "#4a5d68"
COLOURS = 96
"""Colours of the picture's palette: flat grounds and smooth letters need no more, and it is a third of the size."""
BUBBLE = ((3, 4), (37, 30), 5)
"""The portal's mark on a ground of 40 x 40: corners and roundness of the bubble, as in its icon."""
TAIL = ((8, 29), (8, 37), (11.5, 37), (21, 29))
PULSE = ((9, 18), (15, 18), (18, 12), (22.5, 23), (25, 18), (31, 18))
SMOOTH = 4
"""The mark is drawn so many times larger, then made small."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where things stand in one shape, in pixels."""

    margin: int
    band: int
    """Height of the white band at the foot."""
    title: tuple[int, int]
    """Largest and smallest letters of the title."""
    small: int
    """Letters of the topic and of the band."""
    stacked: bool
    """Whether the date stands under the clinic's name, not beside it."""


PLANS = {
    Shape.WIDE: Plan(64, 136, (96, 40), 32, False),
    Shape.SQUARE: Plan(72, 208, (120, 48), 38, True),
    Shape.TALL: Plan(72, 236, (128, 52), 40, True),
}


def drawn(words: CardWords, shape: Shape) -> bytes:
    """Return the picture as PNG. Not for two threads at once: they share the font."""
    width, height = SIZES[shape]
    plan = PLANS[shape]
    image = Image.new("RGB", (width, height), words.ground)
    _ornament(image, words.ground, plan)
    draw = ImageDraw.Draw(image)
    top = _topic(draw, words, plan, width)
    _title(draw, words, plan, (width, height, top))
    _band(image, draw, words, plan)
    out = BytesIO()
    image.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


def _ornament(image: Image.Image, ground: str, plan: Plan) -> None:
    """The mark, large and only a little lighter than the ground, leaving the picture at its side."""
    size = round(image.width * 0.62) // 40 * 40
    place = (image.width - round(size * 0.66), image.height - plan.band - round(size * 0.62))
    image.paste(mixed(ground, WHITE, 0.07), place, _mark(size, solid=True))


def _topic(draw: ImageDraw.ImageDraw, words: CardWords, plan: Plan, width: int) -> int:
    """Draw the topic in its pill; return where it ends."""
    text = drawable(words.topic)
    if not text:
        return plan.margin
    pad = round(plan.small * 0.6)
    line = fitted(text, (width - 2 * (plan.margin + pad), plan.small * 2), (plan.small, plan.small), REGULAR).lines[0]
    tall = round(plan.small * 1.7)
    right = plan.margin + 2 * pad + width_of(line, plan.small, REGULAR)
    box = (plan.margin, plan.margin, right, plan.margin + tall)
    draw.rounded_rectangle(box, tall // 2, mixed(words.ground, WHITE, 0.18))
    letters = font(plan.small, REGULAR)
    draw.text((plan.margin + pad, plan.margin + tall / 2), line, WHITE, letters, anchor="lm")
    return plan.margin + tall


def _title(draw: ImageDraw.ImageDraw, words: CardWords, plan: Plan, place: tuple[int, int, int]) -> None:
    width, height, top = place
    gap = plan.margin // 2
    room = (width - 2 * plan.margin, height - plan.band - top - 2 * gap)
    title = fitted(drawable(words.title), room, plan.title, BOLD)
    _lines(draw, title, (plan.margin, top + gap + (room[1] - title.height) // 2), WHITE)


def _band(image: Image.Image, draw: ImageDraw.ImageDraw, words: CardWords, plan: Plan) -> None:
    top = image.height - plan.band
    draw.rectangle((0, top, image.width, image.height), WHITE)
    size = round(plan.band * 0.5) // 4 * 4
    middle = top + plan.band // 2
    image.paste(words.ground, (plan.margin, middle - size // 2), _mark(size, solid=False))
    left = plan.margin + size + plan.margin // 3
    reviewed = drawable(words.reviewed)
    room = image.width - plan.margin - left
    if not plan.stacked and reviewed:
        taken = width_of(reviewed, plan.small, REGULAR)
        draw.text((image.width - plan.margin, middle), reviewed, QUIET, font(plan.small, REGULAR), anchor="rm")
        room -= round(taken) + plan.margin // 2
    below = reviewed if plan.stacked and reviewed else drawable(words.service)
    _names(draw, (drawable(words.clinic), below), plan, (left, middle, room))


def _names(draw: ImageDraw.ImageDraw, texts: tuple[str, str], plan: Plan, place: tuple[int, int, int]) -> None:
    """The clinic's name, and a quieter line under it, in the middle of the band."""
    left, middle, room = place
    name = fitted(texts[0], (room, round(plan.band * 0.58)), (round(plan.small * 1.15), round(plan.small * 0.62)), BOLD)
    line = fitted(texts[1], (room, round(plan.small * 1.2)), (round(plan.small * 0.9), plan.small // 2), REGULAR)
    top = middle - (name.height + line.height) // 2
    _lines(draw, name, (left, top), INK)
    _lines(draw, line, (left, top + name.height), QUIET)


def _lines(draw: ImageDraw.ImageDraw, setting: Setting, place: tuple[int, int], colour: str) -> None:
    left, top = place
    letters = font(setting.size, setting.weight)
    for number, line in enumerate(setting.lines):
        middle = top + number * setting.leading + setting.leading / 2
        draw.text((left, middle), line, colour, letters, anchor="lm")


@lru_cache(maxsize=16)
def _mark(size: int, *, solid: bool) -> Image.Image:
    """The portal's mark as a mask: filled with the pulse cut out of it."""
    scale = size * SMOOTH / 40
    large = Image.new("L", (size * SMOOTH, size * SMOOTH))
    draw = ImageDraw.Draw(large)
    (left, top), (right, bottom), roundness = BUBBLE
    draw.rounded_rectangle((left * scale, top * scale, right * scale, bottom * scale), roundness * scale, 255)
    draw.polygon([(x * scale, y * scale) for x, y in TAIL], 255)
    thick = round((1.6 if solid else 2.6) * scale)
    draw.line([(x * scale, y * scale) for x, y in PULSE], 0, thick, joint="curve")
    return large.resize((size, size), Image.Resampling.LANCZOS)
