"""Names spelled letter by letter and numbers read aloud: "C A R T E R", "B as in boy four four one"."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span

FLAGS = re.IGNORECASE
MIN_LETTERS = 3
MIN_CUED, MIN_UNCUED = 3, 6
"""Digits read aloud that make a number, with a cue word before it and without."""
REACH = 200
"""Characters within which the digits of a number stand."""
DIGIT_WORD = (
    r"zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|cero|uno|un|dos|tres|cuatro|cinco|seis|"
    r"siete|ocho|nueve"
)
TENS_WORD = (
    r"ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|hundred|thousand|diez|once|doce|trece|catorce|quince|diecis[eé]is|diecisiete|dieciocho|"
    r"diecinueve|"
    r"veinte|veinti[a-zé]{2,7}|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien|ciento|(?:dos|tres|cuatro|seis|sete|ocho|nove)cientos|quinientos|mil"
)
LETTER_WORD = (
    r"(?:[a-z]\s(?:as in|for|like|de)\s\w{2,12}|alpha|bravo|charlie|delta|foxtrot|golf|hotel|juliet|kilo|lima|november|"
    r"oscar|papa|quebec|romeo|sierra|tango|uniform|victor|whiskey|xray|yankee|zulu|(?:la letra(?: es)? )?(?:la "
    r")?(?:hache|"
    r"efe|ele|elle|eme|ene|erre|ese|equis|zeta|jota|cu|uve|doble u|ka|be|ce|de|ge|pe|te|ve|i griega)\b|[b-hj-np-z])"
)
MARK_WORD = (
    r"(?:dash|hyphen|slash|dot|point|and then|then|and|double|triple|guion|gui[oó]n|barra|raya|y|doble|"
    r"triple|la letra es|y la letra es)"
)
ITEM = rf"(?:(?:{DIGIT_WORD}|{TENS_WORD}|{LETTER_WORD}|\d{{1,4}}|{MARK_WORD})(?![^\W_]))"
RUN = re.compile(
    rf"(?<![^\W_])(?:(?:{DIGIT_WORD}|{TENS_WORD}|{LETTER_WORD}|\d{{1,4}}|double|triple)(?![^\W_]))(?:[ ,\-]{{1,"
    rf"2}}{ITEM}){{2,24}}",
    FLAGS,
)
DIGITS = re.compile(rf"(?<![^\W_])(?:{DIGIT_WORD}|{TENS_WORD})(?![^\W_])", FLAGS)
LOOSE_END = re.compile(rf"(?:[ ,\-]{{1,2}}(?:{MARK_WORD}|a|i|o|de|un)(?![^\W_]))+$", FLAGS)
SPELLED = re.compile(r"(?<![^\W_'’])[^\W\d_](?:(?:[ \-.]|, |\. )[^\W\d_](?![^\W_'’])){2,24}")
NUMBER_CUE = re.compile(
    r"\b(?:number|no|num|code|id|tag|record|chart|plan|policy|member|serial|account|claim|badge|badge number|case|"
    r"folio|"
    r"credencial|n[uú]mero|tarjeta|expediente|historia|dni|de ene i|cuenta|p[oó]liza|serie|c[oó]digo|bed|room|cama|"
    r"habitaci[oó]n|social|ssn|plate|license|mrn|ref|reference|ticket|zip|cel|cell|mobile|m[oó]vil|phone|tel[eé]fono|"
    r"as|clave|pin|legajo|afiliad[oa]|socio|c[eé]dula|curp|password|extension|interno|mi cel|area code|last four|"
    r"last 4|digits)\s(?:is |es |are |it'?s |number |ends? in |ending in |ends? with |"
    r"(?:are|is) |of my social )?$",
    FLAGS,
)
KINDS = (
    (re.compile(r"phone|cell?\b|mobile|m[oó]vil|tel[eé]fono|area code|call", FLAGS), Kind.PHONE),
    (re.compile(r"social|ssn|last (?:four|4)", FLAGS), Kind.SSN),
    (re.compile(r"record|chart|mrn|historia", FLAGS), Kind.MRN),
    (re.compile(r"plan|policy|member|credencial|p[oó]liza", FLAGS), Kind.HEALTHPLAN),
    (re.compile(r"serial|serie", FLAGS), Kind.DEVICE),
    (re.compile(r"account|cuenta", FLAGS), Kind.ACCOUNT),
)
PLAIN_LETTERS = frozenset({"abc", "aad", "abcd", "tid", "bid", "prn"})


HYPHEN_WORDS = frozenset("hyphen dash guion".split())
JOINED_ALOUD = re.compile(
    r"(?<![^\W_])[A-ZÀ-Þ][\w'’]{1,20}\s(?:hyphen|dash|gui[oó]n)\s[A-ZÀ-Þ][\w'’]{1,20}", re.UNICODE
)
"""A double name read aloud: "Delacroix hyphen Hobbs"."""


def find_spoken(reading: Reading) -> Iterator[Span]:
    """Spelled names and numbers read aloud."""
    yield from _spelled(reading)
    yield from _read_aloud(reading)


def _spelled(reading: Reading) -> Iterator[Span]:
    text = reading.text
    alone = sum([len(word.text) == 1 for word in reading.words])
    for match in SPELLED.finditer(text) if alone > MIN_LETTERS else ():
        letters = re.sub(r"[^\w]", "", match.group()).lower()
        if len(letters) > MIN_LETTERS and letters not in PLAIN_LETTERS:
            yield Span(match.start(), match.end(), Kind.NAME, Finder.RULE, "spelled letter by letter")
    for match in () if reading.folds.isdisjoint(HYPHEN_WORDS) else reading.each(JOINED_ALOUD):
        yield Span(match.start(), match.end(), Kind.NAME, Finder.RULE, "spelled letter by letter")


def _some_close_by(places: list[int]) -> bool:
    """Whether enough digits are read aloud near each other to be one number."""
    return any(last - first <= REACH for first, last in zip(places, places[MIN_CUED - 1 :], strict=False))


def _read_aloud(reading: Reading) -> Iterator[Span]:
    for match in reading.each(RUN) if _some_close_by([match.start() for match in reading.each(DIGITS)]) else ():
        loose = LOOSE_END.search(match.group())
        run = match.group()[: loose.start()] if loose else match.group()
        spoken = len(DIGITS.findall(run))
        cued = reading.first(NUMBER_CUE, max(0, match.start() - 32), match.start())
        if spoken >= (MIN_CUED if cued else MIN_UNCUED):
            told = cued.group() if cued else ""
            kind = next(
                (kind for pattern, kind in KINDS if pattern.search(told)), Kind.OTHER_ID if cued else Kind.PHONE
            )
            yield Span(match.start(), match.start() + len(run), kind, Finder.RULE, "number read aloud")
