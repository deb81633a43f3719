"""Ways to reach someone: e-mail, web, handles, network addresses, telephone and fax."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span

TOP = (
    "com|org|net|edu|gov|mil|info|biz|io|me|us|uk|ca|au|mx|es|ar|co|cl|pe|de|fr|it|nl|ie|nz|in|jp|cn|br|pt|eu|tv|ly|"
    "app|dev|health|clinic|care|online|site|email|gob|ac|qq"
)
LOCAL = r"[^\W_][\w.+\-]{0,63}"
EMAIL = re.compile(
    rf"(?<![\w.+\-]){LOCAL}(?:@[\w\-]{{1,63}}(?:\.[\w\-]{{1,63}}){{1,5}}"
    rf"|[ ]?@[ ]?[\w\-]{{1,63}}(?:\.[\w\-]{{1,63}}){{0,4}}\.(?:{TOP}|example|test|invalid)\b)",
    re.IGNORECASE,
)
AT = r"(?:\s?[\[({<]\s?(?:at|arroba|@)\s?[\])}>]\s?|\s(?:at|arroba)\s|\s?\(a\)\s?)"
DOT = r"(?:\s?[\[({<]\s?(?:dot|punto|\.)\s?[\])}>]\s?|\s(?:dot|punto)\s|\.)"
SPOKEN_EMAIL = re.compile(
    rf"(?<![\w.+\-])[^\W_][\w.+\-]{{0,63}}(?:\s(?:dot|punto)\s[\w\-]{{1,40}})?{AT}[\w\-]{{1,63}}"
    rf"(?:{DOT}[\w\-]{{2,40}}){{0,2}}{DOT}(?:{TOP})\b",
    re.IGNORECASE,
)
HOSTS = "gmail|yahoo|hotmail|outlook|icloud|aol|comcast|proton(?:mail)?|msn|live|verizon|att|bellsouth|qq"
MAIL_HOST = re.compile(
    r"(?<![\w.+\-])[\w.+\-]{2,64}\s?(?:@|\sat\s|\sarroba\s)\s?"
    rf"(?:{HOSTS})\b",
    re.IGNORECASE,
)
ARROBA = re.compile(
    r"(?<![\w.+\-])[^\W_][\w.\-]{0,40}(?:\s(?:punto|dot|guion|gui[oó]n(?:\sbajo)?|underscore)\s\w{1,30}){0,5}"
    r"(?:\s(?:cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|equis|zeta|\d{1,4})){0,5}"
    r"\s(?:arroba)\s[\w\-]{1,40}(?:\s(?:punto|dot)\s[\w\-]{2,20}){0,3}",
    re.IGNORECASE,
)
BRACKETED = re.compile(
    r"(?<![\w.+\-])[\w\-]{1,40}(?:\s?[._]\s?[\w\-]{1,40}){0,3}\s?[\[({<]\s?(?:at|arroba|@)\s?[\])}>]\s?[\w\-]{1,40}"
    r"(?:\s?(?:\.|[\[({<]\s?(?:dot|punto|\.)\s?[\])}>])\s?[a-z]{2,20}){1,3}",
    re.IGNORECASE,
)
IN_BRACKETS = re.compile(r"[\[({<]\s?(?:at|arroba|a|@)\s?[\])}>]", re.IGNORECASE)
SAID = re.compile(
    rf"\b(?:arroba\b|at\s(?:\s?(?:{HOSTS})\b|[\w\-]{{1,63}}(?:{DOT}[\w\-]{{2,40}}){{0,2}}{DOT}(?:{TOP})\b))",
    re.IGNORECASE,
)
"""The hearts of addresses: every one has an at-sign, an "at" in brackets, or a spoken one before a host."""
URL = re.compile(
    rf"(?:https?://|www\.)[^\s<>\"'\])]{{2,300}}"
    r"|(?<![\w@.\-])(?:[a-z0-9\-]{1,63}\.){1,4}(?:[a-z]{2,10}/(?=[^\s<>\"'\])]{2})|(?:example|test|invalid|onion|"
    r"local)\b)"
    r"(?:/?[^\s<>\"'\])]{0,300})"
    rf"|(?<![\w@.\-])(?:[a-z0-9\-]{{1,63}}\.){{1,4}}(?:{TOP})(?:/[^\s<>\"'\])]{{0,300}}|(?![\w.\-@]))",
    re.IGNORECASE,
)
URL_HEART = re.compile(r"\.[a-z]{2}|://|(?<=www)\.", re.IGNORECASE)
"""What every web address holds."""
MAIL_REACH, LOCAL_REACH, URL_REACH = 300, 68, 260
"""So many characters of an address can stand before its heart; of one not spelled out, its local part."""
HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z_][\w.]{2,29}\b")
HANDLE_CUE = re.compile(
    r"\b(?:instagram|insta|ig|twitter|snapchat|snap|tiktok|facebook|fb|venmo|telegram|skype|"
    r"discord|username|user name|"
    r"handle|usuario|screen name|gamertag)(?:\s(?:is|as|es|at|id|"
    r"name))?\s?[:=]?\s?(?P<id>@?[A-Za-z][\w.]{0,60}[\d_][\w.]{0,60})",
    re.IGNORECASE,
)
IPV4 = re.compile(r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)")
IPV6 = re.compile(
    r"(?<![\w:])"
    r"(?=[0-9a-f:]{0,40}:[0-9a-f]{0,4}:)(?=[0-9a-f:]{0,45}[0-9])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}"
    r"(?![\w:])",
    re.I,
)
NET_HINT = re.compile(r"\d\.\d{1,3}\.\d|:[0-9a-f]{0,4}:|[0-9a-f]{2}-[0-9a-f]{2}-[0-9a-f]{2}-", re.IGNORECASE)
MAC = re.compile(r"(?<![\w:])(?:[0-9a-f]{2}[:\-]){5}[0-9a-f]{2}(?![\w:])", re.IGNORECASE)
PUBLIC_SITES = re.compile(
    r"^(?:https?://)?(?:www\.)?(?:[\w\-]+\.)?(?:nih\.gov|cdc\.gov|fda\.gov|medlineplus\.gov|"
    r"clinicaltrials\.gov|nhs\.uk|"
    r"webmd\.com|mayoclinic\.org|healthline\.com|drugs\.com|wikipedia\.org|google\.com|youtube\.com|amazon\.com)/?$",
    re.IGNORECASE,
)
FAX_CUE = re.compile(r"\bfax\b[^.!?\n]{0,20}$", re.IGNORECASE)
PHONE_CUE = re.compile(
    r"\b(?:call|phone|cell|tel|telephone|text|mobile|mob|cell|whatsapp|reach|number|ring|dial|m[oó]vil|"
    r"cel|celular|fono|fon|wsp|wasap|wpp|handy|tfno|tlf|tlfno|tel[eé]fono|"
    r"ll[aá]m\w*|contact\w*|pager|ext|fijo)\b[^.!?\n]{0,25}$",
    re.IGNORECASE,
)
DIGIT_RUN = re.compile(
    r"(?<![\w.,])(?:\+\s?|"
    r"\(\+?)?\d[\d()]{0,14}(?:[ .\-/()\u2010-\u2015\u00a0]{1,2}\(?\d{1,12}\)?){0,7}(?![\w])"
)
EXTENSION = re.compile(r"\s{0,2},?\s?(?:ext|x|extension|extensi[oó]n)\.?\s?\d{1,6}\b", re.IGNORECASE)
SPACED_PHONES = frozenset(
    "3-3-4 3-7 6-4 1-3-3-4 3-2-2-2 2-3-2-2 3-3-3 3-4 4-4 2-4-4 3-4-4 5-6 5-3-3 4-3-3 4-3-4 1-10 2-3-3-4 2-2-4-4 "
    "2-9 2-3-3-3 2-3-2-2-2 2-2-3-2-2 2-10 2-1-2-4-4 3-3-2-2 2-2-2-2-2 1-3-7".split()
)
SPOKEN_DIGIT = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|"
    r"seis|siete|ocho|nueve)"
)
SPOKEN_PHONE = re.compile(
    rf"\b(?:(?:double |triple )?{SPOKEN_DIGIT}|\d{{1,4}})(?:[\s,\-]{{1,3}}(?:(?:double |triple "
    rf")?{SPOKEN_DIGIT}|\d{{1,4}})){{4,13}}\b",
    re.IGNORECASE,
)
MIN_SPOKEN, MIN_MIXED = 5, 3
"""So many digits in words are a number; so many when the others are written, to one of these lengths."""
LENGTHS = range(9, 13)
SPOKEN_WORDS = frozenset(SPOKEN_DIGIT.strip("(?:)").split("|"))
SPOKEN_WORD = re.compile(SPOKEN_DIGIT, re.IGNORECASE)


def find_contacts(reading: Reading) -> Iterator[Span]:
    """Every e-mail, web, network and telephone address."""
    text = reading.text
    for pattern, hearts, reach in _mail_hearts(reading):
        yield from _all(reading.around(pattern, hearts, reach), Kind.EMAIL, "e-mail address")
    for match in reading.around(URL, (heart.start() for heart in URL_HEART.finditer(text)), URL_REACH):
        end = match.start() + len(match.group().rstrip(".,;:!?"))
        if not PUBLIC_SITES.match(text[match.start() : end]):
            yield Span(match.start(), end, Kind.URL, Finder.RULE, "web address")
    yield from _all(HANDLE.finditer(text), Kind.URL, "user name") if "@" in text else ()
    for match in reading.each(HANDLE_CUE):
        yield Span(match.start("id"), match.end("id"), Kind.URL, Finder.RULE, "user name")
    for pattern in (IPV4, IPV6, MAC) if reading.has_digits and NET_HINT.search(text) else ():
        yield from _all(reading.each(pattern), Kind.IP, "network address")
    yield from _phones(reading)


def _mail_hearts(reading: Reading) -> Iterator[tuple[re.Pattern[str], list[int], int]]:
    """Each pattern of an e-mail address, the places where one may be, and how far before them it may begin."""
    text = reading.text
    signs = [place for place, char in enumerate(text) if char == "@"] if "@" in text else []
    bracketed = [match.end() - 1 for match in IN_BRACKETS.finditer(text)]
    said = [match.start() for match in reading.each(SAID)]
    if not (signs or bracketed or said):
        return
    yield EMAIL, signs, LOCAL_REACH
    yield SPOKEN_EMAIL, sorted(bracketed + said), MAIL_REACH
    yield MAIL_HOST, sorted(signs + said), LOCAL_REACH
    yield ARROBA, said, MAIL_REACH
    yield BRACKETED, bracketed, MAIL_REACH


def _all(matches: Iterator[re.Match[str]], kind: Kind, reason: str) -> Iterator[Span]:
    for match in matches:
        yield Span(match.start(), match.end(), kind, Finder.RULE, reason)


def _phones(reading: Reading) -> Iterator[Span]:
    text = reading.text
    for match in DIGIT_RUN.finditer(text):
        if len(match.group()) < 7:
            continue
        start = match.start() + _sentence_end(match.group())
        faxed = reading.first(FAX_CUE, max(0, start - 45), start) is not None
        cued = faxed or reading.first(PHONE_CUE, max(0, start - 45), start) is not None
        if not _looks_like_phone(text[start : match.end()], cued=cued):
            continue
        kind = Kind.FAX if faxed else Kind.PHONE
        extension = EXTENSION.match(text, match.end())
        yield Span(start, extension.end() if extension else match.end(), kind, Finder.RULE, "telephone number")
    spoken = reading.how_often(SPOKEN_WORDS) >= MIN_MIXED
    for match in reading.each(SPOKEN_PHONE) if spoken else ():
        aloud = len(SPOKEN_WORD.findall(match.group()))
        written = sum(char.isdigit() for char in match.group())
        if aloud >= MIN_SPOKEN or (aloud >= MIN_MIXED and aloud + written in LENGTHS):
            yield Span(match.start(), match.end(), Kind.PHONE, Finder.RULE, "telephone number in words")


def _sentence_end(run: str) -> int:
    """How much of a run of digits ends the sentence before: "cierra a las 8. 600 000 218"."""
    ended = re.match(r"\d{1,2}\. (?=\d{3}[ .\-]?\d{2,3}[ .\-]?\d{2,4})", run)
    return ended.end() if ended else 0


def _looks_like_phone(run: str, *, cued: bool) -> bool:
    groups = re.findall(r"\d+", run)
    digits = sum(map(len, groups))
    if digits < 7 or digits > 17 or len(groups) == 1:
        return cued and 7 <= digits <= 15
    if re.fullmatch(r"\d{1,4}[./\-]\d{1,2}[./\-]\d{1,4}", run) or re.fullmatch(
        r"(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d", run
    ):
        return False
    shape = "-".join(str(len(group)) for group in groups)
    if run.startswith(("+", "(")) or cued:
        return True
    if re.search(r"\d[ \u00a0]\d", run) and not re.search(r"[.\-/()]", run):
        likely = shape != "3-3-3" or run[0] in "679"
        return shape in SPACED_PHONES and likely and shape != "2-2-2-2-2"
    return shape in SPACED_PHONES
