"""Firms and schools in small letters: "girls from copper kettle", "the chemist, day lewis,", "guardería los peques"."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.lexicon import is_clinical, is_common, is_given, is_health, is_known, is_stop, written
from qa_portal.text.identifiers.name_shapes import HARD
from qa_portal.text.identifiers.reading import Reading, Word
from qa_portal.text.identifiers.spans import Span, work_place
from qa_portal.text.identifiers.workplaces import NOT_NAMES

FLAGS = re.IGNORECASE
MEASURED = frozenset("time times hour hours level levels age rate speed point stage end practice temperature".split())
"""Behind the word after "at" they tell when or how much: "at story time"."""
PREPOSITIONS = frozenset("at from by".split())
MAX_WORDS = 3
NAME = r"[^\W\d_][\w'’\-]{2,20}"
BESIDE = re.compile(
    r"\b(?:my|our|his|her|their|the|a|at|local|mi|nuestro|la|el)\s(?:chemist|pharmacy|surgery|gp|practice|school|nursery|daycare|"
    r"church|gym|shop|store|salon|hospital|clinic|care home|nursing home|college|club|agency|charity|bakery|caf[eé]|"
    r"colegio|escuela|guarder[ií]a|farmacia|cl[ií]nica|iglesia|empresa|residencia|f[aá]brica),\s(?:the\s)?"
    rf"(?P<id>{NAME}(?:\s(?:and\s|&\s|de\s)?{NAME}){{0,2}})(?=[,;.)]|\s?$|\s?\n)",
    FLAGS,
)
CODED = re.compile(
    r"\b(?i:works?|worked|working|nights|days|shifts?|job|admitted|year|studies|studying|operated|seen|trabaj\w{1,4}|"
    r"estudi\w{1,4}|operad[oa]|ingresad[oa])\s(?i:at|for|in|en|a|para)\s(?:(?i:the|la|el)\s)?"
    r"(?P<id>(?=[A-Z\d]*[A-Z])[A-Z\d]{2,6})(?![\w.])"
)
IN_BRACKETS = re.compile(
    r"\b(?i:at work|my work|el trabajo|"
    r"mi trabajo)\s?\((?P<id>[A-Z][\w&'’.\-]{1,20}(?:\s[A-Z\d][\w&'’.\-]{0,20}){0,3})\)"
)
BRACKETED = re.compile(
    rf"\b(?:school|work|job|nursery|daycare|clinic|surgery|gp|pharmacy|chemist|hospital|church|employer|company|firm|"
    rf"gym|college|practice|agency|nursing home|care home|rehab|preschool|dentist|restaurant|store|shop|salon)"
    rf"\s?\((?:the\s)?(?P<id>{NAME}(?:\s{NAME}){{0,3}})[,)]",
    FLAGS,
)
"""What kind of place it is, and its name in brackets: "school (blue coat)"."""
HEADS = (
    r"guarder[ií]a|colegio|cole|escuela|jard[ií]n|k[ií]nder|posta|cl[ií]nica|residencia|farmacia|iglesia|parroquia|"
    r"sanatorio|prepa|secundaria|primaria|instituto|liceo|gimnasio|academia|panader[ií]a|salita|consultorio|"
    r"capilla|centro de salud|ambulatorio|subcentro|misa (?:a|en)"
)
SMALL_HEADED = re.compile(
    rf"\b(?:{HEADS})\s(?P<id>(?:la|el|los|las|san|santa|santo|don|do[nñ]a)\s{NAME}(?:\s\d{{1,3}})?)", FLAGS
)
CALLED_OF = re.compile(rf"\b(?:{HEADS})\s(?P<id>(?:del|de la|de los|de las)\s(?P<of>{NAME}))", FLAGS)
SAINT = re.compile(rf"\b(?P<id>(?:san|santa|santo)\s(?P<of>{NAME}))", FLAGS)
CARED = re.compile(
    rf"\b(?:en|a)\s(?P<id>(?:el|la|los|las)\s(?P<of>{NAME}(?:\s{NAME})?))\s(?:me|le|nos|les|lo|la|te)\s(?:han\s|hab[ií]an\s)?"
    r"(?:dieron|dijeron|pusieron|hicieron|mandaron|operaron|atendieron|sacaron|recetaron|quitaron|vieron|cosieron|lavaron|"
    r"internaron|ingresaron|trataron|dado|dicho|puesto|hecho|mandado|operado|atendido|visto)\b",
    FLAGS,
)
NO_PLACES = frozenset(
    "mano pierna brazo cara cabeza rodilla espalda pecho cuello ojo pie barriga vena oreja nariz boca piel "
    "sangre muela "
    "cadera garganta panza guatita pompa nalga vientre dedo uña posta consulta sala ultima primera segunda otra misma "
    "manos piernas brazos ojos pies muelas dedos analisis prueba pruebas ultimo primer otro mismo medico doctor "
    "seguro".split()
)
ANYBODYS = re.compile(
    r"(?:ni[nñ]|hij|espos|mam|pap|esquina|ciudad|pueblo|barrio|zona|capital|segur|mujer|casa|lado|centro|frente|vuelta|"
    r"ma[nñ]ana|tarde|noche|universidad|mism|otr|que|se[nñ]or|vecin|abuel|peque[nñ]|beb|nene|chic|mercado|plaza|calle|piel)",
    FLAGS,
)
LENT = frozenset(
    "helping planned copper iron light open giant family first post cross crown star hands arms wings steps".split()
)
"""Words of health answers that firms are called by too."""
SAINTLY = frozenset("semana papa tierra sede viernes jueves".split())


def find_bare_places(reading: Reading) -> Iterator[Span]:
    """What stands where a firm or a school is named, though every word of it is an ordinary one."""
    for match in (*reading.each(BESIDE), *reading.each(IN_BRACKETS), *reading.each(BRACKETED)):
        words = [fold(word) for word in re.findall(r"[^\W\d_]+", match["id"])]
        plain = any(word in HARD or is_clinical(word) for word in words)
        if not plain and not all(is_stop(word) or word in NOT_NAMES for word in words):
            yield work_place(match.start("id"), match.end("id"))
    for match in () if reading.shouted else reading.each(CODED):
        if not is_known(fold(match["id"])):
            yield work_place(match.start("id"), match.end("id"))
    if reading.lang == "es":
        yield from _spanish(reading)
    yield from _after_bare_prepositions(reading)


def _spanish(reading: Reading) -> Iterator[Span]:
    for match in reading.each(SMALL_HEADED):
        if not ANYBODYS.match(match["id"].split(" ", 1)[1]):
            yield work_place(match.start("id"), match.end("id"))
    for match in reading.each(CALLED_OF):
        if not ANYBODYS.match(match["of"]) and not is_stop(fold(match["of"])):
            yield work_place(
                match.start("id"), match.end("id"), certain=match["of"][0].isupper() and not reading.shouted
            )
    for match in reading.each(CARED):
        words = [fold(word) for word in match["of"].split()]
        if not any(is_stop(word) or is_clinical(word) or word in NOT_NAMES | NO_PLACES for word in words):
            yield work_place(match.start("id"), match.end("id"))
    for match in reading.each(SAINT):
        word, before = fold(match["of"]), fold(reading.text[: match.start()].rpartition(" ")[0].rpartition(" ")[2])
        if before not in SAINTLY and not is_stop(word) and (is_given(word) or not is_known(word, "es")):
            yield work_place(match.start("id"), _further(reading, match.end("id")))


FURTHER = re.compile(r"\sde\s(?:la\s|los\s|las\s)?(?P<of>[^\W\d_]{3,20})")


def _further(reading: Reading, end: int) -> int:
    """The end of "san juan de lurigancho", when no dictionary has its last word."""
    match = FURTHER.match(reading.text, end)
    return match.end() if match and not is_known(fold(match["of"]), "es") else end


def _after_bare_prepositions(reading: Reading) -> Iterator[Span]:
    """After "at" and "from" without an article, where an ordinary noun would have one."""
    words = reading.words
    for index in range(1, len(words)):
        before = words[index - 1]
        if before.fold not in PREPOSITIONS or words[index].gap != " ":
            continue
        end = index
        while end < len(words) and end - index < MAX_WORDS and _ordinary(words[end], inside=end > index):
            end += 1
        run = words[index:end]
        if not run or run[0].fold in NOT_NAMES or (len(run) == 1 and before.fold != "at"):
            continue
        if run[-1].fold in NOT_NAMES and (len(run) == 1 or run[-1].fold not in written("facility_suffixes")):
            continue
        following = words[index + len(run)] if index + len(run) < len(words) else None
        if following is not None and following.gap == " " and following.fold in MEASURED:
            continue
        yield work_place(run[0].start, run[-1].end, certain=len(run) > 1 or before.fold == "at")


def _ordinary(word: Word, *, inside: bool) -> bool:
    if inside and word.gap == " " and not word.first and word.fold in written("facility_suffixes") | {"therapy"}:
        return True
    if (
        is_stop(word.fold)
        or (is_health(word.fold) and word.fold not in LENT)
        or (inside and (word.gap != " " or word.first))
    ):
        return False
    if word.fold in written("calendar") or word.fold in written("safe_capitals"):
        return False
    return is_common(word.fold) or (inside and word.fold in written("place_words"))
