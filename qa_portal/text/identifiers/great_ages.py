"""Ages of ninety and more in the ways people tell them in passing: "Aunt Vi, 96.", "which makes me ninety-three"."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.reading import BLOCK, Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span

FLAGS = re.IGNORECASE
DIGITS = r"(?:9\d|1[01]\d)"
UNITS = r"(?:one|two|three|four|five|six|seven|eight|nine)"
ORDINALS = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
WORDS = (
    rf"(?:nine?tr?y(?:[ -]{UNITS})?|(?:a[ -]|one[ -])?hundred(?:(?:[ -]and)?[ -]{UNITS})?|"
    r"noventa(?:(?: ?y ?| i )(?:uno?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)|itantos|ipico)?|"
    r"cien(?:to)?(?:\s(?:un|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve))?)"
)
ANY = rf"(?:{DIGITS}|{WORDS})"
NO_UNIT = (
    r"(?![\w%/°:]|[.,]\d|\s?(?:%|percent|mg|mcg|lbs?|pounds?|kg|kilos?|degrees?|minutes?|mins?|days?|weeks?|months?|"
    r"hours?|times|over|bpm|beats|ml|mmhg|miles|units?|por ciento|grados|d[ií]as|pulsaciones|on\s\d|sobre|dollars|"
    r"tablets|pills|steps|st\b))"
)
NAMED = re.compile(
    rf"\ue000,\s(?:who\s)?(?:is|was)\s(?P<id>9\d|1[01]\d)\b{NO_UNIT}(?=\s?(?:[,.;)\n]|$|and\b|but\b|with\b|now\b))"
)
"""Behind a name that was found: "My mother, Mrs Rees, is 94 and"."""
RULES = [
    re.compile(rf"\b(?:at|nearly|almost|already)\s(?P<id>{WORDS})(?=,|\s(?:i|he|she|my|his|her|you|we)\b)", FLAGS),
    re.compile(rf"\s\((?P<id>{WORDS})\)", FLAGS),
    re.compile(
        rf"\b(?P<id>{ANY})\s(?:years?|yrs?|a[nñ]i?(?:t?o)s?|anos|anios|cumplidos|summers|winters|pirulos|primaveras|"
        rf"abriles|inviernos|tacos|casta[nñ]as|veranos)\b",
        FLAGS,
    ),
    re.compile(
        rf"\b(?:cumplid[oa]s?|cumpli[oó]|cumple|cumplo|cumplir[áa]?|tengo|tiene|tenga|con sus|hecho|los)\s(?P<id>{ANY})"
        rf"\b{NO_UNIT}(?=\s?(?:[,.;:)!\n]|$|a[nñ]|[yi]\s|ya|por|en|el|este|para|dentro|pero|con))",
        FLAGS,
    ),
    re.compile(
        rf"\b(?:(?:i|he|she|they|who|that|which|it|mother|father|mum|mom|dad|nan|gran|grandma|grandad|husband|wife)"
        rf"(?:['’](?:m|s|re)|\sam|\sis|\swas|\sare|\smakes? (?:me|him|her))|makes (?:me|him|her)|"
        rf"i[’']?ll be|will be|(?:husband|wife|mother|father)\s\w{{2,15}}\sis|(?:now|already|only|nearly|almost|"
        rf"rising|just turned|at age|aged))"
        rf"\s(?P<id>{ANY})\b{NO_UNIT}(?=\s?(?:[,.;:)!?\n]|$|and|but|now|so|with|who|next|in|this|on|come|years|when|if|hes|shes|he|she))",
        FLAGS,
    ),
    re.compile(
        rf"\b(?:my|his|her|their|your)\s(?P<id>ninety[ -]{ORDINALS}|ninetieth|hundredth|(?:9\d|10\d)(?:st|nd|rd|th))"
        rf"\s(?:year|birthday|summer|winter)",
        FLAGS,
    ),
    re.compile(
        rf"(?:[\ue000,:;]\s|,\s(?:now|aged|de)\s)(?P<id>(?:ninety[ -]{UNITS}|noventa(?: y (?:uno?|dos|tres|cuatro|"
        rf"cinco|"
        rf"seis|siete|ocho|nueve))?|(?:a |one )?hundred and {UNITS}|ciento (?:uno?|dos|tres|cuatro|cinco)))"
        rf"(?=\s?(?:[,.;)\n]|$|this\b|in\b|come\b|en\b|el\b|a[nñ]os))",
        FLAGS,
    ),
    re.compile(
        rf"\b(?:he['’]?s|she['’]?s|(?:he|she|who) is|they are|im|i['’]m|i am)\s(?P<id>9\d|"
        rf"1[01]\d)\b{NO_UNIT}(?=\s[a-z])",
        FLAGS,
    ),
    re.compile(
        rf"\b(?:my|our|his|her|the|mi|su|el|la)\s\w{{2,12}}\s(?:\ue000|(?-i:[A-Z])[\w'’]{{0,15}})\s(?:is|es|has|tiene|was|be)\s"
        rf"(?P<id>{ANY})\b{NO_UNIT}(?=\s?(?:[,.;:)!?\n]|$|and|but|now|so|with|he|she|hes|shes|y|pero))",
        FLAGS,
    ),
    re.compile(rf"(?:,\s?|\s\()(?P<id>{DIGITS})(?=\)|[,.;]\s|[,.;]?$|[,.;]?\n)"),
]
CAPITAL = re.compile(r"(?:[A-Z\u00c0-\u00de][\w'’\-]*|\ue000)(?:,\s?|\s\()$")
HINT = re.compile(r"9\d|1[01]\d|nine?t|hundred|noventa|cien", FLAGS)


def find_great_ages(reading: Reading) -> Iterator[Span]:
    """Ages over eighty-nine without "years old"."""
    text = reading.text
    if not HINT.search(text):
        return
    for rule in RULES:
        for match in reading.each(rule):
            start = match.start("id")
            if rule is RULES[-1] and not CAPITAL.search(text, max(0, start - 30), start):
                continue
            yield Span(start, match.end("id"), Kind.AGE, Finder.RULE, "age over 89")
    for match in NAMED.finditer(text) if BLOCK in text else ():
        yield Span(match.start("id"), match.end("id"), Kind.AGE, Finder.RULE, "age over 89")
