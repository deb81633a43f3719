"""Which ages a public text is about: babies, children, teenagers, older people. Most are about no age in particular.

A title that names an age is about it. A text without one is, when it speaks of an age again and again.
"""

import re
from collections import Counter

AGES = ("babies", "children", "teenagers", "older-people")
"""From the youngest on."""
LEAST_TIMES = 4
"""So often a text speaks of an age it is about ..."""
LEAST_SHARE = 0.012
"""... and so large a share of its words that is."""
MOST_WORDS = 2_000
"""The beginning of a long text says whom it is about."""

_WORDS = {
    "babies": (
        r"bab(?:y|ies)|infants?|infantile|newborns?|neonat\w+|breast-?fe(?:d|eding)|"
        r"bebés?|lactantes?|recién nacid[oa]s?"
    ),
    "children": (
        r"child(?:ren|hood)?|kids?|toddlers?|pa?ediatrics?|preschool\w*|juvenile|niñ[oa]s?|infancia|pediátric[oa]s?"
    ),
    "teenagers": (
        r"teen(?:s|ager|agers|age)?|adolescents?|adolescence|puberty|young people|"
        r"adolescentes?|adolescencia|pubertad"
    ),
    "older_people": (
        r"(?:older|elderly|aged) (?:people|persons?|adults?|patients?|men|women)|elderly|seniors?|later life|old age|"
        r"geriatrics?|over (?:the age of )?(?:60|65|70|75|80)|(?:personas|adultos) mayores|ancian[oa]s?|"
        r"tercera edad|vejez"
    ),
}
_ANY = re.compile(rf"\b(?:{'|'.join(f'(?P<{age}>{words})' for age, words in _WORDS.items())})\b", re.IGNORECASE)


def ages_of(head: str, body: str) -> tuple[str, ...]:
    """Return the ages (of `AGES`) that a text with this title and question is about, the youngest first."""
    named = _counted(head)
    words = body.split(None, MOST_WORDS)[:MOST_WORDS]
    spoken_of = _counted(" ".join(words))
    least = max(LEAST_TIMES, LEAST_SHARE * len(words))
    return tuple(age for age in AGES if named[age] or spoken_of[age] >= least)


def _counted(text: str) -> Counter[str]:
    return Counter(str(found.lastgroup).replace("_", "-") for found in _ANY.finditer(text))
