"""Numbers below ninety in figures and words, English and Spanish, in plain form."""

import re

_SMALL = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen "
    "eighteen nineteen",
    "es": "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete "
    "dieciocho diecinueve veinte veintiun veintidos veintitres veinticuatro veinticinco veintiseis veintisiete "
    "veintiocho "
    "veintinueve",
}
_TENS = {
    "en": {
        "twenty": 20,
        "thirty": 30,
        "forty": 40,
        "fourty": 40,
        "fifty": 50,
        "sixty": 60,
        "seventy": 70,
        "eighty": 80,
    },
    "es": {"treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80},
}
_UNITS_EN = "|".join(_SMALL["en"].split()[:9])
_UNITS_ES = "|".join(["uno", *_SMALL["es"].split()[:9]])
VALUES = {
    **{word: number for number, word in enumerate(_SMALL["es"].split(), 1)},
    **{word: number for number, word in enumerate(_SMALL["en"].split(), 1)},
    **_TENS["en"],
    **_TENS["es"],
    "uno": 1,
    "una": 1,
    "veintiuno": 21,
    "veintiuna": 21,
}
NUMBER_WORDS = frozenset(VALUES)
"""The words a number may begin with."""
_TENS_EN = "|".join(_TENS["en"])
_TENS_ES = "|".join(_TENS["es"])
_SIMPLE = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
FIGURE = (
    rf"(?:\d{{1,2}}(?:[.,]5|\s?(?:1/2|½)|\s(?:and|y)\s(?:a\s)?(?:half|medi[oa]))?(?![\d.,/]*\d)"
    rf"|(?:{_TENS_EN})[\s-](?:{_UNITS_EN})\b|(?:{_TENS_ES})\sy\s(?:{_UNITS_ES})\b|(?:{_SIMPLE})\b)"
)
"""A number up to 99 in figures, up to 89 in words."""
_WORD = re.compile(r"[^\W\d_]+")


def value(written: str) -> int:
    """The whole number in `written`, plain form; 0 when there is none."""
    if written[:1].isdigit():
        return int(re.findall(r"\d+", written)[0])
    return sum(VALUES.get(word, 0) for word in _WORD.findall(written) if word not in {"y", "and"})
