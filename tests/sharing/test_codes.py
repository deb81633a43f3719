"""Codes laid over each other, beside those the library draws one by one."""

from base64 import b64decode
from io import BytesIO

import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from qa_portal.sharing import codes


def modules(picture: bytes) -> list[list[int]]:
    """The modules of a code from its picture, dark as 1; every pixel of a module is looked at."""
    with Image.open(BytesIO(picture)) as image:
        light, side = image.convert("L").tobytes(), image.width // codes.SCALE
        assert image.size == (side * codes.SCALE, side * codes.SCALE)
        found = [
            [
                {light[(y * 8 + down) * image.width + x * 8 + right] for right in range(8) for down in range(8)}
                for x in range(side)
            ]
            for y in range(side)
        ]
    assert all(len(module) == 1 for row in found for module in row)
    return [[int(module == {0}) for module in row] for row in found]


def drawn_by_the_library(address: str) -> list[list[int]]:
    """The modules of the code of an address, quiet ones around it."""
    matrix = segno.make(address, error="m", micro=False, mask=3).matrix
    side = [0] * codes.QUIET
    blank = [0] * (len(matrix) + 2 * codes.QUIET)
    return [*[blank] * codes.QUIET, *([*side, *row, *side] for row in matrix), *[blank] * codes.QUIET]


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="abcdefghjkmnpqrstvwxyz0123456789-", min_size=4, max_size=12))
def test_codes_laid_over_each_other_are_those_of_the_library(name: str) -> None:
    address = f"https://clinic.example/answers/{name}?via=qr"
    picture = b64decode(codes.picture(address).removeprefix("data:image/png;base64,"))
    assert modules(picture) == drawn_by_the_library(address)
