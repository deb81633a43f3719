"""What is asked of an illness (its signs, its treatment, ...), and the bare name of what a text is about.

The same table reads the titles of pages and the words of a stranger, so that a question about treatment finds the
page on treatment first. Letters, not words, go into the index: one a kind of question.
"""

import re
from collections import Counter
from collections.abc import Iterator

from qa_portal.index.stop_words import STOP_WORDS
from qa_portal.index.words import words_of

_CUES = {
    "s": (
        r"symptoms?|signs?|warning|feels? like|looks? like|how (?:do|can|would|could|to|does|did) (?:\w+ ){0,3}"
        r"(?:know|tell)(?! me| us)\b(?! how| what| about)"
    ),
    "t": (
        r"treat\w*|cures?|cured|curable|medicines?|medications?|meds|drugs?|therap\w+|remed\w+|get(?:ting)? rid of"
        r"|relie\w+|surger\w+|operat\w+|manag\w+|heal\w*|be done\b|can i do|to do (?:about|for|with)|do about"
        r"|help(?:s|ed)? (?:with|for|against|him|her|me|it|the)|what (?:can |could |else )?helps?|injections?|pills?"
        r"|transplants?|rehab\w*|options?"
    ),
    "c": r"caus\w+|why|reasons?|comes? from|how (?:do|does|did|can) \w+ (?:get|catch)|triggers?|due to|brings? on",
    "x": (
        r"tests?|testing|tested|diagnos\w+|screen\w*|detect\w*|scans?|blood ?work|biops\w+|x-?rays?|checked for"
        r"|find out (?:if|whether)|mri|ultrasound"
    ),
    "o": (
        r"prognosis|outlook|expectancy|expect\b|how long|surviv\w+|die|dies|dying|fatal|deadly|go(?:es)? away|curable"
        r"|recover\w*|get(?:ting)? (?:better|well)|future|grows? (?:up|out)|outgrow|live with|chances"
        r"|reversed?|for good"
    ),
    "h": (
        r"inherit\w*|heredit\w+|genetic(?:ally)?|runs? in (?:\w+ )?famil\w+|pass(?:ed)? (?:it )?(?:on|down)"
        r"|famil(?:y|ies) history|my (?:child|children|kids|baby|son|daughter) (?:get|have|inherit)|carriers?"
    ),
    "g": r"genes?|genetic (?:changes?|causes?|mutations?)|mutations?|chromosomes?|dna",
    "p": (
        r"prevent\w*|avoid getting|keep (?:me |us |him |her |you )?from|(?:lower|reduce|cut) (?:my|the|your|his|her)?"
        r" ?(?:risks?|chances?)|so that i (?:do not|dont|don't)|protect\w*|vaccin\w+|again"
    ),
    "u": (
        r"at risk|risks?|who (?:gets|can get)|chances? of (?:getting|having)|likely to (?:get|have)|susceptib\w+"
        r"|contagious|catch(?:ing)?|spread|infect (?:others|people)|likely than"
    ),
    "f": r"how common|how many|how rare|how often does|prevalence|incidence|is (?:it|this) rare",
    "n": r"diets?|eat|eating|foods?|nutrition\w*|meals?|what to do(?: for|$)",
    "C": r"complications?|long[- ]term|leads? to|side effects?|damage|consequences?|turns? into",
    "S": r"stages?|staging",
    "r": r"research\w*|clinical trials?|studies|study|trials|new treatments?",
}
LETTERS = "".join(_CUES)
"""One letter each: signs, treatment, causes, tests, outlook, inheritance, genes, prevention, risk, how common, what to
eat, complications, stages, research."""
_PATTERNS = {letter: re.compile(rf"\b(?:{cues})\b", re.IGNORECASE | re.MULTILINE) for letter, cues in _CUES.items()}
_PLAIN = (
    (re.compile(r"genetic (?:causes|changes)", re.IGNORECASE), "g"),
    (re.compile(r"^what to do for|: what to do$", re.IGNORECASE | re.MULTILINE), "n"),
)
"""Titles that also hold words of other kinds of question. In others "gene" is part of an illness's name."""
SHORT_QUESTION_CHARS = 150
FRAME = frozenset(
    """
symptom symptoms sign signs treatment treatments treat treated cause causes caused inherited inheritance genetic
genetics changes related common risk risks factors factor research clinical trials being outlook prevention prevent
prevented diagnosis diagnose diagnosed tests test testing exams exam affected stages stage complications support
facts overview introduction basics explained called
""".split()
)
"""Words of a title that say what is asked, not of what."""


def angles_of(text: str) -> Counter[str]:
    """How often each kind of question is asked in a text, by its letter."""
    return Counter({letter: len(found) for letter, cue in _PATTERNS.items() if (found := cue.findall(text))})


def page_angles(title: str, question: str) -> str:
    """Letters of what a page answers; empty for one that says what something is.

    A long question tells a story, so there the title alone is read.
    """
    text = f"{title}\n{question}" if len(question) <= SHORT_QUESTION_CHARS else title
    for pattern, letter in _PLAIN:
        if pattern.search(text):
            return letter
    return "".join(letter for letter in LETTERS if letter != "g" and _PATTERNS[letter].search(text))


def subject_words(title: str, lang: str) -> Iterator[str]:
    """Plain words of a title without what frames them: "What are the symptoms of gout?" gives "gout"."""
    every = [word.plain for word in words_of(title)]
    stops = STOP_WORDS.get(lang, STOP_WORDS["en"])
    bare = [word for word in every if word not in stops]
    return iter([word for word in bare if word not in FRAME] or bare or every)
