"""Numbers that stand for a person or a thing of theirs: a cue and a token, or a token too long to be a measure."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from qa_portal.text.identifiers.reading import DIGIT, Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span

FLAGS = re.IGNORECASE
STRONG_CUES: dict[Kind, str] = {
    Kind.SSN: r"ssn|ss\s?(?:#|no|num\w*)|social(?:\ssec\w*)?|soc\.?\ssec\w*|itin|seguridad\ssocial|nss|"
    r"last\s(?:four|4)(?:\sdigits)?",
    Kind.MRN: r"chi|nhi|hcn|mrn|mr\s?#|medical\srec\w*|med\s?rec|chart|hospital\s(?:number|no|#)|nhs|expediente|nhc|"
    r"historia(?:\scl[ií]nica)?",
    Kind.HEALTHPLAN: (
        r"medicare|medicaid|tricare|member|subscriber|policy|insurance|beneficiary|hicn|mbi|"
        r"p[oó]liza|afiliad[oa]|seguro|"
        r"aseguradora|tarjeta\ssanitaria|obra\ssocial|bcbs|blue\scross|aetna|cigna|humana|kaiser|united\s?health\w*"
    ),
    Kind.ACCOUNT: r"account|acct|hsa|fsa|iban|routing|cuenta|credit\scard|debit\scard|card\snumber|visa|mastercard|"
    r"amex|clabe|invoice|factura",
    Kind.LICENSE: (
        r"licen[sc]e|lic|cert(?:ificat\w{1,4})?|dl|driver'?s|npi|dea|passport|permit|licencia|carn[eé]t|colegiad[oa]|col|mp|mn|m\.p\.|"
        r"m\.n\.|cmp|rne|c[eé]d\.? prof\.?|"
        r"c[eé]dula|pasaporte|"
        r"matr[ií]cula\sprofesional"
    ),
    Kind.VEHICLE: r"vin|plates?|tags?|matr[ií]cula|placas?|patente|bastidor|registration",
    Kind.DEVICE: r"serial|sn|s/n|device|implant|pacemaker|transmitter|udi|lote?|model|sticker|imei|sensor|"
    r"serie|aparato",
    Kind.BIOMETRIC: r"fingerprint|retina\w*|iris\sscan|voice\s?print|face\s?id|palm\s?print|biometric|huella",
    Kind.OTHER_ID: (
        r"claim|case|ref|reference|ticket|confirmation|order|rx|prescription|badge|employee|"
        r"student|patient\sid|study|subject|"
        r"specimen|accession|tracking|encounter|inmate|booking|docket|authorization|auth|referral|"
        r"reclamo|reclamaci[oó]n|folio|"
        r"caso|expte|referencia|pedido|receta|dni|nie|nif|curp|rfc|cuil|cuit|rut|id|identifier|"
        r"confirm|pin|code|c[oó]digo|"
        r"request|message|appointment|donor|participant|sample|report|informe|file|sinistro|siniestro|turno|cita"
    ),
}
WEAK_CUES: dict[Kind, str] = {
    Kind.HEALTHPLAN: r"group|grp|plan|grupo",
    Kind.OTHER_ID: r"card|number|no|record|tarjeta|n[uú]mero|n[uú]m|room|bed|unit|box|apartado",
    Kind.DEVICE: r"pump|monitor|mesh|valve|cpap|stent|machine|meter|lead",
}
"""Words that often stand before small numbers too; their token needs more digits."""


def _cue_pattern(cues: dict[Kind, str]) -> re.Pattern[str]:
    named = "|".join(f"(?P<{kind.name}>{words})" for kind, words in cues.items())
    return re.compile(rf"(?<![^\W_])(?:{named})(?![^\W_])", FLAGS)


STRONG = _cue_pattern(STRONG_CUES)
WEAK = _cue_pattern(WEAK_CUES)
FILLER = re.compile(
    r"(?:[\s:#=.(),\-–—/'\"]|(?:is|was|are|as|says?|reads?|number|num|no|nr|n[ºo°]|id|ids|"
    r"code|card|holder|charged|used|starting|ending|"
    r"ends?|with|in|the|my|his|her|it|it's|its|on|file|they|gave|me|you|your|from|cpap|del|de|"
    r"la|el|es|n[uú]mero|n[uú]m|mi|"
    r"su|social|security|plate|license|licence|driver'?s|drivers|plan|group|policy|claim|ref|"
    r"reference|sn|serial|tx|ca|ny|fl|oh|"
    r"state|last|four|digits|for|to|and|that|which|of|insurance|record|records|health|medical|"
    r"account|member|subscriber|identification)(?![^\W_])"
    r"){0,14}",
    FLAGS,
)
MAX_GAP, LONGEST = 48, 40
CODED = 5
"""A longer token of capitals and digits is the number of a device though it has few digits."""
TOKEN = re.compile(
    r"(?<![^\W_])(?:\(\d{2}\))?[A-Z0-9]{1,40}(?:[-./_:][A-Z0-9]{1,40}){0,8}(?![^\W_])",
    FLAGS,
)
WITH_DIGIT = re.compile(r"(?<!\S)[^\s\d]*\d\S*")
CONTINUED = re.compile(r"[ \u00a0]\(?[A-Z]{0,2}\d[A-Z0-9\-]{0,20}\)?(?![^\W_]|[.,]\d|/)", FLAGS)
LETTER_BEHIND = re.compile(r"[ \-][B-HJ-Z](?![\w'’])")
"""A last letter that a number carries: "J 2240 8813 F"."""
STATE_BEFORE = re.compile(r"(?<![^\W_])(?:[A-Z]{1,4}[ -]){1,2}$")
LAST_LETTERS = re.compile(r"(?<![^\W_])[A-Z]{1,4}[ -]$")
STATE_CODE = re.compile(r"(?<![^\W_])[A-Z]{2}(?:-[A-Z\d]{1,4}){0,3}[ -]$")
TAIL = re.compile(r" [A-Z](?=[,.;)\n]|$)| \d ?/ ?\d(?!\d)", FLAGS)
"""What belongs to a number behind its cue: the letter it ends with, the place in a family."""
UNIT_AFTER = re.compile(
    r"\s?(?:mg|mcg|ug|µg|g\b|kg|gm|grams?|ml|l\b|dl|iu\b|ui\b|units?|unidades|u\b|mmol|mm|cm|"
    r"meq|ng|pg|%|percent|bpm|steps|"
    r"calories|cals?\b|kcal|cells?|copies|per\b|/|k\b|dollars|bucks|usd|euros?|pesos|miles|"
    r"feet|ft\b|people|cases|patients|"
    r"million|billion|thousand|hours?|days?|weeks?|months?|years?|yrs?|times|x\b|mah|ppm|"
    r"count|platelets|lbs?\b|pounds|"
    r"hz|rpm|watts?|volts?|cfu|women|men|children|births|adults|deaths|visits?|pasos|calor[ií]as|d[ií]as|a[nñ]os)",
    FLAGS,
)
LAB_BEFORE = re.compile(
    r"(?:\$|€|£|\b(?:platelets?|plt|wbc|rbc|psa|count|counts|load|hcg|bnp|ck|cpk|ast|alt|"
    r"ferritin|score|glucose|sugar|d-dimer|"
    r"plaquetas|leucocitos|ferritina|dose|iu|vitamin\s?d\d?|cost|costs|paid|charged|salary|"
    r"income|about|over|under|than|"
    r"triglycerides|level|levels|nivel|b12|titer)\b)\W*(?:\w+\W+){0,2}$",
    FLAGS,
)
ICD = re.compile(r"[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?", FLAGS)
BILLING = re.compile(r"\b(?:cpt|icd|hcpcs|procedure|billing|billed|diagnosis|dx)\b|\b[A-TV-Z]\d\d\.\d", FLAGS)
MEASURE = re.compile(
    r"\d+(?:\.\d+)?(?:mg|mcg|ug|g|kg|ml|l|iu|ui|u|mm|cm|meq|lbs?|oz|hrs?|h|min|mins|yrs?|yo|y|"
    r"mos?|wks?|days?|x|k|am|pm|st|nd|rd|th|"
    r"ft|in|mmhg|bpm|ppm|f|c|m|s|d|w|weeks?|months?|years?)(?:[/.\-][a-z0-9]+)*",
    FLAGS,
)
AGE_WORDS = re.compile(
    r"\d{1,3}-(?:year|yr|month|mo|week|wk|day|hour|hr|minute|min|lb|pound|mg|foot|ft|"
    r"inch)s?(?:-\w+)*",
    FLAGS,
)
YEARS = re.compile(r"(?:19|20)\d\d(?:[-/–](?:(?:19|20)\d\d|\d\d))?")
SHORT_RATIO = re.compile(r"\d{1,4}(?:\.\d+)?/\d{1,4}(?:\.\d+)?(?:/\d{1,4}(?:\.\d+)?)?")
DECIMAL = re.compile(r"\d{1,3}\.\d{1,6}|\d{1,5}\.\d{1,2}")
SSN = re.compile(r"(?<![\w\-])\d{3}([-. ])\d{2}\1\d{4}(?![\w\-])")
FILE_ENDING = re.compile(r"\.(?:jpe?g|png|heic|gif|bmp|tiff?|webp|mov|mp4|pdf|docx?)\b", FLAGS)
PICTURE = re.compile(rf"(?<![^\W_])[\w\-]{{1,60}}(?:\(\d{{1,3}}\))?{FILE_ENDING.pattern}", FLAGS)
HASHED = re.compile(r"(?<![\w&])#\s?\d{4,12}(?!\w)")
MEDICARE = re.compile(r"(?<![^\W_])[1-9][A-Z][A-Z0-9]\d-?[A-Z][A-Z0-9]\d-?[A-Z]{2}\d{2}(?![^\W_])", FLAGS)


def find_numbers(reading: Reading) -> Iterator[Span]:
    """Numbers after a cue, in the form of a known number, or too long for a measure."""
    text = reading.text
    if not reading.has_digits:
        return
    for pattern, kind, reason in (
        (SSN, Kind.SSN, "form of a social security number"),
        (MEDICARE, Kind.HEALTHPLAN, "form of a Medicare number"),
        (PICTURE, Kind.PHOTO, "file name"),
    ):
        for match in reading.each(pattern) if pattern is not PICTURE or FILE_ENDING.search(text) else ():
            yield Span(match.start(), match.end(), kind, Finder.RULE, reason)
    cues = _Cues(reading)
    billing = reading.first(BILLING, 0, len(text)) is not None
    done = 0
    for match in HASHED.finditer(text) if "#" in text else ():
        yield Span(match.start(), match.end(), Kind.OTHER_ID, Finder.RULE, "long number")
    for match in _tokens_with_digits(text):
        if match.start() < done:
            continue
        span = _cued(text, match, cues) or _uncued(text, match, billing=billing)
        if span is not None:
            done = span.end
            yield span


def _tokens_with_digits(text: str) -> Iterator[re.Match[str]]:
    for piece in WITH_DIGIT.finditer(text):
        for match in TOKEN.finditer(text, piece.start(), piece.end()):
            if DIGIT.search(match.group()):
                yield match


class _Cues:
    """Where cue words stand, to be asked for the last one before a place."""

    def __init__(self, reading: Reading) -> None:
        found = [(match.end(), match.lastgroup or "", True) for match in reading.each(STRONG)]
        found += [(match.end(), match.lastgroup or "", False) for match in reading.each(WEAK)]
        self._found = sorted(found)
        self._ends = [end for end, _, _ in self._found]
        self._text = reading.text

    def before(self, place: int) -> tuple[Kind, bool] | None:
        """The cue that leads to the token at `place`: its kind, and whether it is a strong one."""
        best: tuple[Kind, bool] | None = None
        index = bisect_right(self._ends, place) - 1
        while index >= 0 and self._ends[index] >= place - MAX_GAP:
            end, kind, strong = self._found[index]
            between = FILLER.match(self._text, end, place)
            if between is None or between.end() != place:
                break
            if best is None or (strong and not best[1]) or (strong and best[0] is Kind.OTHER_ID):
                best = (Kind[kind], strong)
            index -= 1
        return best


def _cued(text: str, match: re.Match[str], cues: _Cues) -> Span | None:
    start = match.start()
    prefix = STATE_BEFORE.search(text, max(0, start - 11), start)
    cue = cues.before(prefix.start() if prefix else start)
    if cue is None and prefix and (prefix := LAST_LETTERS.search(text, max(0, start - 6), start)):
        cue = cues.before(prefix.start())
    cue = cue or cues.before(start)
    if cue is None:
        return None
    kind, strong = cue
    end, digits = _number_end(text, match)
    whole = text[start:end]
    coded = kind is Kind.DEVICE and len(whole) > CODED and whole.isupper()
    needed = (2 if coded else 3) if strong else 4
    if digits < needed or YEARS.fullmatch(whole) or (MEASURE.fullmatch(whole) and digits < 5):
        return None
    if UNIT_AFTER.match(text, end) and digits < 6:
        return None
    return Span(
        prefix.start() if prefix else start, end, kind, Finder.RULE, "number after a word that tells what it is"
    )


def _number_end(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Where the number that begins with a token ends, and how many digits it has."""
    start, end = match.span()
    digits = sum(char.isdigit() for char in match.group())
    while (more := CONTINUED.match(text, end)) and end - start < LONGEST and not UNIT_AFTER.match(text, more.end()):
        end = more.end()
        digits += sum(char.isdigit() for char in more.group())
    behind = (LETTER_BEHIND.match(text, end) if end > match.end() else None) or TAIL.match(text, end)
    return (behind.end() if behind is not None else end), digits


def _uncued(text: str, match: re.Match[str], *, billing: bool) -> Span | None:
    token = match.group()
    digits = sum(char.isdigit() for char in token)
    letters = sum(char.isalpha() for char in token)
    if digits < 4 or (digits < 5 and not letters) or _is_measure(text, match, billing=billing):
        return None
    if digits == 4 and len(token) < 6:
        return Span(match.start(), match.end(), Kind.OTHER_ID, Finder.RULE, "letters and digits", certain=False)
    kind = Kind.SSN if re.fullmatch(r"\d{9}", token) else Kind.OTHER_ID
    state = STATE_CODE.search(text, max(0, match.start() - 18), match.start())
    return Span(state.start() if state else match.start(), match.end(), kind, Finder.RULE, "long number")


def _is_measure(text: str, match: re.Match[str], *, billing: bool) -> bool:
    token = match.group()
    before = text[max(0, match.start() - 30) : match.start()]
    if any(pattern.fullmatch(token) for pattern in (MEASURE, AGE_WORDS, YEARS, SHORT_RATIO, DECIMAL)):
        return True
    if re.fullmatch(r"[1-9]\d{0,2}0{3,6}|[A-Z]\d{1,5}[A-Z]", token):
        return True
    if re.fullmatch(r"[\d.\-]+", token) and (UNIT_AFTER.match(text, match.end()) or LAB_BEFORE.search(before)):
        return len(token) < 8
    if before.endswith(",") and before[-2:-1].isdigit():
        return True
    return bool(ICD.fullmatch(token) and "." in token) or (billing and bool(re.fullmatch(r"\d{5}|[A-Z]\d{4}", token)))
