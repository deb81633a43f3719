"""Where somebody lives without a street word a list has: flats, plots, house names, "we're at 4 rose brow"."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.lexicon import is_any_surname, is_clinical, is_known, is_stop, is_town, written
from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span
from qa_portal.text.identifiers.tags import STREET

FLAGS = re.IGNORECASE
NAME = r"[^\W\d_][\w'’.\-]{1,20}"
SHORT_ENDS = (
    r"cotts?|cottages?|crt|cres|bnd|bend|brow|gulch|hollow|holw|gdns|gardens|hse|grn|green|hts|heights|pde|parade|espl|"
    r"esplanade|tce|terr?|mnr|manor|vw|view|ridge|rdg|pt|point|cv|cove|crk|creek|brk|bluff|knoll|knl|hill|hl|gate|"
    r"grove|grv|gr|"
    r"rise|vale|wynd|quay|wharf|mews|croft|fold|garth|close|clo|cl|ct|ave|st|rd|ln|dr|way|walk|chowk|nagar|marg|"
    r"vihar|colony|enclave|sector|layout|extension|bagh|gali|puram"
)
RULES = [
    re.compile(rf"(?<![\w.$/])(?P<id>\d{{1,5}}[a-z]?(?:-\d{{1,4}})?\s(?:{NAME}\s){{1,2}}(?:{SHORT_ENDS})\b\.?)", FLAGS),
    re.compile(
        rf"\b(?P<id>(?:flat|apt|apartment|unit|plot|lot|house no\.?|door no\.?|caravan|pitch|block|tower|hno|h\.? "
        rf"?no\.?|room|rm|ward|bay|"
        rf"number|no\.?|piso|depto|dpto|departamento|manzana|mz|lote|casa|torre|bloque|portal|vereda|finca)"
        rf"\s(?:number\s)?"
        rf"(?=[\w\-]{{0,4}}\d)[A-Z]?\-?\d{{1,4}}[A-Z]?(?:[ ,]{{1,2}}{NAME}\s(?:house|court|towers?|lodge|mansions?|"
        rf"point|heights|buildings?)\b|,\s[A-Z]{NAME[0:0]}[a-z]{{2,20}})?)\b",
        FLAGS,
    ),
    re.compile(
        rf"\b(?:we(?:['’]?re|\sare|\slive|\slives)|i(?:['’]?m|\sam|\slive)|im|live|lives|living|staying|come to|"
        rf"address(?:\sis)?|resident|resides|house is)"
        rf"\s(?:at|on|of)\s(?P<id>\d{{1,5}}[a-z]?\s(?!weeks?|months?|days?|years?|yrs?|and|or|lbs?|kg|pounds?|hours?|"
        rf"minutes?|mins?|feet|ft|miles|am|pm|mg|percent|"
        rf"cm|stone|wks?|mos?|now|pregnant|times|pills?|puffs?|tablets?|units?){NAME}(?:\s(?!and|or|in|near|so|but|"
        rf"with|for|if|to|the|is){NAME})?)",
        FLAGS,
    ),
    re.compile(
        r"\b(?:live|lives|living|house|home|place|farm|cabin|trailer|ranch|stay|staying)\s(?:(?:yet|still|way|out|up|"
        r"down|over|back|here|alone|by myself|in my own house|just)\s){0,3}"
        r"(?:on|off|at|along|above|below|past|beyond)\s(?:the\s)?(?P<id>[A-Z][\w'’\-]{2,20}(?:\s[A-Z][\w'’\-]{2,"
        r"20}){0,2})"
    ),
    re.compile(
        rf"\b(?:live|lives|living|house|cabin|trailer|ranch)\s(?:(?:yet|still|way|out|up|down|over|back|here)\s){{1,"
        rf"3}}(?:on|off|at|along|past)\s(?:the\s)?(?P<id>{NAME}(?:\s(?:{SHORT_ENDS}|road|lane|street))?)\b",
        FLAGS,
    ),
    re.compile(
        r"\b(?P<id>(?:no|nos|door no|d\.? ?no|h\.? ?no|house no|plot no|flat no)\.?\s?"
        r"[A-Z]?\d{1,4}[A-Z]?(?:[/\-]\d{1,4}[A-Z]?)"
        r"{0,3},\s\d{1,3}(?:st|nd|rd|th)\s(?:cross|main|street|block|stage|phase|floor|avenue|lane)"
        r"(?:,\s[A-Z][\w.'’\-]{2,24}){0,2})",
        FLAGS,
    ),
    re.compile(
        r"\b(?P<id>(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
        r"(?:thir|four|fif|six|seven|eigh|nine)"
        r"teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|oh)[ \-]){2,6}"
        r"(?:(?i:north|south|east|west)\s)?[A-Z][\w'’\-]{2,20}(?:\s[A-Z][\w'’\-]{2,20}){0,2})"
    ),
    re.compile(
        r"(?:^|\n)[ \t]*(?P<id>\d{1,4}[A-Za-z]?,?\s(?:The\s)?[A-Z][\w'’\-]{2,20}(?:\s[A-Z][\w'’\-]{2,20}){0,2}"
        r"(?:,\s[A-Z][\w'’\-]{2,20}(?:\s[A-Z][\w'’\-]{2,20}){0,2})?)[.,]?[ \t]*(?=\r?\n)"
    ),
    re.compile(rf"\b(?P<id>box\s\d{{1,5}}(?:\s(?!and|or|of|in|with){NAME})?)(?=[ ,.\n]|$)", FLAGS),
    re.compile(r"\b(?P<id>N\d{4}|[NSEW]\d{2,5}\s?[NSEW]\d{2,5})\b(?!\s?(?:mg|ml))"),
    re.compile(
        r"(?:^|\n)[ \t]*(?P<id>(?:the\s)?[A-Z][\w'’\-]{2,20}(?:\s[A-Z][\w'’\-]{2,20}){0,2}\s(?:Lodge|House|"
        r"Cottage|Cottages|Farm|Barn|Forge|Rectory|Vicarage|Manor|Hall|Grange|Villa|Mill)),?[ \t]*(?=\n)"
    ),
    re.compile(
        r"(?:^|\n)[ \t]*(?P<id>The\s(?:Old\s)?[A-Z][\w'’\-]{2,20}(?:\s[A-Z][\w'’\-]{2,20})?),"
        r"?[ \t]*(?=\n[ \t]*[A-Z\ue000])"
    ),
    re.compile(
        r"(?:^|\n)[ \t]*(?P<id>The\s(?:Old\s)?[A-Z][\w'’\-]{2,20}(?:\s[A-Z][\w'’\-]{2,20})?,\s[A-Z][\w'’\-]{2,20}"
        r"(?:\s[A-Z][\w'’\-]{2,20}){0,2})[.,]?[ \t]*(?=\r?\n|$)"
    ),
    re.compile(r",[ \t]*\r?\n[ \t]*(?P<id>[A-Z][\w'’\-]{2,20}(?:\s[A-Z][\w'’\-]{2,20}){0,2})[.,]?[ \t]*(?=\r?\n|$)"),
]
SPANISH = [
    re.compile(
        r"(?<!\w)(?P<id>(?:calle|c/|av\.?|avda\.?|avenida|priv\.?|privada|calzada|col\.?|colonia|plaza)\s?\d{1,2}\sde\s"
        r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
        r"(?:\s(?:#|n[uú]m\.?|n[º°o]\.?)?\s?\d{1,5})?)",
        FLAGS,
    ),
    re.compile(
        r"(?<!\w)(?P<id>(?:cra|kra|cr|kr|cll|cl|calle|carrera|dg|diag|tv|transv|av|avda|mz)\.?\s?\d{1,"
        r"3}[a-z]?(?:\s?bis)?\s?(?:#|n[oº°]?\.?|con|núm\.?|num\.?)\s?\d{1,4}[a-z]?"
        r"(?:\s?[-–]\s?[A-Z\d]{1,4})?(?:\spor\s\d{1,3}[a-z]?(?:\sy\s\d{1,3}[a-z]?)?)?)",
        FLAGS,
    ),
    re.compile(
        r"(?<!\w)(?P<id>(?:b[ºo°]|bº|barrio|bda|barriada|col\.?|colonia|fracc\.?|urb\.?|urbanizaci[oó]n|vereda|"
        r"caser[ií]o|pol[ií]gono|partida|ejido|"
        r"corregimiento|comuna|villa|poblaci[oó]n|reparto|residencial|conjunto)\s(?:(?:de|del|la|las|los|el|san|"
        r"santa)\s){0,3}[A-ZÁÉÍÓÚÑ][\w'’\-]{1,20}"
        r"(?:\s(?:(?:de|del|la|las|los|y)\s){0,2}[A-ZÁÉÍÓÚÑ][\w'’\-]{2,20}){0,2}(?:,?\s?s/n)?)"
    ),
    re.compile(
        rf"(?<!\w)(?P<id>(?:barrio|colonia|vereda|urbanizaci[oó]n|fraccionamiento|callej[oó]n|calle|pasaje|camino)"
        rf"\s(?:de\s|del?\s|la\s|las\s|los\s|el\s){{0,3}}(?!que|donde|para|por|con|y\b|no\b){NAME}(?:\s{NAME})?,"
        rf"?\s?(?:s/n|\d{{1,5}}|n[uú]m))",
        FLAGS,
    ),
    re.compile(
        r"(?<!\w)(?P<id>(?:barrio|colonia|fraccionamiento|urbanizaci[oó]n|vereda|caser[ií]o|ejido|rancher[ií]a|aldea|"
        r"corregimiento|pedan[ií]a|caleta|paraje|poblado|asentamiento|condominio|pueblo joven)\s"
        r"(?:de\s|del?\s|la\s|las\s|los\s|el\s){0,"
        r"3}(?!que|donde|para|por|con|y\b|no\b|de\b)[^\W\d_]{4,20})",
        FLAGS,
    ),
    re.compile(
        r"(?<!\w)(?P<id>[A-ZÁÉÍÓÚÑ][\w'’\-]{2,20}(?:\s[A-ZÁÉÍÓÚÑ][\w'’\-]{2,20})?\s\d{1,5},?\s(?:piso|depto|dpto|pta|"
        r"puerta|int)\.?\s?\w{1,4})"
    ),
    re.compile(
        r"(?<!\w)(?P<id>(?:piso|depto|dpto|departamento|int|interior|pta|puerta|esc|escalera|mz|manzana|lote|lt)"
        r"\.?\s\d{1,4}\s?[A-Z]?)(?![\w/])",
        FLAGS,
    ),
]
COUNTED = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety".split()
)
ORIGIN = re.compile(
    r"\b(?i:(?:soy|somos|son|vengo|vine|viene|venimos|estoy|estamos|est[aá]|vivo|vivimos|vive|ahora|all[aá]|ac[aá]|"
    r"aqu[ií]|hasta|examen|naci\w{1,3}|nac[ií]|originari[oa]|vecin[oa]|natural|residente|moved|out|back|from|we are|"
    r"we're|we dey|we stay|stay)"
    r"\s(?:ac[aá]\s|aqu[ií]\s|above\s|over\s|out\s|up\s|down\s)?(?:en|de|desde|in|from|of|a))"
    r"\s(?P<id>[^\W\d_][\w'’\-]{2,20}(?:\s[A-ZÁÉÍÓÚÑ][\w'’\-]{2,20}){0,2})"
)
ORIGIN_FIRST = frozenset(
    "soy somos son vengo vine viene venimos estoy estamos esta vivo vivimos vive ahora alla aca aqui hasta examen "
    "naci nacio nacido nacida nacimos originaria originario vecina vecino natural residente moved out back from "
    "we were stay".split()
)
NOT_LIVED_AT = frozenset(
    "medicare medicaid disability oxygen warfarin insulin facebook monday tuesday wednesday thursday friday "
    "saturday sunday social".split()
)


def find_dwellings(reading: Reading) -> Iterator[Span]:
    """Addresses and places somebody lives at or comes from."""
    for place, rule in enumerate((*RULES, *SPANISH) if reading.lang == "es" else RULES):
        for match in reading.each(rule):
            words = [fold(word) for word in re.findall(r"[^\W\d_]+", match["id"])]
            if words and (
                words[0] in NOT_LIVED_AT or any(is_clinical(word) and not is_any_surname(word) for word in words)
            ):
                continue
            if place < len(RULES) and any(is_stop(word) and word not in _ALLOWED for word in words[:-1]):
                continue
            yield Span(match.start("id"), match.end("id"), Kind.LOCATION, Finder.RULE, STREET)
    for match in reading.matches(ORIGIN, ORIGIN_FIRST):
        word = fold(match["id"]).split()[0]
        start, first = match.start("id"), match["id"].split()[0]
        if is_stop(word) or is_clinical(word) or word in written("safe_capitals") or word in written("calendar"):
            continue
        if (
            is_known(word, reading.lang)
            and not (first[0].isupper() and not reading.shouted)
            and not (is_town(word) and reading.shouted)
        ):
            continue
        end = match.end("id") if first[0].isupper() and not reading.shouted else start + len(first)
        yield Span(start, end, Kind.LOCATION, Finder.CUE, "where somebody is from")


_ALLOWED = (
    frozenset(
        "the old new north south east west n s e w number no flat room unit box saint st upper lower first long".split()
    )
    | COUNTED
    | {"hundred", "thousand", "oh"}
)
