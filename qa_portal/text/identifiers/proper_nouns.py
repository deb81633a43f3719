"""Spanish writes ordinary nouns small: a capital after "en", "de la" or "al" inside a sentence is a proper name."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.facility_words import SORTS_OF
from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.guard import is_guarded
from qa_portal.text.identifiers.lexicon import is_clinical, is_common, is_known, is_stop, is_town, written
from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span
from qa_portal.text.identifiers.spelling import is_inflected

PREPOSITIONS = frozenset("en de del al a para por desde hasta segun con".split())
ARTICLES = frozenset("el la los las lo".split())
INSIDE = frozenset("de del la las los el y".split())
PUBLIC = frozenset(
    "urgencias seguro social dios salud sanidad estado gobierno internet google whatsapp semana santa navidad reyes "
    "pascua "
    "covid oms imss issste eps ips uci urgencia hospital clinica doctor doctora senor senora ministerio seguridad "
    "familia "
    "primaria medicina enfermeria cirugia radiologia neurologia pediatria atencion consulta consultas externas".split()
)
SPECIALITY = re.compile(r"(?:logia|iatria|metria|terapia|grafia|scopia|itis|osis|emia|patia|ectomia)$")
NUMBERED = re.compile(
    r"\b(?P<id>(?i:(?:la\s|el\s)?(?:prepa(?:ratoria)?|cl[ií]nica|umf|hgz|hgr|escuela|secundaria(?: t[eé]cnica)?|ies|"
    r"instituto|liceo|unidad|ruta|cesfam|caps|hospital(?: general)?(?: de zona)?|c\.?\s?s\.?|"
    r"la (?:media|t[eé]cnica|normal|federal))"
    r"\s(?:n[uú]m\.?\s|n[º°o]\.?\s?|#)?\d{1,3}(?!\s?(?:d[ií]as?|horas?|veces|vez|semanas|meses|a[nñ]os|noches|minutos|"
    r"mg|ml|de cada|pastillas)\b))(?:\sde\s[A-ZÁÉÍÓÚÑ][\w]+)?|\d{1,3}\sde\s[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{3,20})\b"
)
SHOUTED_HEAD = re.compile(
    r"\b(?P<id>(?:HOSPITAL|CL[IÍ]NICA|HOGAR|GRUPO|FUNDACI[OÓ]N|LABORATORIOS?|COLEGIO|ESCUELA|CLUB|RESIDENCIA|"
    r"UNIVERSIDAD|INSTITUTO|"
    r"SANATORIO|CENTRO|TALLER(?:ES)?|COOPERATIVA|BODEGAS?|EMPRESA)\s(?:(?:DE|DEL|LA|LAS|LOS|EL)\s){0,2}[A-ZÁÉÍÓÚÑ]{3,"
    r"20}"
    r"(?:\s(?:(?:DE|DEL|LA|LOS)\s)?[A-ZÁÉÍÓÚÑ]{4,20})?)(?=\s?[,.;:)\n]|$|\s(?:UNIDAD|EN|Y|PERO|QUE|ME|NO|DICE)\b)"
)
HEADED = re.compile(
    r"\b(?:(?i:laboratorio|epicrisis|informe|hospital|cl[ií]nica|ips|eps|urgencias|alta))\s{1,3}(?:[—–\-]\s)?"
    r"(?P<id>[A-ZÁÉÍÓÚÑ][\wáéíóúñ]{2,20}(?:\s(?:(?:de|del|la)\s)?[A-ZÁÉÍÓÚÑ][\wáéíóúñ]{2,20}){0,3})(?=[ \t]{2,}|"
    r"[ \t]*\n)"
)


def find_proper_nouns(reading: Reading) -> Iterator[Span]:
    """Places and organisations in a Spanish text, by their capital."""
    if reading.lang != "es":
        return
    for match in reading.each(NUMBERED):
        yield _org(match.start("id"), match.end("id"))
    for match in reading.each(HEADED):
        yield _org(match.start("id"), match.end("id"))
    if reading.shouted:
        for match in reading.each(SHOUTED_HEAD):
            if _names_nobody(match["id"]):
                continue
            yield _org(match.start("id"), match.end("id"))
        yield from _shouted_unknown(reading)
        return
    words = reading.words
    for index in range(1, len(words)):
        if _may_begin(reading, index):
            yield _org(words[index].start, words[_end(reading, index) - 1].end)


def _shouted_unknown(reading: Reading) -> Iterator[Span]:
    """In a text all in capitals: a word no dictionary has, or a listed town, after "en" or "de"."""
    words = reading.words
    for index in range(1, len(words)):
        word, before = words[index], words[index - 1]
        if before.fold not in {"en", "de", "a", "desde"} or word.gap != " " or len(word.fold) < 4 or is_stop(word.fold):
            continue
        unknown = not is_known(word.fold, "es") and not is_inflected(word.fold, "es")
        safe = word.fold in written("safe_capitals") or word.fold in written("calendar") or is_guarded(reading, index)
        if not safe and (unknown or (is_town(word.fold) and not is_common(word.fold))):
            yield _org(word.start, word.end)


def _names_nobody(called: str) -> bool:
    """Whether only the sort of place stands there: "CENTRO DE SALUD ME", "FARMACIA DE GUARDIA"."""
    words = [fold(word) for word in called.split()[1:]]
    named = [word for word in words if word not in INSIDE and not is_stop(word)]
    return not named or (named[0] in SORTS_OF and len(named) == 1)


def _org(start: int, end: int) -> Span:
    return Span(start, end, Kind.ORG, Finder.ORGANISATION, "name after a word such as “at” or “in”")


def _may_begin(reading: Reading, index: int) -> bool:
    words = reading.words
    word, before = words[index], words[index - 1]
    if not word.cap or word.first or word.gap != " " or len(word.fold) < 3 or word.text.isupper():
        return word.cap and word.fold == "lo" and before.fold in PREPOSITIONS and word.gap == " "
    article = before.fold in ARTICLES and index > 1 and words[index - 2].fold in PREPOSITIONS
    if before.fold not in PREPOSITIONS and not article:
        return False
    if word.fold in PUBLIC or word.fold in written("safe_capitals") or word.fold in written("calendar"):
        return False
    if is_stop(word.fold) and not _followed_by_capital(reading, index):
        return False
    return not is_guarded(reading, index) and not is_clinical(word.fold) and not SPECIALITY.search(word.fold)


def _followed_by_capital(reading: Reading, index: int) -> bool:
    words = reading.words
    following = words[index + 1] if index + 1 < len(words) else None
    return following is not None and following.cap and following.gap == " " and not is_common(following.fold)


def _end(reading: Reading, index: int) -> int:
    words = reading.words
    end = index + 1
    while end < len(words) and end - index < 5 and words[end].gap == " " and not words[end].first:
        if words[end].cap:
            end += 1
        elif words[end].fold in INSIDE and end + 1 < len(words) and words[end + 1].cap and words[end + 1].gap == " ":
            end += 2
        else:
            break
    return end
