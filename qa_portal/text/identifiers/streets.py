"""Addresses: streets, post codes, a town with its state, the town after a street."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.lexicon import (
    is_any_surname,
    is_clinical,
    is_common,
    is_known,
    is_stop,
    is_town,
    written,
)
from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span
from qa_portal.text.identifiers.tags import POSTCODE, STREET

FLAGS = re.IGNORECASE
SUFFIX = (
    r"street|avenue|ave|road|rd|drive|lane|ln|blvd|boulevard|court|ct|circle|cir|highway|hwy|"
    r"parkway|pkwy|terrace|terr|"
    r"trail|trl|pike|turnpike|alley|loop|plaza|square|sq|crescent|close|mews|expressway|"
    r"freeway|causeway|crossing|xing|st|dr|pl|way|place|run|row|path|walk"
)
FIRM_SUFFIX = (
    r"street|avenue|ave|road|rd|lane|ln|blvd|boulevard|court|ct|highway|hwy|parkway|pkwy|"
    r"terrace|trail|trl|turnpike|crescent|st|pl|cir|circle|drive"
)
PART = r"(?:[^\W\d_][\w'’.\-]{0,24}|\d{1,3}(?:st|nd|rd|th))"
UNIT = (
    r"(?:\s?,?\s?(?:\b(?:apt|apartment|unit|suite|ste|trlr|trailer|lot|bldg|building|rm|room|"
    r"space|spc|floor|fl)\.?|#)\s?#?\s?[\w\-]{1,6}|\s?,?\s?\d{1,2}(?:st|nd|rd|th)?\s(?:floor|"
    r"fl)\b)"
)
NUMBERED = [
    re.compile(
        rf"(?<![\w.$])\d{{1,6}}[a-z]?(?:[ \-]\d/\d|[-]\d{{1,4}})?\s(?:(?:n|s|e|w|ne|nw|se|sw|north|"
        rf"south|east|west)\b\.?\s)?(?:{PART}\s){{1,4}}?(?:{SUFFIX})\b\.?(?:\s(?:n|s|e|w|ne|nw|se|"
        rf"sw)\b)?(?:{UNIT}){{0,2}}",
        FLAGS,
    ),
    re.compile(
        rf"(?<![\w.$])(?:\d{{1,6}}[a-z]?\s)?(?:[nsew]\.?\s)?(?:(?:old|us|u\.s\.|state|county|"
        rf"interstate)\s)?(?:county\sroad|county\srd|co\srd|farm\sto\smarket|fm|state\sroute|"
        rf"state\srd|route|rte|rt|rr|rural\sroute|hwy|highway|interstate|"
        rf"cr)\s?#?\d{{1,5}}[a-z]?\b(?:\s(?:n|s|e|w|north|south|east|west)\b)?(?:{UNIT}){{0,2}}",
        FLAGS,
    ),
    re.compile(r"\bp\.?\s?o\.?\s?box\s?#?\s?\d{1,7}\b", FLAGS),
    re.compile(
        rf"(?<![\w.$])\d{{2,6}}\s(?:[A-Z][\w'’\-]{{2,24}}\s){{1,3}}(?=(?:apt|unit|#|lot|"
        rf"trlr))(?:{UNIT}){{1,2}}"
    ),
]
ROUTE = NUMBERED[1]
STREET_WORDS = frozenset(
    "old new first second third fourth fifth long high low short county state n s e w st po "
    "p o box the lot unit".split()
)
STREET_ENDS = frozenset({*FIRM_SUFFIX.split("|"), "dr", "way"})
SPANISH_LEADS = frozenset(
    "calle c avenida avda av paseo plaza pza camino carretera ctra ronda travesia callejon bulevar blvd calzada "
    "jr jiron psje pje malecon alameda costanera prolongacion "
    "carrera cra kr diagonal transversal pasaje urbanizacion urb glorieta barrio colonia col".split()
)
NAMED = [
    re.compile(
        rf"\b(?:on|at|of|near|off|from|to|down|along|behind|in|and|corner of|block of|"
        rf"live)\s(?:the\s|our\s)?(?P<id>(?:(?:n|s|e|w|north|south|east|"
        rf"west)\b\.?\s)?(?:[^\W\d_][\w'’\-]{{2,20}}|\d{{1,3}}(?:st|nd|rd|"
        rf"th))(?:\s[^\W\d_][\w'’\-]{{2,20}})?\s(?:{FIRM_SUFFIX}))\b(?!\s?(?:was|is|of\scare))",
        FLAGS,
    ),
    re.compile(
        r"(?P<id>\b(?:[A-Z][\w'’\-]{2,20}|\d{1,3}(?:st|nd|rd|"
        r"th))(?:\s[A-Z][\w'’\-]{2,20})?\s(?:Street|Avenue|Ave|Road|Rd|Lane|Ln|Blvd|Boulevard|"
        r"Ct|Court|Hwy|Highway|Pkwy|Parkway|Trail|Dr|Drive|St|Way|Circle|"
        r"Terrace)\b\.?)(?!\s?[A-Z])"
    ),
]
ALOUD = (
    r"uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|diecis[eé]is|diecisiete|"
    r"dieciocho|diecinueve|veinte|veinti[a-zé]{2,7}|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien|"
    r"ciento|\w{2,6}cientos|quinientos|mil"
)
SPANISH_STREET = re.compile(
    r"(?<!\w)(?:calle|c/|avenida|avda|av|paseo|plaza|pza|camino|carretera|ctra|ronda|travesía|"
    r"callej[oó]n|bulevar|blvd|calzada|"
    r"carrera|cra|kr|diagonal|transversal|pasaje|psje|pje|jr|jir[oó]n|malec[oó]n|alameda|costanera|prolongaci[oó]n|urbanizaci[oó]n|urb|glorieta|"
    r"barrio|colonia|col)(?![^\W\d_])\.?\s?(?:(?:de|del|la|las|los|el|y|san|santa)\s){0,3}"
    r"(?!que|donde|para|por|con|y\b|no\b)[^\W\d_][\w'’.\-]{1,20}(?:\s(?:de|del|la|las|los|el|"
    r"y|[A-ZÁÉÍÓÚÑ][\w'’\-]{2,20})){0,4}"
    r"(?P<number>(?:\s[^\W\d_]{3,20})?\s?,?\s?(?:n[ºo°.]{0,2}|num\.?|n[uú]mero|"
    r"#)?\s?\d{1,5}(?:\s?[-–]\s?\d{1,4})?[a-z]?\b)?"
    r"(?:\s?,?\s?(?:piso|portal|esc|escalera|puerta|pta|depto|departamento|dpto|int|interior|"
    r"bloque|local|casa)\.?\s?\w{1,4}"
    r"|\s?,?\s?\d{1,2}\s?[ºª°]\s?[a-z]{0,4}\b){0,3}",
    FLAGS,
)
HOUSE_ALOUD = re.compile(
    r"(?:calle|avenida|avda|paseo|plaza|camino|carretera|ronda|carrera|diagonal|transversal|pasaje|jir[oó]n|alameda|"
    r"calzada)\s(?:(?:de|del|la|las|los|el)\s){0,2}(?:[^\W\d_]{3,20}(?:\s[^\W\d_]{2,20}){0,3}?,?\s)?(?:n[uú]mero\s)?"
    rf"(?:{ALOUD})(?:\s(?:y\s)?(?:{ALOUD})){{0,5}}\b(?!\s(?:cuadras|horas|veces|d[ií]as|a[nñ]os|semanas|meses|minutos|"
    r"personas|hijos|ni[nñ]os|metros|kil[oó]metros)\b)",
    FLAGS,
)
"""A street with its number read aloud: "calle olivo número siete"."""
STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|"
    "NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI|"
    "SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC|PR|ON|BC|QC|AB|UK"
)
STATE_NAMES = (
    "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|"
    "georgia|hawaii|idaho|illinois|indiana|iowa|"
    "kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|"
    "missouri|montana|nebraska|nevada|"
    "new hampshire|new jersey|new mexico|new york|north carolina|north dakota|ohio|oklahoma|"
    "oregon|pennsylvania|rhode island|"
    "south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington|west virginia|wisconsin|wyoming"
)
NUMBER_NEXT = r"ID\b\s?(?:[#:\ue000]|is\b|(?!\d{5}(?!\d))[A-Z]{0,4}[ \-]?\d)"
"""Here "ID" is no state: "Medical Mutual, ID 4471"."""
TOWN_STATE = [
    re.compile(
        rf"(?P<town>\b[A-Z][\w'’\-]{{1,20}}(?:[ .]{{1,2}}[A-Z][\w'’\-]{{1,20}}){{0,2}}),"
        rf"\s?(?P<state>(?!{NUMBER_NEXT})(?:{STATES})\b|(?i:{STATE_NAMES})\b)"
    ),
    re.compile(
        rf"\b(?:in|near|from|of|to|at|outside|"
        rf"around)\s(?P<town>[^\W\d_][\w'’\-]{{2,20}}(?:\s[^\W\d_][\w'’\-]{{2,20}}){{0,2}}?),"
        rf"?\s(?P<state>(?!in|or|me|ok|hi|la|de|id|co|al|ma|pa\b)(?:{STATES}))\b(?![a-z])",
        FLAGS,
    ),
]
STATE_WRITTEN = re.compile(
    rf"(?:^|[.!?\n]\s?)(?P<town>[^\W\d_][\w'’\-]{{2,20}}(?:\s[^\W\d_][\w'’\-]{{2,20}})?),\s(?P<state>{STATE_NAMES})\b",
    FLAGS,
)
POSTCODES = [
    re.compile(rf"\b(?:{STATES}|(?i:{STATE_NAMES})),?\s{{1,2}}(?P<id>\d{{5}}(?:-\d{{4}})?)(?!\w)"),
    re.compile(
        r"\b(?:zip(?:\s?code)?|postal(?:\scode)?|post\s?code|c\.?p\.?|"
        r"c[oó]digo\spostal)\W{0,3}(?:(?:is|es|:|code)\s?)?(?P<id>[a-z]?\d{4,5}(?:-\d{4})?)(?!\w)",
        FLAGS,
    ),
    re.compile(r"\b(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT|Vic|Qld|Tas),?\s(?P<id>\d{4})(?!\w)"),
    re.compile(r"(?<!\w)(?P<id>[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?!\w)"),
    re.compile(r"(?<!\w)(?P<id>[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d)(?!\w)", FLAGS),
]
STATE_NEXT = re.compile(rf",?\s(?:{STATES})\b(?!['’])(?:\s\d{{5}}(?:-\d{{4}})?\b)?|,\s(?i:{STATE_NAMES})\b")
ADDRESS_GAP = re.compile(r"(?:'s)?,?\s{1,2}")
ADDRESS_END = re.compile(r"\s*(?:$|[,.;:)(\n]|\d{5}|-)")


def find_streets(reading: Reading) -> Iterator[Span]:
    """Streets, post codes, and towns that name their state."""
    yield from _streets(reading)
    for pattern in POSTCODES if reading.has_digits else ():
        for match in reading.each(pattern):
            yield Span(match.start("id"), match.end("id"), Kind.LOCATION, Finder.RULE, POSTCODE)
    for pattern in (*TOWN_STATE, STATE_WRITTEN):
        for match in reading.each(pattern):
            if reading.lang == "es" and match["state"] in {"MI", "DE", "LA", "ME", "AL", "OR", "IN", "HI", "PA", "CO"}:
                continue
            listed = is_town(" ".join(fold(match["town"]).replace("'", "").split()))
            if listed or (
                pattern is TOWN_STATE[0]
                and not reading.shouted
                and not any(is_stop(part) for part in match["town"].lower().split())
            ):
                yield Span(match.start("town"), match.end("state"), Kind.LOCATION, Finder.RULE, "town and state")


def find_addresses(reading: Reading, found: list[Span]) -> Iterator[Span]:
    """Towns, states and post codes that go on after a name, a facility or a street: "Oak Manor, Normal, IL 61761"."""
    starts: dict[int, int] = {}
    for span in found:
        if not span.certain or span.type not in {Kind.NAME, Kind.ORG, Kind.LOCATION} or span.reason == POSTCODE:
            continue
        state = STATE_NEXT.match(reading.text, span.end)
        if state and span.type is not Kind.NAME:
            yield Span(span.start, state.end(), span.type, span.finder, span.reason)
        gap = ADDRESS_GAP.match(reading.text, span.end)
        if gap is not None and not starts:
            starts = {word.start: index for index, word in enumerate(reading.words)}
        index = starts.get(gap.end()) if gap else None
        if gap is None or index is None or (span.reason != STREET and "," not in gap.group()):
            continue
        count = next((count for count in (3, 2, 1) if is_town(reading.phrase(index, count) or "")), 0)
        last = reading.words[index + count - 1] if count else None
        if not count and (after := _unlisted_place(reading, span, index)):
            yield Span(gap.end(), after, Kind.LOCATION, Finder.CUE, "town")
        if last is not None and ADDRESS_END.match(reading.text, last.end) and not is_stop(reading.words[index].fold):
            yield Span(gap.end(), last.end, Kind.LOCATION, Finder.CUE, "town")


def _unlisted_place(reading: Reading, span: Span, index: int) -> int | None:
    """End of one or two words alone between commas after a street, or of a capital unknown one after a name."""
    words = reading.words
    for count in (2, 1):
        run = words[index : index + count]
        if len(run) < count or any(word.gap != " " or word.first for word in run[1:]):
            continue
        if not ADDRESS_END.match(reading.text, run[-1].end) or any(is_stop(w.fold) or is_clinical(w.fold) for w in run):
            continue
        unknown = any(not is_known(word.fold, reading.lang) for word in run)
        opening = not span.start or reading.text[span.start - 1] == "\n"
        if unknown and (span.reason == STREET or (run[0].cap and span.type is Kind.NAME and opening)):
            return run[-1].end
    return None


def _streets(reading: Reading) -> Iterator[Span]:
    for pattern in NUMBERED if reading.has_digits else ():
        for match in reading.each(pattern):
            words = [word.lower() for word in re.findall(r"[^\W\d_]+", match.group())]
            if pattern is ROUTE or not any(is_stop(word) and word not in STREET_WORDS for word in words[:-1]):
                yield Span(match.start(), match.end(), Kind.LOCATION, Finder.RULE, STREET)
    for match in _named_streets(reading):
        words = [word.lower() for word in re.findall(r"[^\W\d_]+", match["id"])][:-1]
        plain = any(is_stop(word) and len(word) > 1 and word not in STREET_WORDS for word in words)
        certain = _street_like(match["id"])
        if not plain and (certain or _may_be_street(words)):
            yield Span(match.start("id"), match.end("id"), Kind.LOCATION, Finder.RULE, STREET, certain)
    if not reading.folds.isdisjoint(SPANISH_LEADS):
        yield from _spanish_streets(reading)
        if reading.lang == "es":
            yield from _aloud(reading)


def _named_streets(reading: Reading) -> Iterator[re.Match[str]]:
    for pattern in () if reading.folds.isdisjoint(STREET_ENDS) else NAMED:
        yield from reading.each(pattern)


CAPITAL_LEADS = frozenset(
    "calle avenida avda c pasaje psje pje jiron jirón jr camino paseo plaza carretera ronda callejon callejón "
    "glorieta gta bulevar calzada prolongacion prolongación malecon malecón barrio".split()
)


def _spanish_streets(reading: Reading) -> Iterator[Span]:
    for match in reading.each(SPANISH_STREET):
        lead = re.split(r"[\s./]", match.group().lower(), maxsplit=1)[0]
        named = lead in CAPITAL_LEADS and re.search(r"[\s/][A-ZÁÉÍÓÚÑ]", match.group())
        if match["number"] or named:
            yield Span(match.start(), match.end(), Kind.LOCATION, Finder.RULE, STREET)


def _aloud(reading: Reading) -> Iterator[Span]:
    for match in reading.matches(HOUSE_ALOUD, SPANISH_LEADS):
        yield Span(match.start(), match.end(), Kind.LOCATION, Finder.RULE, STREET)


def _may_be_street(named: list[str]) -> bool:
    """Whether the ordinary words before "lane" or "road" could be a name: a word of places or a surname."""
    return any(word in written("place_words") or is_any_surname(word) for word in named) and not any(
        word in NO_STREETS for word in named
    )


NO_STREETS = frozenset(
    "main back fast slow middle left right country dirt bike bus memory passing hard wrong long rough rocky bumpy side "
    "busy same whole entire open high low good bad better best new old private public gravel wet cross outside inside "
    "near far one two three first second third tennis basketball supreme district food".split()
)


def _street_like(found: str) -> bool:
    """Whether a street name without a number is more than an ordinary phrase ("the right way", "a dirt road")."""
    last = found.lower().rstrip(".").split()[-1]
    named = re.sub(r"\W", " ", found).split()[:-1]
    ordinary = all(is_common(word.lower()) and not word[0].isupper() for word in named)
    if len(named) > 1 and any(word.lower() in written("place_words") for word in named):
        return True
    if last in {"st", "rd", "ave", "blvd", "ln", "ct", "hwy", "pkwy", "trl", "pl", "cir", "street", "avenue"}:
        return not (ordinary and last in {"ct", "pl", "st"})
    return not ordinary
