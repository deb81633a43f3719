"""Dates more exact than a year, and ages of ninety and more."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span

LONG_MONTH = (
    r"january|february|april|june|july|august|september|october|november|december|enero|"
    r"febrero|abril|junio|julio|agosto|"
    r"septiembre|setiembre|octubre|noviembre|diciembre|febuary|feburary|janurary|septemeber|"
    r"setember|ocotber|novemeber|decemeber|agust|marzo|mayo"
)
SHORT_MONTH = r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|ene|abr|ago|dic"
ANY_MONTH = frozenset(f"{LONG_MONTH}|march|may|{SHORT_MONTH}|sep".replace("sept?", "sept").split("|"))
MONTH = rf"(?:(?:{LONG_MONTH}|march|may)|(?:{SHORT_MONTH})\b\.?)"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
ORDINAL = r"(?:\s?(?:st|nd|rd|th|º|°))?"
YEAR = r"(?:(?:19|20)\d\d|['’]\d\d)"
SPOKEN_DAY = (
    r"(?:twenty[ -]|thirty[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    r"thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
FLAGS = re.IGNORECASE
WRITTEN = [
    re.compile(
        rf"\b{MONTH}\s{{0,2}}(?:the\s)?{DAY}{ORDINAL}\b(?!\s?(?:mg|mcg|%|weeks?|days?|months?|hours?|times))"
        rf"(?:\s?,?\s?(?:of\s)?{YEAR}\b|\s?,\s?\d\d\b)?(?:\s?(?:-|to|"
        rf"and)\s?{DAY}{ORDINAL}\b(?!\s?(?:year|yr|mo|week|day|mg)))?",
        FLAGS,
    ),
    re.compile(
        rf"\b(?:the\s|el\s(?:d[ií]a\s)?)?{DAY}{ORDINAL}[ \-./]{{0,2}}(?:(?:of|de)\s)?{MONTH}(?:\s?,"
        rf"?[ \-./]?(?:(?:of|de|del)\s)?(?:{YEAR}|\d\d)\b)?",
        FLAGS,
    ),
    re.compile(
        rf"\b(?:the\s)?(?:{SPOKEN_DAY}\s(?:of\s)?{MONTH}|{MONTH}\s(?:the\s)?{SPOKEN_DAY})\b(?:\s?,"
        rf"?\s?{YEAR})?",
        FLAGS,
    ),
    re.compile(
        rf"\b(?:{LONG_MONTH}|march|may|(?:{SHORT_MONTH})\b\.?)\s{{0,2}}(?:of\s|del?\s)?,"
        rf"?\s?(?:{YEAR})\b",
        FLAGS,
    ),
]
DAY_ALONE = re.compile(
    r"\b(?:on|since|until|till|by|before|after|from)\s(?P<day>the\s(?:[12]?\d|3[01])(?:st|nd|rd|th))\b"
    r"(?!\s(?:grade|percentile|time|day|week|month|year|floor|finger|toe|rib|metatarsal|nerve|vertebra|cranial|"
    r"street|st|"
    r"ave|avenue|round|cycle|dose|one|visit|attempt|trimester|degree|century|pregnancy|child|baby))",
    re.IGNORECASE,
)
UNCUED_MONTH = re.compile(rf"\b(?:(?:last|this|next|past)\s)?(?:{LONG_MONTH})\b", FLAGS)
PLANNED = re.compile(
    r"\s(?:(?:me|le|te|nos|les)\s)?(?:tocan?|voy|vamos|van?|viajo|viajamos|empiezo|empieza|empezamos|vuelvo|vuelve|"
    r"regreso|viene|tengo)\b",
    FLAGS,
)
"""Behind a Spanish month these tell what is still to come, to anybody: "en abril le toca densitometría"."""
MONTH_CUE = re.compile(
    r"\b(?P<cue>in|since|until|till|before|after|by|during|of|last|this|next|every|each|mid|"
    r"late|early|from|to|through|thru|"
    r"for|around|about|on|en|desde|hasta|de|del|para|past)[\s-](?P<month>(?:march|may|(?:jan|"
    r"feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
    r"\b\.?))(?!\s?(?:be|have|not|also|cause|need|help|with|he\b|she\b|i\b|we\b|they\b|it\b|take|get))(?![\w])",
    FLAGS,
)
NUMERIC = [
    re.compile(
        r"(?<![\w/.\-])(?:19|20)\d\d(?P<a>[-/.])(?:0?[1-9]|1[0-2])(?P=a)(?:0?[1-9]|[12]\d|"
        r"3[01])(?![\w/]|[.\-]\d)"
    ),
    re.compile(
        r"(?<![\w/.\-])(?:0?[1-9]|[12]\d|3[01])\s?(?P<b>[-/.])\s?(?:0?[1-9]|[12]\d|"
        r"3[01])\s?(?P=b)\s?(?:(?:19|20)\d\d|\d\d)(?![\w/]|[.\-]\d)"
    ),
]
MONTH_YEAR = re.compile(r"(?<![\w/.\-])(?:0?[1-9]|1[0-2])[/\-](?:19|20)\d\d(?![\w/\-])")
COMPACT = re.compile(
    r"(?<!\w)(?:(?:0[1-9]|[12]\d|3[01]){2}(?:19|20)\d\d|(?:19|20)\d\d(?:0[1-9]|"
    r"1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01]){2}\d\d)(?!\w)"
)
COMPACT_CUE = re.compile(r"\b(?:born|dob|birth\w*|d\.o\.b|nac\w*|date|fecha)\b\W*(?:\w+\W+){0,2}$", FLAGS)
SHORT_DATE = re.compile(r"(?<![\w/.\-+$€£])(?P<one>\d{1,2})(?P<sep>[/\-])(?P<two>\d{1,2})(?![\w/%]|[.\-]\d)")
SHORT_CUE = re.compile(
    r"\b(?:on|since|until|till|by|dated?|from|before|after|starts?|started|starting|begins?|"
    r"began|due|ended|ends|born|dob|"
    r"surgery|appt|appointment|visit|seen|surg|scheduled|delivered|admitted|discharged|filled|el|d[ií]a|desde|hasta|"
    r"fecha|para el|nac\w*|cita|between|lmp|period|of|day|was|is|for|to|approved|denied|"
    r"procedure|test|labs?|scan|mri|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thurs?|fri|sat|"
    r"sun|lunes|martes|jueves|viernes)"
    r"\s?[,:(]?\s?(?:the\s)?$",
    FLAGS,
)
STRONG_SHORT_CUE = re.compile(
    r"\b(?:on|since|until|till|dated?|starts?|started|starting|begins?|began|due|born|dob|"
    r"surgery|appt|appointment|scheduled|"
    r"el|desde|hasta|fecha|cita|lmp)\s?[,:(]?\s?(?:the\s)?$",
    FLAGS,
)
NOT_A_DATE = re.compile(
    r"\s?(?:mg|mcg|ml|g\b|kg|lbs?|pounds?|mm|cm|inch\w*|in\b|ft|feet|%|x\b|times|days?|weeks?|"
    r"wks?|months?|mos?\b|years?|yrs?|"
    r"hours?|hrs?|minutes?|mins?|tablets?|tabs?|pills?|caps\w*|cups?|teaspoons?|doses?|drops?|"
    r"puffs?|units?|scale|pain|"
    r"ratio|vision|a day|per|kids|children|people|stars|of\b|out of|degrees|am\b|pm\b|beers|"
    r"drinks|cigarettes|d[ií]as|semanas|"
    r"meses|a[nñ]os|horas|veces|pastillas|mmhg|bpm|vitals?|bp|marathon|stage|grade)",
    FLAGS,
)
VITAL_CUE = re.compile(
    r"\b(?:bp|ca|pressure|presi[oó]n|tensi[oó]n|reading|pain|dolor|scale|score|vision|norco|"
    r"percocet|vicodin|lortab|hydrocodone|"
    r"oxycodone|ratio|grade|stage|gcs|apgar|ran|l\d|c\d|t\d)(?![^\W_])\W*(?:\w+\W+){0,3}$",
    FLAGS,
)
FRACTIONS = frozenset({"1/2", "1/3", "2/3", "1/4", "3/4", "1/8", "20/20", "24/7", "50/50", "9/11"})
NINETY = r"(?:9\d|1[0-2]\d)"
SPOKEN_NINETY = (
    r"(?:ninety(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|(?:a |one "
    r")?hundred(?: and)?(?: (?:one|two|three|four|five|six))?|"
    r"noventa(?: y (?:uno?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve))?|cien)"
)
AGE_UNIT = r"(?:years?|yrs?|y\.?/?o\b|yo\b|year|a[nñ]os|anios)"
MEASURED = re.compile(
    r"\b(?:rate|pulse|oxygen|o2|spo2|sats?|saturation|bpm|hr|sugar|glucose|bp|pressure|weight|ferritin|level|gfr|"
    r"egfr|count|"
    r"dose|score|temp\w*|diastolic|systolic|ldl|hdl|cholesterol|pulso|saturaci[oó]n|az[uú]car|glucosa|peso|tensi[oó]n)"
    r"(?:\s(?:is|was|of|at|around|about|only|now|es|de|a|en)){0,3}\s?$",
    FLAGS,
)
"""What a number of ninety and more is the measure of, when it is no age."""
OLD = re.compile(r"9\d|1[0-2]\d|ninet|hundred|noventa|cien|genari|entenari", FLAGS)
RELATIVE = (
    r"(?:he|she|they|mom|mother|mum|dad|father|grand\w{2,8}|aunt|uncle|wife|husband|gram|nana|"
    r"papa|abuel[oa]|madre|padre|"
    r"mam[aá]|pap[aá]|patient|pt|neighbor|great-\w{5,12}|who|person|woman|man|lady|i)"
)
AGES = [
    re.compile(
        rf"\b{RELATIVE},?\s[^\W\d_]{{2,15}}(?:\s[^\W\d_]{{2,15}}){{0,2}},\sde\s(?P<age>{NINETY})(?=\s?[,.;)])", FLAGS
    ),
    re.compile(rf"(?<![\w.,/])(?:{NINETY})[\s\-]?{AGE_UNIT}(?:[\s\-]?old)?\b", FLAGS),
    re.compile(
        rf"\b(?:aged?|turn(?:s|ed|ing)?|edad|cumpli[oó]|cumple)(?:\s(?:of|is|de|"
        rf":))?\s?:?\s?(?P<age>{NINETY})(?![\w%/]|[.,]\d)",
        FLAGS,
    ),
    re.compile(
        rf"\b{RELATIVE}(?:['’](?:s|m)|s| is| was| am| just turned| at)?,?\s\(?(?:also |almost |"
        rf"nearly |about |now )?(?P<age>{NINETY})(?!\s?(?:[\w%/°]|-|over|lb|kg)|[.,]\d)",
        FLAGS,
    ),
    re.compile(
        rf"\b{RELATIVE}(?:['’](?:s|m)| is| was| am)\s(?:also |almost |nearly |about |now "
        rf")?(?P<age>{NINETY})(?=\s(?:and|but|with|so|now|has|w/|y|who|bedbound|living|still)\b)",
        FLAGS,
    ),
    re.compile(rf"\b{SPOKEN_NINETY}[\s\-]{AGE_UNIT}(?:[\s\-]old)?\b", FLAGS),
    re.compile(
        rf"\b(?:aged?|turn(?:s|ed|ing)?|{RELATIVE}(?:['’]s| is| "
        rf"was))\s(?P<age>{SPOKEN_NINETY})\b(?!\s(?:percent|pounds|lbs|mg|degrees|minutes|days|"
        rf"times))",
        FLAGS,
    ),
    re.compile(
        r"\b(?:in|de)\s(?:his|her|their|my|mid|late|early|sus)[\s\-](?:early |mid |late "
        r")?(?P<age>nineties|90['’]?s|noventa)\b",
        FLAGS,
    ),
    re.compile(rf"(?<![\w.,/])(?P<age>{NINETY})\s?(?:/\s?)?(?:f|m|female|male|woman|man|lady|gentleman)\b", FLAGS),
    re.compile(r"\b(?:centenarian|nonagenarian|nonagenari[oa]|centenari[oa])\b", FLAGS),
]


def find_dates(reading: Reading) -> Iterator[Span]:
    """Dates with at least a month; a year alone may stay."""
    if not reading.folds.isdisjoint(ANY_MONTH):
        yield from _written_dates(reading)
    if not reading.has_digits:
        return
    for pattern in (*NUMERIC, MONTH_YEAR):
        yield from _dates(reading.each(pattern), "date")
    for match in reading.each(COMPACT):
        if reading.first(COMPACT_CUE, max(0, match.start() - 30), match.start()):
            yield Span(match.start(), match.end(), Kind.DATE, Finder.RULE, "date without separators")
    for match in reading.each(DAY_ALONE):
        yield Span(match.start("day"), match.end("day"), Kind.DATE, Finder.RULE, "day of a month")
    yield from _short_dates(reading)


def _written_dates(reading: Reading) -> Iterator[Span]:
    for pattern in WRITTEN:
        yield from _dates(reading.each(pattern), "date")
    months = reading.each(UNCUED_MONTH)
    coming = (match for match in months if reading.lang != "es" or not PLANNED.match(reading.text, match.end()))
    yield from _dates(coming, "month")
    for match in reading.each(MONTH_CUE):
        if reading.lang == "es" and match["month"].lower().rstrip(".") in {"mar", "may", "march"}:
            continue
        plain = match["month"].lower() in {"may", "march"} and match["month"][0].islower()
        if not plain or match["cue"].lower() in {"in", "since", "last"}:
            yield Span(match.start("month"), match.end("month"), Kind.DATE, Finder.RULE, "month")


def _dates(matches: Iterator[re.Match[str]], reason: str) -> Iterator[Span]:
    for match in matches:
        yield Span(match.start(), match.end(), Kind.DATE, Finder.RULE, reason)


def _short_dates(reading: Reading) -> Iterator[Span]:
    """Bare numbers such as 3/15: certain after a word that takes a date, else for a person to decide."""
    text = reading.text
    for match in reading.each(SHORT_DATE):
        one, two = int(match["one"]), int(match["two"])
        if not (1 <= one <= 31 and 1 <= two <= 31 and min(one, two) <= 12) or (
            match.group() in FRACTIONS and not _opens_line(text, match.start())
        ):
            continue
        before = text[max(0, match.start() - 40) : match.start()]
        if VITAL_CUE.search(before) or (NOT_A_DATE.match(text, match.end()) and not STRONG_SHORT_CUE.search(before)):
            continue
        if NOT_A_DATE.match(text, match.end()) and match["sep"] == "-":
            continue
        span_like = 0 < two - one <= max(5, one)
        certain = bool(SHORT_CUE.search(before)) or (two != 10 if match["sep"] == "/" else not span_like)
        yield Span(match.start(), match.end(), Kind.DATE, Finder.RULE, "day and month", certain=certain)


def _opens_line(text: str, start: int) -> bool:
    """Whether a row of a list or a table begins here."""
    return text[:start].rstrip(" \t|-").endswith("\n")


def find_ages(reading: Reading) -> Iterator[Span]:
    """Ages of ninety and more."""
    if not OLD.search(reading.text):
        return
    for pattern in AGES:
        for match in reading.each(pattern):
            group = "age" if match.groupdict().get("age") else 0
            if reading.first(MEASURED, max(0, match.start() - 40), match.start(group)):
                continue
            yield Span(match.start(group), match.end(group), Kind.AGE, Finder.RULE, "age over 89")
