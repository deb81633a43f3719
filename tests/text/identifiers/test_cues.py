"""Listed names and towns behind the words that announce them, over the product of names, cues and cases."""

import gzip
import random
from collections.abc import Callable

import pytest

from qa_portal.text.identifiers import find
from qa_portal.text.identifiers.lexicon import WORDS

CUES = {
    ("en", "given"): (
        "my name is {} and i have a rash on my arm",
        "hello, i'm {}, my knee hurts when i run",
        "my daughter {} has a fever since monday",
        "thanks for your help,\n{}",
        "dr. {} told me to stop the pills",
    ),
    ("en", "towns"): (
        "i live in {} and my knee hurts when i run",
        "we moved to {} last year and the cough started",
        "i am from {}. is it safe to fly with a cold?",
        "my doctor in {} says it is nothing",
    ),
    ("es", "given"): (
        "me llamo {} y tengo una mancha en el brazo",
        "mi hija {} tiene fiebre desde el lunes",
        "gracias por todo,\n{}",
        "la doctora {} me dijo que pare las pastillas",
    ),
    ("es", "towns"): (
        "vivo en {} y me duele la rodilla al correr",
        "somos de {} y no sabemos que hacer",
        "nací en {} pero ahora vivo con mi hija",
    ),
}
MOST_MISSED = 0.02
"""A few are left on purpose: countries that are towns too, "Un" and "Le"."""


def listed(name: str) -> list[str]:
    lines = gzip.decompress((WORDS / f"{name}.txt.gz").read_bytes()).decode().split("\n")
    entries = [line.partition(",") for line in lines if line]
    return sorted(start + rest for start, _, rests in entries for rest in rests.rstrip(",").split(","))


@pytest.mark.parametrize("written", [str.title, str.lower, str.upper], ids=["title", "small", "capitals"])
@pytest.mark.parametrize(("lang", "names"), CUES, ids=lambda value: value)
def test_what_a_cue_announces_goes(lang: str, names: str, written: Callable[[str], str]) -> None:
    some = random.Random(7).sample(listed(names), 80)
    missed, tried = [], 0
    for cue in CUES[lang, names]:
        frame = cue.upper() if written is str.upper else cue
        for name in map(written, some):
            start = frame.index("{}")
            spans = [span for span in find(frame.replace("{}", name), None, lang) if span.certain]
            tried += 1
            if not any(span.start <= start and start + len(name) <= span.end for span in spans):
                missed.append((cue, name))
    assert len(missed) <= MOST_MISSED * tried, missed
