"""Pictures for the demo: drawn here, so that nobody's body is shown."""

import io
import math
from random import SystemRandom

from PIL import Image, ImageDraw, ImageFilter

SIZE = 900
"""Width and height, in pixels."""
SKIN, HAIR, PATCH = (226, 188, 164), (70, 48, 36), (236, 204, 184)
STROKES = 9000
EDGE = (0.92, 1.1)
"""The edge of the patch is not sharp: where a hair may begin, as parts of the radius."""


def bald_patch() -> bytes:
    """Return a drawing of hair with one round patch without any, as a JPEG."""
    dice = SystemRandom()
    image = Image.new("RGB", (SIZE, SIZE), SKIN)
    pen = ImageDraw.Draw(image)
    middle, radius = (SIZE * 0.55, SIZE * 0.45), SIZE * 0.17
    for _ in range(STROKES):
        x, y = dice.uniform(0, SIZE), dice.uniform(0, SIZE)
        if math.dist((x, y), middle) > radius * dice.uniform(*EDGE):
            length, turn = dice.uniform(25, 60), dice.uniform(0.9, 1.5)
            shade = dice.randint(-18, 26)
            end = (x + length * math.cos(turn), y + length * math.sin(turn))
            pen.line([(x, y), end], fill=tuple(part + shade for part in HAIR), width=dice.randint(2, 4))
    left, top, right, bottom = (middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius)
    soft = Image.new("L", (SIZE, SIZE), 0)
    ImageDraw.Draw(soft).ellipse((left, top, right, bottom), fill=230)
    image.paste(PATCH, mask=soft.filter(ImageFilter.GaussianBlur(12)))
    made = io.BytesIO()
    image.save(made, "JPEG", quality=85)
    return made.getvalue()


DRAWINGS = {"bald_patch": bald_patch}
"""By the word a question of the demo names them with."""
