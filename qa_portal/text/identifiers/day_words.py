"""Days told in a sentence: "sat the 22nd", "the eighteenth", "el quince", dates read aloud, months of other tongues."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.dates import DAY, LONG_MONTH, MONTH, SHORT_MONTH, SPOKEN_DAY, YEAR
from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.lexicon import is_known
from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span

FLAGS = re.IGNORECASE
WEEKDAY = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?|wensday|thrusday|"
    r"lunes|martes|mi[eé]r?coles|jueves|viernes|biernes|vierne|juebes|savado|sabdo|domigo|dimingo|mierkoles|s[aá]bado|domingo|segunda|ter[cç]a|quarta)\b\.?"
)
SPANISH_MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre".split()
)
UNITS = "one|two|three|four|five|six|seven|eight|nine"
UNIDADES = "uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
SPANISH_DAY = (
    r"(?:primero|treinta y uno|treinta|veintiuno|veintid[oó]s|veintitr[eé]s|veinticuatro|veinticinco|veintis[eé]is|"
    r"veintisiete|veintiocho|veintinueve|veinte|diecis[eé]is|diecisiete|dieciocho|diecinueve|once|doce|trece|catorce|"
    rf"quince|diez|{UNIDADES})"
)
PLAIN_DAY = rf"(?:(?:twenty|thirty)(?:[ -](?:{UNITS}))?|{TEENS}|{UNITS})"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
SPOKEN_YEAR = (
    rf"(?:(?:nineteen|twenty|eighteen)[ -](?:hundred(?: and)? ?)?(?:oh[ -])?(?:(?:{TENS})(?:[ -](?:{UNITS}))?|"
    rf"{TEENS}|{UNITS})"
    rf"|two thousand(?:(?: and)? (?:(?:{TENS})(?:[ -](?:{UNITS}))?|{TEENS}|{UNITS}))?)"
)
SPANISH_YEAR = r"(?:mil novecientos|dos mil)(?:\s(?!de\b|en\b|que\b)[a-zé]{3,14}(?: y [a-z]{3,6})?)?"
ANY_YEAR = rf"(?:{YEAR}|{SPOKEN_YEAR})"
OTHER_MONTH = (
    r"janvier|f[eé]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|d[eé]cembre|"
    r"januar|februar|m[aä]rz|juni|juli|oktober|dezember|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|"
    r"ottobre|dicembre|janeiro|fevereiro|mar[cç]o|maio|junho|julho|setembro|outubro|novembro|dezembro|"
    r"gener|febrer|mar[cç]|abril|maig|juny|juliol|agost|setembre|octubre|novembre|desembre|xaneiro|febreiro|maio|"
    r"xu[nñ]o|xullo|outubro|decembro|"
    r"styczni?a|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|wrze[sś]nia|pa[zź]dziernika|listopada|grudnia"
)
MISSPELT_MONTH = (
    r"jan[aeu]+r?y|janurary|feb[ru]*a?ry|febur?ary|apirl|aprl|agu?ust|augst|septmber|septemer|septembre|octber|octobre|"
    r"novmber|novembr|decmber|desember|henero|ebrero|habril|mallo|junyo|julyo|nobiembre|novienbre|noviembe|setienbre|"
    r"septienbre|otubre|disiembre|diziembre|diciembe|dicienbre|otuvre|octuvre"
)
ROMAN_MONTH = r"(?:X?I{1,3}|I?[VX]|VI{1,3}|XI{1,2})"
ORDINAL = r"(?:st|nd|rd|th)"
AFTER_ORDINAL = (
    r"(?!\s(?:grade|grader|percentile|time|day|week|wk|month|year|floor|finger|toe|rib|metatarsal|metacarpal|nerve|"
    r"vertebra\w*|cranial|street|st|ave|avenue|round|cycle|dose|one|visit|attempt|trimester|degree|century|pregnancy|"
    r"child|baby|kid|step|stage|opinion|line|place|thing|night|person|doctor|dr|pill|half|hand|set|shot|birthday|"
    r"period|part|guy|class|edition|version|surgery|test|generation|cousin|try|bout|episode|infection|miscarriage|"
    r"ultrasound|scan|digit|row|hole|quarter|inning|lap|mile|of (?:all|many|several|our|my|his|her|their|three|"
    r"four|five|six|seven)|option|choice|tooth|molar|disc|lumbar|ventricle)s?\b)"
)
RULES = [
    re.compile(
        rf"\b{WEEKDAY}\s?,?\s?\(?(?P<id>(?:(?:the|el|d[ií]a|el d[ií]a)\s)?{DAY}(?:{ORDINAL}|[º°])?)\b"
        rf"(?![\d:/%]|[.,]\d|\s?(?:am\b|pm\b|a\.m|p\.m|mg|x\b|hrs?|hours?|weeks?|days?|o'?clock|times|to\b|h\b|horas|"
        rf"de la|pills?|[:\-/]\s?\d))",
        FLAGS,
    ),
    re.compile(
        rf"\b{WEEKDAY}\s?,?\s(?P<id>(?:the\s|el\s)?(?:{SPOKEN_DAY}|{SPANISH_DAY}))\b(?!\s(?:de la|o|and|or)\b)", FLAGS
    ),
    re.compile(rf"\b(?P<id>the\s{DAY}{ORDINAL})\b{AFTER_ORDINAL}", FLAGS),
    re.compile(rf"(?P<id>\({DAY}{ORDINAL}\))(?!\s?\w)", FLAGS),
    re.compile(rf"\b(?P<id>{DAY}{ORDINAL}\s(?:ult(?:imo)?|inst(?:ant)?|prox(?:imo)?)\b)", FLAGS),
    re.compile(
        rf"\b(?:on|since|until|till|by|before|after|from|for)\s(?P<id>the\s{SPOKEN_DAY})\b{AFTER_ORDINAL}", FLAGS
    ),
    re.compile(
        rf"\b(?:desde|hasta|asta|antes del?|para|pa|ayer|anoche|antenoche|hoy)\s?,?\s(?P<id>(?:el\s)?(?:d[ií]a\s)?"
        rf"(?:{DAY}|quince|veinte|treinta|diez|primero|{SPANISH_DAY}))\b(?=\s?(?:[,.;)?!\n]|$|que|del? mes|y\s|por|me|"
        rf"se|no|estoy))",
        FLAGS,
    ),
    re.compile(
        rf"\b(?P<id>(?:el\s)?d[ií]a\s(?:{DAY}|{SPANISH_DAY}))\b(?!\s?(?:de\b|del\b)?\s?(?:tratamiento|ciclo|regla|y\s\d|"
        rf"postop))",
        FLAGS,
    ),
    re.compile(
        r"\bel\s(?P<id>(?:veinti[a-zé]{3,6}|veinte|treinta(?: y uno)?|quince|catorce|trece|dieci[a-zé]{4,5}))"
        r"(?=\s?[,.;?!)]|\s?$|\s?\n|\s(?:y|me|se|le|en|a|por(?!\sciento)|punto|coma|no|que)\b)",
        FLAGS,
    ),
    re.compile(r"\bel\s(?P<id>(?:[12]\d|3[01]))(?=\s?[,.;?!)](?!\d)|\s?$|\s?\n)", FLAGS),
    re.compile(
        rf"\bel\s(?P<id>{DAY})(?=\s(?:me|se|le|les|nos|te|fui|fuimos|tengo|tuve|tuvo|empez\w{{1,3}}|empec[eé]|vine|vino|"
        r"volv\w{1,3}|por la (?:ma[nñ]ana|tarde|noche)|en la (?:ma[nñ]ana|tarde|noche)|de este mes|del (?:mes|pasado|"
        r"presente|corriente)|a las|tom[eé]|sal[ií]|entr[oóeé]|ingres\w{1,4}|naci\w{1,2}|hicieron|tienes?|toca)\b)",
        FLAGS,
    ),
    re.compile(
        rf"\b(?:finde|semana|noche|madrugada|tarde|ma[nñ]ana)\sdel\s(?:d[ií]a\s)?(?P<id>{DAY}(?:\s(?:al|y)\s{DAY})?)\b"
        r"(?![\d:/%]|[.,]\d)",
        FLAGS,
    ),
    re.compile(
        rf"\b(?P<id>d[ií]a\sde\s(?:san|santa|los|las|todos los|la)\s[^\W\d_]{{3,12}}(?:\s[A-ZÁÉÍÓÚÑ][^\W\d_]{{2,12}})?"
        rf"\sdel?\s(?:a[nñ]o\s)?(?:(?:19|20)?\d\d|{SPANISH_YEAR}|(?:treinta|cuarenta|cincuenta|sesenta|setenta)"
        r"(?:\sy\s[a-z]{3,6})?))(?![^\W_])",
        FLAGS,
    ),
    re.compile(
        rf"\b(?:on|by|since|until|till|before|after)\s(?P<id>{DAY}{ORDINAL})(?=\s?[,.;?!)](?!\d)|\s?$|\s?\n)", FLAGS
    ),
    re.compile(rf"\b(?P<id>{DAY}[-/.]{ROMAN_MONTH}(?:[-/.]\s?(?:(?:19|20)\d\d|\d\d))?)(?![\w])"),
    re.compile(r"\b(?P<id>(?:el|pasado|del|desde|hasta|dia|día)\s(?:0?[1-9]|[12]\d|3[01])-[EFMAJSOND])(?!\w)"),
    re.compile(
        rf"\b(?P<id>(?:the\s|el\s(?:d[ií]a\s)?)?{DAY}{ORDINAL}?\.?[ \-](?:de\s)?(?:{OTHER_MONTH}|{MISSPELT_MONTH})"
        rf"(?:\s(?:de\s|del\s)?(?:19|20)\d\d)?)\b",
        FLAGS,
    ),
    re.compile(rf"\b(?P<id>(?:{MISSPELT_MONTH})\s{DAY}{ORDINAL}?(?:,?\s(?:19|20)?\d\d)?)\b", FLAGS),
    re.compile(
        r"\b(?P<id>the\s(?:first|ides|eve|feast)\sof\s[A-Z]\w+|(?:[12]?\d|3[01])(?:st|nd|rd|th)\sof\s[A-Z][a-z]{3,})\b"
    ),
]
IN_A_MONTH = re.compile(
    rf"\b(?:last|this|next|past)\smonth,?\s(?:on\s)?(?P<id>(?:the\s)?{DAY}{ORDINAL})\b{AFTER_ORDINAL}", FLAGS
)
SPOKEN_NUMBER = rf"(?:(?:{TENS})(?:[ -](?:{UNITS}))?|{TEENS}|{UNITS}|oh|nineteen|twenty)"
NUMERO = rf"(?:(?:cuarenta|cincuenta|sesenta|setenta|ochenta|noventa)(?: y (?:{UNIDADES}))?|{SPANISH_DAY})"
BORN = re.compile(
    rf"\b(?:born|dob|d\.o\.b\.?|birth ?day|birth ?date|date of birth|b-?day)"
    rf"(?:\s(?:is|on|was|the|it'?s)){{0,2}}[\s,:]{{1,2}}"
    rf"(?P<id>{SPOKEN_NUMBER}(?:[\s,\-]{{1,2}}(?:of )?{SPOKEN_NUMBER}){{2,5}})\b",
    FLAGS,
)
NACIDO = re.compile(
    rf"\b(?P<id>(?:{NUMERO}|{DAY})\sdel?\s(?:{NUMERO}|1[0-2]|[1-9])\sdel?"
    rf"\s(?:{NUMERO}|{SPANISH_YEAR}|(?:19|20)?\d\d))\b",
    FLAGS,
)
SPANISH_SHORT = re.compile(
    rf"(?<![\w.,])(?P<id>{DAY}(?:\.?[ºo°])?\s(?:de\s)?(?:set|sept?|ene|abr|ago|dic|ag)\."
    rf"(?:\s(?:del?\s)?(?:20)?\d\d)?)"
    rf"|(?<![\w.,])(?P<first>1\.?[ºo°e]r?\s(?:de\s)?(?:{LONG_MONTH})(?:\sdel?\s(?:19|20)\d\d)?)\b",
    FLAGS,
)
MONTH_RULES = [
    re.compile(
        rf"\b(?P<id>(?:the\s)?(?:{SPOKEN_DAY}|{DAY}{ORDINAL})\s(?:day\s)?of\s(?:the\s(?:{SPOKEN_DAY}|{DAY}{ORDINAL})|"
        rf"{MONTH})"
        rf"(?:,?\s(?:in\s)?{ANY_YEAR})?)\b",
        FLAGS,
    ),
    re.compile(
        rf"\b(?P<id>{MONTH}\s(?:the\s)?(?:{SPOKEN_DAY}|{PLAIN_DAY}|{DAY}{ORDINAL}?)(?:,?\s{ANY_YEAR})?)\b(?!\s?(?:mg|"
        rf"weeks?|days?|months?|hours?|years?|times|of\b))",
        FLAGS,
    ),
    re.compile(rf"\b(?P<id>{MONTH}\s(?:of\s)?{SPOKEN_YEAR})\b", FLAGS),
    re.compile(rf"\b(?P<id>{MONTH}\s{DAY}{ORDINAL}?,?\s\d\d)\b(?![\d:/.%]|\s?(?:am|pm|mg|weeks?|days?|years?))", FLAGS),
    re.compile(
        rf"\b(?P<id>(?:(?:el|al?)\s)?(?:d[ií]a\s)?(?:{SPANISH_DAY}|{DAY})\sde\s(?:{LONG_MONTH})"
        rf"(?:\s(?:del?)\s(?:{SPANISH_YEAR}|(?:19|20)?\d\d|{NUMERO}))?)\b",
        FLAGS,
    ),
    re.compile(
        rf"\b(?P<id>(?:late|early|mid|mid-|end of|beginning of|start of|finales de|principios de|mediados de|fines de)"
        rf"[\s-](?:{MONTH}|(?:{SHORT_MONTH})\b))",
        FLAGS,
    ),
]
WEEKDAYS = frozenset(
    "mon monday tue tues tuesday wed wednesday wensday thu thur thurs thursday thrusday fri friday sat saturday "
    "sun sunday lunes martes miercoles mircoles jueves viernes biernes vierne juebes savado sabdo domigo dimingo "
    "mierkoles sabado domingo segunda terca quarta".split()
)
ORDINALS = frozenset("st nd rd th".split())
SPOKEN = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth".split()
)
SPANISH = frozenset("desde hasta asta antes para pa ayer anoche antenoche hoy dia el pasado del".split())
BEFORE_DAY = frozenset("on since until till by before after from for".split())
DAY_LEADS: tuple[frozenset[str], ...] = (
    WEEKDAYS,
    WEEKDAYS,
    frozenset({"the"}),
    frozenset(),
    frozenset(),
    BEFORE_DAY,
    SPANISH,
    frozenset({"dia", "el"}),
    frozenset({"el"}),
    frozenset({"el"}),
    frozenset({"el"}),
    frozenset("finde semana noche madrugada tarde manana".split()),
    frozenset({"dia"}),
    BEFORE_DAY,
    frozenset(),
    SPANISH,
)
"""First words of the rules above, in their order; a rule without starts with a digit or is tried everywhere."""
MONTHS = frozenset(f"{LONG_MONTH}|march|may|{SHORT_MONTH}|sept|sep".replace("sept?|", "").split("|"))
BIRTH = frozenset("born dob birthday birthdate birth bday".split())
PARTS = frozenset("late early mid end beginning start finales principios mediados fines".split())
MONTH_LEADS = (None, MONTHS, MONTHS, MONTHS, None, PARTS)


def find_told_days(reading: Reading) -> Iterator[Span]:
    """Days without a month, in words, in another tongue's month, or with a slip in the month."""
    folds = reading.folds
    for place, rule in enumerate(RULES):
        leads = DAY_LEADS[place] if place < len(DAY_LEADS) else frozenset()
        if leads:
            yield from _told(reading.matches(rule, leads))
        elif reading.has_digits:
            yield from _told(reading.each(rule))
    if "month" in folds and reading.has_digits:
        yield from _told(reading.each(IN_A_MONTH))
    yield from _told_in_numbers(reading)
    spoken_feast = not folds.isdisjoint(SPOKEN) and "of" in folds
    if folds.isdisjoint(MONTHS) and not spoken_feast:
        return
    for rule, month_leads in zip(MONTH_RULES, MONTH_LEADS, strict=True):
        if month_leads is not None:
            yield from _told(reading.matches(rule, month_leads))
        elif "of" in folds or "de" in folds:
            yield from _told(reading.each(rule))


def _told_in_numbers(reading: Reading) -> Iterator[Span]:
    """Birth dates in numbers read aloud, and the short forms of Spanish months."""
    if not reading.folds.isdisjoint(BIRTH):
        yield from _told(reading.each(BORN))
    if reading.lang == "es":
        yield from _told(reading.each(NACIDO) if "del" in reading.folds else iter(()))
        yield from _told(reading.each(SPANISH_SHORT) if reading.has_digits else iter(()))
        yield from _misspelt(reading)


def _misspelt(reading: Reading) -> Iterator[Span]:
    """A day of a Spanish month that is spelled as it sounds, or with a slip: "4 de marso", "2 de jullio"."""
    for match in reading.each(DAY_OF) if reading.has_digits else ():
        word = fold(match["month"])
        slipped = not is_known(word, "es") and any(_one_slip(sounded(word), month) for month in SOUNDED)
        if sounded(word) in SOUNDED or slipped:
            yield Span(match.start(), match.end(), Kind.DATE, Finder.RULE, "day told in a sentence")


DAY_OF = re.compile(rf"(?<![\w.,/]){DAY}\sd(?:e|el)?\s(?P<month>[^\W\d_]{{4,11}})", FLAGS)
SOUNDS = str.maketrans("vzyk", "bsic")


def sounded(word: str) -> str:
    """The word by its sound, so that "septiemvre" and "septiembre" are one."""
    plain = word.translate(SOUNDS).replace("h", "").replace("ll", "i").replace("ce", "se").replace("ci", "si")
    return plain.replace("nb", "mb")


SOUNDED = frozenset(sounded(month) for month in SPANISH_MONTHS)


def _one_slip(word: str, other: str) -> bool:
    if abs(len(word) - len(other)) > 1:
        return False
    alike = 0
    while alike < min(len(word), len(other)) and word[alike] == other[alike]:
        alike += 1
    rest, left = word[alike:], other[alike:]
    return rest[1:] == left[1:] or rest[1:] == left or rest == left[1:] or rest[1::-1] + rest[2:] == left


def _told(matches: Iterator[re.Match[str]]) -> Iterator[Span]:
    for match in matches:
        named = "id" if match["id"] else "first"
        yield Span(match.start(named), match.end(named), Kind.DATE, Finder.RULE, "day told in a sentence")
