"""The topics a library starts with, and which of them an imported text belongs to."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

PATH = Path(__file__).with_name("topics.json")
WORDS_PATH = Path(__file__).with_name("topic_words.txt")
OTHER = "rare-and-inherited"
"""Where a condition goes that no other topic names."""

_RARE = re.compile(
    r"syndrome|deficiency|hereditary|familial|congenital|linked|chromosome|deletion|duplication|trisomy|recessive"
    r"|dominant|genetic|gene |mutation|dysplasia|atresia|agenesis|dysostosis|aciduria|acidemia|mucopolysacch",
    re.IGNORECASE,
)
_COMMON = re.compile(
    r"down syndrome|irritable bowel|polycystic|carpal tunnel|metabolic syndrome|restless leg|chronic fatigue"
    r"|iron[- ]def|sudden infant|vitamin . def|toxic shock|premenstrual|tourette|sj.?gren|guillain|cushing|raynaud",
    re.IGNORECASE,
)


def starter_topics() -> list[dict[str, object]]:
    """The topics that ship with the product, as columns of `models.Topic`."""
    topics: list[dict[str, object]] = json.loads(PATH.read_text(encoding="utf-8"))
    return topics


def topic_of(subject: str, *, otherwise: str) -> str:
    """Slug of the topic for the name of a condition; `otherwise` is the topic of the collection it comes from."""
    named_rare = bool(_RARE.search(subject)) and not _COMMON.search(subject)
    if otherwise == OTHER and named_rare:
        return OTHER
    hits = [(not wins, found.start(), -found.end(), slug) for slug, wins, found in _found(subject)]
    return min(hits)[-1] if hits else OTHER if named_rare else otherwise


def _found(subject: str) -> Iterator[tuple[str, bool, re.Match[str]]]:
    for slug, wins, pattern in _patterns():
        found = pattern.search(subject)
        if found:
            yield slug, wins, found


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, bool, re.Pattern[str]]]:
    """(slug, whether it wins wherever it stands, its words) of each topic in the file."""
    found: list[tuple[str, bool, list[str]]] = []
    for line in WORDS_PATH.read_text(encoding="utf-8").splitlines():
        heading = re.fullmatch(r"\[(!?)([a-z-]+)\]", line)
        if heading:
            found.append((heading[2], bool(heading[1]), []))
        elif found:
            found[-1][2].extend(line.split())
    return [(slug, wins, re.compile(_pattern(words), re.IGNORECASE)) for slug, wins, words in found]


def _pattern(words: list[str]) -> str:
    beginnings = "|".join(word.replace("-", "[- ]") for word in words)
    return rf"\b(?:{beginnings})"
