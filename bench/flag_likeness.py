"""Where common words stand among each other by meaning: read from `flag_words.gz`, which `flag_words.py` builds."""

import gzip
import json
import math
from pathlib import Path

PLACE = Path(__file__).with_name("flag_words.gz")
DIMENSIONS = 96
STEPS = 7
"""A place in one dimension is a whole number from minus so many to so many, kept in half a byte."""


def vectors() -> dict[str, list[float]]:
    """Return a vector of length 1 for every word of the file."""
    head, _, packed = gzip.decompress(PLACE.read_bytes()).partition(b"\n")
    width = DIMENSIONS // 2
    found = {}
    for number, word in enumerate(json.loads(head)["words"]):
        steps = [part - STEPS for byte in packed[number * width : (number + 1) * width] for part in divmod(byte, 16)]
        length = math.sqrt(sum(step * step for step in steps)) or 1.0
        found[word] = [step / length for step in steps]
    return found
