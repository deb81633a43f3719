"""Height and weight: what they mean for health, or a wide band, in place of the figures. Doses and changes stay."""

import re
from collections.abc import Iterator

from qa_portal.text.quasi.kinds import QuasiKind
from qa_portal.text.quasi.numerals import FIGURE, value
from qa_portal.text.quasi.scanning import NUMBER_LEAD, Rule, Scanned

FEET = (
    rf"(?:[3-7]\s?(?:'|\"|`|ft\.?|feet|foot|pies?|f)\s?,?\s?(?:and\s|y\s|con\s)?(?:\d{{1,2}}(?:\.\d|"
    rf"\s?1/2)?\s?(?:''|\"|'|in(?:ches|ch|s)?\b\.?|pulgadas)?)?"
    rf"|(?:four|five|six|cuatro|cinco|seis)\s(?:foot|feet|ft|pies)(?:\s(?:and\s|y\s)?{FIGURE}(?:\sinch(?:es)?|"
    rf"\spulgadas)?)?)"
)
METRES = (
    r"(?:1[.,]\d{1,2}\s?(?:m\b|mts?\b|metros?|meters?|metres?)|1\s?(?:m|metro)\s?(?:con\s)?\d{2}\b|"
    r"1\d\d\s?(?:cms?\b|centimet(?:er|re)s?|centimetros)|(?<=mid[oe]\s)1[.,]\d\d(?!\d))"
)
HEIGHT = rf"(?:{FEET}|{METRES})(?:\s(?:tall|de\s(?:estatura|altura|alto|alta)|in\sheight|height))?"
WEIGHT = (
    r"(?:\d{1,3}(?:[.,]\d)?\s?(?:lbs?\b|pounds?|kgs?\b|kilos?|kilogram(?:s|os)?|libras|stones?|"
    r"st(?=\s\d))(?:\s\d{1,2}\s?(?:lbs?|pounds?))?(?:\s(?:in\sweight|weight|de\speso))?)"
)
LOOSE_WEIGHT = rf"(?:{WEIGHT}|\d{{2,3}}(?![\d.,/%]|\s?(?:/|%|mg|bpm|over|years|yrs|cm)))"
LINK = (
    r"(?:\s?[,;/&.+]\s?|\s)(?:and\s|y\s|i\s|with\s)?(?:i\s|he\s|she\s)?(?:a\s|my\s|his\s|her\s|mi\s|un\s|su\s)?"
    r"(?:weigh(?:t|s|ing)?\s?(?:is\s|of\s|:\s?)?|wt\s?:?\s?|peso\s?(?:es\s|de\s|:\s?)?|pesa(?:ndo)?\s|"
    r"&\s)?(?:about\s|around\s|approximately\s|approx\s|only\s|at\s|unos\s|like\s)?"
)
LABEL = (
    r"(?:(?:my|his|her|mi|su)\s)?(?:height|ht|estatura|altura|talla|mido|mide)\s?(?:is|of|:|=|de|"
    r"es)?\s?(?:about\s|around\s)?"
)
BOTH = re.compile(rf"(?:{LABEL})?(?P<h>{HEIGHT})(?:{LINK})(?P<w>{LOOSE_WEIGHT})(?!\w|\s?(?:per|/))")
BOTH_TURNED = re.compile(
    rf"(?:(?:my|his|her|mi|su)\s(?:weight|wt|peso)\s?(?:is|of|:|=|es)?\s?(?:about\s|around\s)?)?"
    rf"(?P<w>{WEIGHT})(?:\s?[,;/&]\s?|\s)(?:and\s|y\s)?(?:i\sam\s|i'm\s|i\sstand\s|at\s|"
    rf"con\s)?(?:{LABEL})?(?P<h>{HEIGHT})"
)
HEIGHT_ALONE = re.compile(rf"(?P<label>{LABEL})?(?P<h>{HEIGHT})(?![\w/])")
HEIGHT_CUE = re.compile(r"tall|estatura|altura|alto|alta|height|'|\"|ft|feet|foot|pies|mido|mide|talla|ht")
WEIGHT_ALONE = re.compile(
    rf"(?P<w>{WEIGHT})(?!\w|\s?(?:per\b|/|of\b|baby|bag|box|dumb|bars?\b|lighter|heavier|less|more|overweight|"
    rf"gain|loss|in\s(?:a|one|two|the)|de\smas|menos|mas\b))"
)
WEIGHS = re.compile(
    r"(?:weigh(?:s|ed|ing)?|weight\s(?:is|was|of)|weight:?|wt:?|peso|pesa|pesaba)\s(?:about\s|around\s|"
    r"approximately\s|only\s|at\s|like\s|unos\s)?(?P<q>(?P<w>\d{2,3}))(?![\d.,/%]|\s?[\w%]*\d|\s?(?:lb|kg|pound|"
    r"kilo|%|mg|st\b|libr))"
)
CHANGE = re.compile(
    r"\b(?:lost|lose|losing|gain|gained|gaining|dropped|drop|lift|lifting|lifted|carry|carrying|down|up|over|"
    r"under|by|extra|than|per|to|or|from|"
    r"between|ate|eat|another|put\son|shed|additional|every|perdi|perdido|perder|subi|subido|baje|bajado|bajo|"
    r"aumente|aumentado|cargar|levantar|"
    r"entre|a|por|cada|engorde|engordado|adelgazado|adelgace|than|more|less)\s(?:about\s|around\s|approximately\s|"
    r"almost\s|nearly\s|like\s|only\s|unos\s|casi\s|mas\sde\s|"
    r"a\s|an\s|the\s|like\s|roughly\s|over\s|at\sleast\s|up\sto\s|(?:\d+\s?(?:to|-|or|a)\s?))*$|\d\s?(?:to|-|or|a|"
    r"lbs?|kg|kilos|pounds|x|/)\s?$"
)
TO_BAND = re.compile(r"\s?(?:to|a|-)\s?\d")
MIN_SAID = 5
MIN_BARE = {"pounds": 60, "libras": 60, "kilos": 30}
"""Smaller figures are bodies only where weight is spoken of."""
POUND_KG, INCH_CM, FOOT_INCHES, STONE_POUNDS = 0.4536, 2.54, 12, 14
BANDS = {
    "en": (
        (18.5, "underweight"),
        (25.0, "of normal weight"),
        (30.0, "overweight"),
        (40.0, "obese"),
        (99.0, "severely obese"),
    ),
    "es": (
        (18.5, "de peso bajo"),
        (25.0, "de peso normal"),
        (30.0, "con sobrepeso"),
        (40.0, "con obesidad"),
        (99.0, "con obesidad grave"),
    ),
}
"""Upper limits of the body mass index and what is said of it. Source: WHO, adult bands."""


def centimetres(written: str) -> float:
    """Height in cm of a plain text such as 5'4 or 1.70 m."""
    if metres := re.match(r"1[.,](\d{1,2})|1\s?m\w*\s?(?:con\s)?(\d{2})|(1\d\d)\s?c", written):
        if metres[3]:
            return float(metres[3])
        return 100 + float(f"{metres[1] or metres[2]:<02}")
    numbers = [value(part) for part in re.findall(FIGURE, written)] or [value(written)]
    return (numbers[0] * FOOT_INCHES + (numbers[1] if len(numbers) > 1 else 0)) * INCH_CM


def kilograms(written: str, lang: str = "en") -> float:
    """Weight in kg of a plain text such as 150 lbs; a bare number counts as pounds in English, kilos in Spanish."""
    numbers = [float(part.replace(",", ".")) for part in re.findall(r"\d+(?:[.,]\d)?", written)]
    if "st" in written:
        return (numbers[0] * STONE_POUNDS + (numbers[1] if len(numbers) > 1 else 0)) * POUND_KG
    if re.search(r"lb|pound|libra", written) or ("k" not in written and lang == "en"):
        return numbers[0] * POUND_KG
    return numbers[0]


def _meaning(kilos: float, height_cm: float, lang: str) -> str:
    index = kilos / (height_cm / 100) ** 2
    return next((words for limit, words in BANDS[lang] if index < limit), BANDS[lang][-1][1])


def _both(match: re.Match[str], scanned: Scanned) -> str | None:
    height, kilos = centimetres(match["h"]), kilograms(match["w"], scanned.lang)
    if not 90 <= height <= 220 or not 10 <= kilos <= 400:
        return None
    return _fitted(_meaning(kilos, height, scanned.lang), scanned, match)


def _fitted(said: str, scanned: Scanned, match: re.Match[str]) -> str:
    if scanned.lang == "es":
        verb = re.match(r"(mido|mide)\b", match.group())
        return {"mido": "soy una persona ", "mide": "es una persona "}[verb[1]] + said if verb else said
    if re.match(r"(?:my|his|her)\s", match.group()):
        return {"my": "I am ", "his": "he is ", "her": "she is "}[match.group().split()[0]] + said
    return said


def _height(match: re.Match[str], scanned: Scanned) -> str | None:
    if not HEIGHT_CUE.search(match.group()) and not re.search(
        r"\b(?:i'?m|am|is|soy)\s$", scanned.before(match.start())
    ):
        return None
    if re.fullmatch(r"\d\s?f?['\"]?", match["h"]) or re.search(
        r"\b(?:every|within|about|jump|fell|from|of)\s$", scanned.before(match.start())
    ):
        return None
    height = centimetres(match["h"])
    if not 90 <= height <= 220:
        return None
    size = ("short", "bajo") if height < 157 else ("tall", "alto") if height > 180 else ("of average height", "medio")
    if scanned.lang == "es":
        return _height_es(match, size[1])
    if match["label"]:
        return {"short": "short in height", "tall": "tall"}.get(size[0], "average height")
    return size[0]


def _height_es(match: re.Match[str], size: str) -> str:
    size = {"bajo": "baja", "alto": "alta", "medio": "media"}[size]
    verb = re.match(r"(mido|mide)\b", match.group())
    return f"{'soy' if verb[1] == 'mido' else 'es'} de estatura {size}" if verb else f"de estatura {size}"


def _weight(match: re.Match[str], scanned: Scanned) -> str | None:
    before = scanned.before(match.start("w"))
    if CHANGE.search(before):
        return None
    written = match["w"]
    if TO_BAND.match(scanned.plain, match.end("w")):
        return None
    number = float(re.findall(r"\d+(?:[.,]\d)?", written)[0].replace(",", "."))
    said = re.search(r"\b(?:weigh\w*|weight|wt|pes[ao]\w*)\b", before) is not None
    if number < (MIN_SAID if said else MIN_BARE[_unit(written, scanned.lang)]) and "st" not in written:
        return None
    if "st" in written:
        number, unit = number * STONE_POUNDS, "pounds"
    else:
        unit = _unit(written, scanned.lang)
    step = (20 if number >= 60 else 5) if unit in {"pounds", "libras"} else (10 if number >= 30 else 5)
    low = int(number // step * step)
    return f"{low} a {low + step} {unit}" if scanned.lang == "es" else f"{low} to {low + step} {unit}"


def _unit(written: str, lang: str) -> str:
    if lang == "es":
        return "libras" if re.search(r"lb|libra|pound", written) else "kilos"
    return "kilos" if re.search(r"k", written) else "pounds"


def rules() -> Iterator[Rule]:
    """The rules for height and weight, for both languages."""
    labels = frozenset("my his her mi su height ht estatura altura talla mido mide".split())
    weighs = frozenset("weigh weighs weighed weighing weight wt peso pesa pesaba".split())
    for leads, pattern, put in (
        (labels | {NUMBER_LEAD}, BOTH, _both),
        (frozenset({NUMBER_LEAD, "my", "his", "her", "mi", "su"}), BOTH_TURNED, _both),
        (labels | {NUMBER_LEAD}, HEIGHT_ALONE, _height),
        (frozenset({NUMBER_LEAD}), WEIGHT_ALONE, _weight),
        (weighs, WEIGHS, _weight),
    ):
        yield Rule(QuasiKind.BODY, leads, pattern, put)
