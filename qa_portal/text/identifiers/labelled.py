"""What stands behind a label in a form, a record or an exported chat: "Patient: ...", "Where: ..."."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.lexicon import is_clinical, is_common, is_given, is_stop
from qa_portal.text.identifiers.reading import WORD, Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span

FLAGS = re.IGNORECASE
NAME_LABELS = (
    r"patient(?:'?s)?(?: name)?|name|full name|student(?: name)?|enrollee|member name|policy ?holder|insured|"
    r"employee(?: name)?|subscriber name|"
    r"attending|provider|physician|clinician|ordering(?: provider| physician)?|signed(?: by)?|parent|guardian|mother|"
    r"father|"
    r"mom|mum|dad|spouse|wife|husband|next of kin|nok|emergency contact|contact|claimant|applicant|beneficiary|"
    r"resident|"
    r"client|from|to|sender|caller|consultant|surgeon|nurse|rn|seen by|referred by|gp|pcp|witness|driver|author|"
    r"nombre(?: y apellidos| completo)?|paciente|apellidos?|px|peticionari[oa]|solicitante|titular|trabajador[a]?|"
    r"asegurad[oa]|afiliad[oa]|"
    r"madre|padre|tutora?|contacto|m[eé]dic[oa]|doctora?|alumn[oa]|acompa[nñ]ante|responsable|firmado|fdo|firma|"
    r"remitente|"
    r"usuari[oa]|denunciante|reclamante|medico tratante|cuidadora?"
)
ORG_LABELS = (
    r"where|facility|pharmacy|school|clinic|hospital|employer(?: grp| group)?|company|practice|gp practice|surgery|"
    r"daycare|"
    r"center|centre|church|workplace|lab|laboratory|site|club|team|referring facility|nursery|care home|"
    r"empresa|centro(?: de trabajo| de salud)?|hospital|cl[ií]nica|laboratorio|colegio|escuela|ips|eps|farmacia|"
    r"instituci[oó]n|patr[oó]n|lugar de trabajo|(?:escuela|colegio) o trabajo|trabajo|work|place of work|works at|"
    r"unidad m[eé]dica|sede|entidad"
)
PLACE_LABELS = (
    r"addr(?:ess)?|home address|mailing address|city|town|residence|village|hometown|street|location|"
    r"dir(?:ecci[oó]n)?|domicilio|ciudad|municipio|localidad|poblaci[oó]n|barrio|colonia|residencia|lugar de "
    r"nacimiento|"
    r"birthplace|place of birth|lives|parish|county"
)
LABELS = re.compile(
    rf"(?:^|\n|[ \t]{{2}}|\t|\||/ ?|; ?|\. )[ \t>*\-]{{0,12}}(?:(?P<NAME>{NAME_LABELS})|(?P<ORG>{ORG_LABELS})|"
    rf"(?P<LOCATION>{PLACE_LABELS}))"
    r"\s?(?:[:=]|\.{2,})[ \t]*(?P<value>[^\n\r|;]{2,80})",
    FLAGS,
)
UNPUNCTUATED = re.compile(
    r"(?:^|\n)[ \t]*(?:patient|employee|member|student|signed|enrollee|paciente|laboratorio)[ \t]{1,3}"
    r"(?P<value>[A-Z][\w'’.\-]{0,20}(?:[ ][A-Z][\w'’.\-]{1,24}){1,3})"
)
CHAT = re.compile(
    r"(?:^|\n)\W?\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}[, ]{1,2}\d{1,"
    r"2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?\]?\s?(?:-\s)?(?P<value>[^\n:]{2,30}):\s",
    FLAGS,
)
CHAT_BLOCK = re.compile(
    r"(?:^|\n)\W?\ue000,?\s\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?\]?\s?(?:-\s)?(?P<value>[^\n:]{2,30}):\s", FLAGS
)
VALUE_END = re.compile(
    r"[ \t]{2,}|\t|[.](?:\s|$)|\s[-–—]\s|\(|\ue000|,(?=\s(?:MD|DO|RN|NP|PA|PhD|APRN|DNP|MBBS|age)\b)|\s\d{1,"
    r"3}\s?/?\s?[MF]\b"
)
LONGEST_TITLE = 3
"""Letters of a title such as "Dr." or "Smt.", whose dot does not end the value."""
ANSWERED = re.compile(r"\?[ \t]*\r?\n[ \t]*(?:[\w ]{1,20}:[ \t]*)?(?P<value>[^\n,.;!?\ue000]{2,40})(?=[,.;!?\n]|$)")
"""A question of a chat and the line that answers it: "Which surgery are you with?"."""
ASKED = re.compile(
    r"\b(?P<what>surgery|clinic|hospital|practice|pharmacy|chemist|school|office|employer|work|town|city|live|"
    r"are you)\b",
    FLAGS,
)
QUESTION = 120
"""So many characters of a question are looked at."""
NAME_WORDS = 5
ORG_WORDS = 6


def find_labelled(reading: Reading) -> Iterator[Span]:
    """Values of labelled fields that hold a name, a facility or a place."""
    text = reading.text
    for match in LABELS.finditer(text) if ":" in text or "=" in text or ".." in text else ():
        kind = Kind(_label_kind(match))
        span = _value(text, match.start("value"), match.end("value"), kind, reading.shouted)
        if span is not None:
            yield span
    if "?" in text and "\n" in text:
        yield from _answers(reading)
    for pattern, kind in ((UNPUNCTUATED, Kind.NAME), (CHAT, Kind.NAME), (CHAT_BLOCK, Kind.NAME)):
        for match in reading.each(pattern):
            span = _value(text, match.start("value"), match.end("value"), kind, reading.shouted)
            if span is not None:
                yield span


def _answers(reading: Reading) -> Iterator[Span]:
    """Short answers to a question for a place, shown unless they are words of every sentence."""
    for match in reading.each(ANSWERED):
        line = reading.text.rfind("\n", 0, match.start()) + 1
        asked = ASKED.search(reading.text, max(line, match.start() - QUESTION), match.start())
        if asked is None:
            continue
        words = [fold(found.group()) for found in WORD.finditer(match["value"])]
        if words and len(words) <= ORG_WORDS and not all(is_stop(word) or is_clinical(word) for word in words):
            kind = Kind.LOCATION if asked["what"].lower() in {"town", "city", "live", "are you"} else Kind.ORG
            plain = any(is_stop(word) for word in words)
            odd = any(not is_common(word) for word in words) or (
                not plain and (kind is Kind.LOCATION or len(words) > 1)
            )
            yield Span(match.start("value"), match.end("value"), kind, Finder.CUE, "what a field of a form holds", odd)


def _label_kind(match: re.Match[str]) -> str:
    return next(name for name in ("NAME", "ORG", "LOCATION") if match[name])


def _value(text: str, start: int, end: int, kind: Kind, shouted: bool) -> Span | None:
    for stop in VALUE_END.finditer(text, start, end):
        if not stop.group().startswith(".") or stop.start() - start > LONGEST_TITLE:
            end = stop.start()
            break
    comma = text.find(",", start, end)
    if comma >= 0 and kind is not Kind.LOCATION:
        shouted_name = kind is Kind.NAME and text[start:comma].isupper() and len(text[start:end].split()) <= NAME_WORDS
        end = (
            end
            if shouted_name or (kind is Kind.ORG and end - comma < 20 and text[comma + 2 : comma + 5] == "the")
            else comma
        )
    clear = text[start:end].rstrip(" .,")
    words = [fold(found.group()) for found in WORD.finditer(clear)]
    if kind is Kind.LOCATION and any(is_clinical(word) for word in words):
        return None
    limit = NAME_WORDS if kind is Kind.NAME else ORG_WORDS if kind is Kind.ORG else 14
    if not words or len(words) > limit or clear[:1].islower():
        return None
    if (
        all(is_stop(word) or is_clinical(word) or (is_common(word) and not is_given(word)) for word in words)
        and kind is Kind.NAME
    ):
        return None
    if kind is Kind.ORG and sum(is_stop(word) for word in words) > 2:
        return None
    return Span(start, start + len(clear), kind, Finder.CUE, "what a field of a form holds")
