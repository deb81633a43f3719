"""Days as people put them down in passing: "the 11 of Ramadan", "14/15 Nov", "dob 6 14 66", "till 31.8"."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.dates import DAY, MONTH, SHORT_MONTH, YEAR
from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.lexicon import is_known
from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span
from qa_portal.text.identifiers.word_list import is_slip

FLAGS = re.IGNORECASE
ORDINAL = r"(?:st|nd|rd|th)"
LUNAR = (
    r"(?:muharram|safar|rabi\w*|jumada\w*|rajab|sha'?ban|rama(?:dh?|z)aa?n|shawwal|dhu[\w'\-]{3,12}|tishrei|cheshvan|"
    r"kislev|tevet|shevat|adar|nisan|iyar|sivan|tammuz|elul|chaitra|vaisakha|ashadha|shravana|bhadra\w*|kartik\w*)"
)
FEAST = (
    r"(?:valentine['’]?s|christmas|xmas|new year['’]?s|boxing|mother['’]?s|father['’]?s|easter|thanksgiving|halloween|"
    r"independence|labou?r|memorial|veterans?['’]?|st\.? patrick['’]?s|groundhog|bonfire)"
)
TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
UNITS = r"(?:one|two|three|four|five|six|seven|eight|nine)"
NAMED_MONTH = rf"(?:{MONTH}|(?:{SHORT_MONTH})\b)"
IN_WORDS = frozenset("first second third fourth last valentine valentines christmas eve day".split())
"""A text without digits has a day only with one of these."""
RULES = (
    re.compile(
        rf"\b(?P<id>(?:the\s)?{DAY}{ORDINAL}?\s(?:day\s)?of\s(?:{NAMED_MONTH}|{LUNAR}\b)(?:,?\s{YEAR})?)", FLAGS
    ),
    re.compile(rf"\b(?P<id>{DAY}{ORDINAL}?\s{LUNAR})\b", FLAGS),
    re.compile(rf"\b(?P<id>{DAY}\s?(?:/|-|&|and|or)\s?{DAY}{ORDINAL}?\s(?:of\s)?{NAMED_MONTH})", FLAGS),
    re.compile(r"(?<![\w/.\-])(?P<id>(?:0?[1-9]|1[0-2])\s/\s(?:19|20)\d\d)(?![\w/\-])"),
    re.compile(
        r"\b(?:dob|d\.o\.b\.?|born|birth ?date|date of birth|fecha de nacimiento|f\.? ?nac\.?|nac\w*)\W{1,3}"
        r"(?:(?:is|was|on|el|es)\s)?(?P<id>\d{1,2}[ .]{1,2}\d{1,2}[ .]{1,2}(?:19|20)?\d\d)(?!\d)",
        FLAGS,
    ),
    re.compile(rf"\b(?P<id>(?:teh|hte)\s{DAY}{ORDINAL})\b", FLAGS),
    re.compile(
        rf"\b(?P<id>{FEAST}(?:\s(?:day|eve|sunday|monday))?\s(?:of\s|in\s)?(?:{YEAR}|{TENS}(?:[ -]{UNITS})?))\b", FLAGS
    ),
    re.compile(
        r"\b(?:till|until|til|bis|hasta)\s(?:the\s|el\s)?(?P<id>(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.?)"
        r"(?![\d]|\s?(?:%|kg|lbs?|mg|cm|mm|c\b|f\b|°|mmol|hours?|weeks?|days?|months?|years?))",
        FLAGS,
    ),
    re.compile(
        rf"\b(?P<id>(?:first|second|third|fourth|last|1st|2nd|3rd|4th)\s(?:week|weekend|half|sunday|monday|tuesday|"
        rf"wednesday|thursday|friday|saturday)\s(?:of|in)\s{NAMED_MONTH})",
        FLAGS,
    ),
)


SPANISH_RULES = (
    re.compile(r"\b(?P<id>el\s(?:d[ií]a\s)?1(?:ro|ero|er|[º°]))(?!\w)", FLAGS),
    re.compile(rf"\bdel?\s(?P<id>{DAY}\sal\s{DAY})\b(?!\s?(?:%|mg|por|d[ií]as|a[nñ]os|kilos|kg))", FLAGS),
    re.compile(r"(?<!piso )(?<!nivel )(?<!grado )(?<!tipo )\b(?P<id>el\s[1-9])(?=\s?[,;.](?!\d))", FLAGS),
    re.compile(rf"\b(?P<id>del\s{DAY})(?=\s?[,;.](?!\d))", FLAGS),
)
SLIPPED = re.compile(rf"\b(?P<id>{DAY}{ORDINAL}?\s(?:(?:of|de)\s)?(?P<month>[a-zé]{{5,11}}))\b", FLAGS)
MONTHS = tuple(
    "january february april august september october november december enero febrero marzo abril mayo junio julio "
    "agosto septiembre octubre noviembre diciembre".split()
)


def _slips(reading: Reading) -> Iterator[Span]:
    """A month with one letter wrong, behind a day."""
    for match in reading.each(SLIPPED):
        month = fold(match["month"])
        if not is_known(month, reading.lang) and any(is_slip(month, right) for right in MONTHS):
            yield Span(match.start("id"), match.end("id"), Kind.DATE, Finder.RULE, "day told in a sentence")


def find_loose_days(reading: Reading) -> Iterator[Span]:
    """Days of a month in forms that no table of dates has."""
    if not reading.has_digits and reading.folds.isdisjoint(IN_WORDS):
        return
    yield from _slips(reading)
    for rule in (*RULES, *(SPANISH_RULES if reading.lang == "es" else ())):
        for match in reading.each(rule):
            yield Span(match.start("id"), match.end("id"), Kind.DATE, Finder.RULE, "day told in a sentence")
