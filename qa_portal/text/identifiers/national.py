"""Numbers known by their form or their own name: national identity, bank, plates, user names."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.lexicon import is_known
from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span
from qa_portal.text.identifiers.spelling import is_inflected

FLAGS = re.IGNORECASE
EDGE, END = r"(?<![^\W_])(?<![.\-/])", r"(?![^\W_])"
FORMS: tuple[tuple[re.Pattern[str], Kind, str], ...] = (
    (re.compile(rf"{EDGE}\d{{2}}[. ]?\d{{3}}[. ]?\d{{2,3}}[\- ]?[A-HJ-NP-TV-Z]{END}"), Kind.OTHER_ID, "form of a DNI"),
    (re.compile(rf"{EDGE}\d{{7,8}}[\- ]{{1,2}}\d?[\- ]?[A-Z]{END}"), Kind.OTHER_ID, "form of a DNI"),
    (re.compile(rf"{EDGE}[XYZ][\- ]?\d{{7}}[\- ]?[A-Z]{END}", FLAGS), Kind.OTHER_ID, "form of a NIE"),
    (re.compile(rf"{EDGE}[A-Z]{{4}}\d{{6}}[HMX][A-Z]{{5}}[A-Z0-9]\d{END}", FLAGS), Kind.OTHER_ID, "form of a CURP"),
    (re.compile(rf"{EDGE}[A-ZÑ&]{{3,4}}[\- ]?\d{{6}}[\- ]?[A-Z0-9]{{3}}{END}", FLAGS), Kind.OTHER_ID, "form of an RFC"),
    (
        re.compile(rf"{EDGE}[A-Z]{{2}}\d{{2}}(?:[ ]?[A-Z0-9]{{4}}){{3,7}}(?:[ ]?[A-Z0-9]{{1,3}})?{END}"),
        Kind.ACCOUNT,
        "form of an IBAN",
    ),
    (
        re.compile(rf"{EDGE}[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{{2}} ?\d{{2}} ?\d{{2}} ?[A-D]{END}", FLAGS),
        Kind.SSN,
        "form of a National Insurance number",
    ),
    (re.compile(rf"{EDGE}\d{{7}}[A-W][ABHWTX]?{END}"), Kind.SSN, "form of a PPS number"),
    (re.compile(rf"{EDGE}\d{{4}} \d{{4}} \d{{4}}(?: \d{{1,4}})?{END}"), Kind.OTHER_ID, "three groups of four digits"),
    (
        re.compile(rf"{EDGE}[A-Z9]{{5}} ?\d{{6}} ?[A-Z9]{{2}}\d[A-Z]{{2}}{END}"),
        Kind.LICENSE,
        "form of a driving licence",
    ),
    (re.compile(rf"{EDGE}[A-Z]{{2}}\d{{2}} ?[A-Z]{{3}}{END}"), Kind.VEHICLE, "form of a plate"),
    (
        re.compile(rf"{EDGE}\d{{4}}[ \-]?[BCDFGHJ-NPRSTV-Z]{{3}}{END}(?! (?:MG|LB|KG|BC))"),
        Kind.VEHICLE,
        "form of a plate",
    ),
    (
        re.compile(rf"{EDGE}(?:[AC-FHKNPRTV-Y]\d{{2}}|D6W)[ ]?(?=[A-Z0-9]{{0,3}}\d)[AC-FHKNPRTV-Y0-9]{{4}}{END}"),
        Kind.LOCATION,
        "post code",
    ),
    (
        re.compile(rf"{EDGE}[A-Z]{{1,2}}\d[A-Z\d]? ?(?:\d[A-Z]{{2}}|\d?xx|\d\*\*){END}", FLAGS),
        Kind.LOCATION,
        "post code",
    ),
)
FORM_HEART = re.compile(r"\d(?=\d|[A-Z]? ?[\dX]|W)\d*", FLAGS)
"""The first digits of a form."""
FORM_REACH = 6
"""So many letters stand before them."""
USER_NAMES = (
    re.compile(r"(?<!\w)[A-Za-z][\w.]{1,30}#\d{4}(?!\w)"),
    re.compile(r"(?<![\w/])/?u/[A-Za-z0-9][\w\-]{2,30}"),
    re.compile(
        r"(?<![\w@./\-])(?=[^\W_.]*[._]?[^\W_]*_)(?=[\w.]*[a-z]{2})\w[\w.]{3,40}(?![\w@/])"
        r"(?!\.[A-Za-z]{3,4}\b)"
    ),
)
NAMED = re.compile(
    r"(?:(?<![^\W_])(?P<OTHER_ID>dni|nie|nif|curp|rfc|ine|c\.?\s?[cie]\b\.?|c[eé]dula|cuil|cuit|run|rut|dui|dpi|"
    r"clave de elector|aadh?aar|teudat zehut|"
    r"cnp|pesel|bsn|cpf|rg|emirates id|nin|bvn|mykad|pan|nric|fin|trp|irp|brp|tarjeta (?:roja|verde)|temporary card|"
    r"radicado|rad\.?(?: previo)?|nur|kiosk|placard|property tag|tag|pcn|rx bin|registration|passport|visa number|"
    r"nro|caso|case)"
    r"|(?<![^\W_])(?P<SSN>ppsn?|ni number|nino|national insurance|naf|nss|n[ºo°]? ?afiliaci[oó]n|cotizaci[oó]n|ccc)"
    r"|(?<![^\W_])(?P<VEHICLE>rego|plates?|reg|moto|motorbike|motorcycle|cami[oó]n|truck|bike|coche|auto|carro|"
    r"veh[ií]culo|placas?|"
    r"matr[ií]cula(?: del? \w+)?|chasis|n[ºo°] de chasis|bastidor|his|hers)"
    r"|(?<![^\W_])(?P<LICENSE>colegiatura|colegiad[oa]|driver|provisional|hack|permit|cdl|drivers)"
    r"|(?<![^\W_])(?P<HEALTHPLAN>plan id|sip|cip|tsi|nts|ipl|iapos|ioma|credencial|prepaga)"
    r"|(?<![^\W_])(?P<DEVICE>pita|sn|cpap|marcapasos|concentrador)"
    r"|(?<![^\W_])(?P<ACCOUNT>sort code|cbu|cvu|clabe|domiciliaci[oó]n|payment plan one))(?![^\W\d_])",
    FLAGS,
)
NAMED_FIRST = frozenset(
    "dni nie nif curp rfc ine c cc ci ce cedula cuil cuit run rut dui dpi clave aadhaar adhaar teudat cnp pesel "
    "bsn cpf rg emirates nin bvn mykad pan nric fin trp irp brp tarjeta temporary radicado rad nur kiosk placard "
    "property tag pcn rx registration passport visa nro caso case pps ppsn ni nino national naf nss afiliacion "
    "cotizacion ccc rego plate plates reg moto motorbike motorcycle camion truck bike coche auto carro vehiculo "
    "placa placas matricula chasis n bastidor his hers driver provisional hack permit cdl drivers plan sip cip "
    "tsi nts ipl iapos ioma credencial prepaga pita sn cpap marcapasos concentrador sort cbu cvu clabe "
    "domiciliacion payment colegiatura colegiado colegiada".split()
)
NAMED_TOKEN = re.compile(
    r"(?:[\s:#=.(,\-–—º°]|(?:is|es|era|fue|was|no|n[ºo°]|nr|num|n[uú]mero|number|card|del|de|la|el|mi|my|id)(?![^\W_])){1,6}"
    r"(?P<id>(?:[A-Z]{2}[ \-](?=[A-Z]))?(?:[A-Z]{1,5}[ ·\-]?)?\d[\dA-Z·]{0,12}"
    r"(?:[ ./·\-]{1,3}(?:[A-Z]{0,3}\d[\dA-Z]{0,10}|(?<!\. )[A-Z]{1,4})(?![^\W_]))"
    r"{0,6}|[A-Z]{1,4}[ \-]\d[\dA-Z\-]{2,14})(?![^\W_])",
)
SMALL_TOKEN = re.compile(NAMED_TOKEN.pattern, FLAGS)
LETTER_CODE = re.compile(r"(?<![^\W_])(?i:pcn|rx ?pcn)[\s:#]{1,3}(?P<id>[A-Z]{4,12})(?![^\W_])")
USER_CUE = re.compile(
    r"\b(?:user(?: ?name)?|usuario|usr|login|screen ?name|handle|gamertag|bereal|snap(?:chat)?|insta(?:gram)?|ig|"
    r"discord|"
    r"telegram|tiktok|twitter|reddit|skype|line id|wechat|kik|threads|bluesky|mastodon|steam|psn|xbox|tumblr|roblox|"
    r"twitch|kakao(?: ?talk)?|viber|zalo|signal|imo|qq|weixin|vk|facebook|fb|"
    r"venmo|cash ?app|add me(?: on \w+)?|find me(?: on \w+| as)?|me llaman|mi nick|nick|apodo|posting as|here as|i "
    r"post as|usr)"
    r"(?:\s(?:is|es|as|name|id|on|en|here is))?[\s:=\"'“]{1,5}(?P<id>@?[A-Za-z][\w.\-]{3,30})(?<![.\-])",
    FLAGS,
)
DIGITS_NEEDED = 3
LONG_NUMBER = re.compile(r"\d[ .\-]?\d[ .\-]?[A-Z\d][ .\-]?[A-Z\d]", FLAGS)
"""What every national number holds."""


def find_national(reading: Reading) -> Iterator[Span]:
    """Numbers in a national form, behind their own name, and user names."""
    text = reading.text
    if reading.has_digits and LONG_NUMBER.search(text):
        for pattern, kind, reason in FORMS:
            for match in reading.before(pattern, FORM_HEART, FORM_REACH):
                yield Span(match.start(), match.end(), kind, Finder.RULE, reason)
    for pattern in USER_NAMES if "_" in text or "#" in text or "u/" in text else ():
        for match in reading.each(pattern):
            yield Span(match.start(), match.end(), Kind.OTHER_ID, Finder.RULE, "user name")
    for match in reading.each(LETTER_CODE):
        yield Span(match.start("id"), match.end("id"), Kind.OTHER_ID, Finder.RULE, "code of a plan")
    if reading.has_digits:
        yield from _behind_their_name(reading)
    for match in reading.each(USER_CUE):
        if _is_handle(match["id"], reading):
            yield Span(match.start("id"), match.end("id"), Kind.OTHER_ID, Finder.RULE, "user name")


def _behind_their_name(reading: Reading) -> Iterator[Span]:
    text = reading.text
    for cue in reading.matches(NAMED, NAMED_FIRST):
        match = NAMED_TOKEN.match(text, cue.end()) or SMALL_TOKEN.match(text, cue.end())
        if match is None:
            continue
        digits = sum(char.isdigit() for char in match["id"])
        letters = sum(char.isalpha() for char in match["id"])
        needed = DIGITS_NEEDED - (
            match["id"].isupper() and letters > 1 and (cue.lastgroup == "VEHICLE" or "tag" in cue.group().lower())
        )
        if digits < (4 if letters == 0 else needed) or re.fullmatch(r"(?:19|20)\d\d", match["id"]):
            continue
        if re.match(r"\s?(?:mg|mcg|ml|years?|a[nñ]os|km|miles|lbs?|kg|%)", text[match.end() : match.end() + 8], FLAGS):
            continue
        start = cue.start() if len(cue.group()) <= 4 and not cue.group().islower() else match.start("id")
        start = cue.start() if cue.group().lower() == "sn" else start
        yield Span(start, match.end("id"), Kind(cue.lastgroup or "OTHER_ID"), Finder.RULE, "number after its own name")


def _is_handle(clear: str, reading: Reading) -> bool:
    """Whether what stands after "user" is a name and not the next word of the sentence."""
    if re.search(r"[\d_@]|[a-z]\.[a-z]", clear):
        return True
    word = clear.lower()
    return not is_known(word, reading.lang) and not is_inflected(word, reading.lang)
