"""Names by how they stand: an initial and a surname, a line of their own, another script, before a verb."""

import re
from collections.abc import Iterator
from itertools import pairwise

from qa_portal.text.identifiers.cue_words import KIN
from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.guard import is_guarded
from qa_portal.text.identifiers.lexicon import (
    is_any_given,
    is_any_surname,
    is_clinical,
    is_common,
    is_given,
    is_known,
    is_stop,
    is_town,
    written,
)
from qa_portal.text.identifiers.name_shapes import is_month_or_day, name_end, name_span
from qa_portal.text.identifiers.reading import ABBREVIATIONS, LETTER, Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span
from qa_portal.text.identifiers.spelling import is_inflected

INITIAL = re.compile(r"(?<![^\W_.])(?:[A-ZÀ-Þ]\.\s?){1,2}(?P<last>[A-ZÀ-Þ][a-zß-ÿ][\w'’]*(?:-[A-ZÀ-Þ][\w'’]+)?)")
GENUS = re.compile(r"[a-z]+(?:i|is|us|um|ae|a)$")
FOREIGN = re.compile(
    r"[\u0370-\u06ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af][^\x00-\u024f\n.,;:!?()،]*"
)
LATIN = re.compile(r"[A-Za-z]")
FOREIGN_WORDS = 4
OWN_LINE = re.compile(
    r"(?:^|\n|[.?!][ ])[ \t>—–\-]*(?P<id>(?:[A-ZÀ-Þ][\w'’.\-]{0,20}|\bde|\bvan|\bmac|\bal)"
    r"(?:[ ](?:[A-ZÀ-Þ][\w'’.\-]{0,24}|de|la|del|van|von|Mac|al|y)){1,4})"
    r"[ \t]*(?=[,.]?[ \t]*(?:\r?\n|$)|,[ \t]*(?:\ue000|\+?\(?\d|[\w.]+@|[a-z])|[ \t]*[(\ue000]|\s(?:is|was|es|here|"
    r"aqu[ií])\b)"
)
SENTENCE_INSIDE = re.compile(r"([^\W\d_]{3,})\.\s")
VERBS = frozenset(
    "is was has had says said thinks wont won't doesnt didnt does did went goes got gets takes took wants wanted "
    "needs keeps kept fell hurt broke feels felt told tells came comes started stopped had can cant will would "
    "should woke sleeps eats ate drinks cries cried hates loves likes made gave put swallowed threw vomited lives "
    "lived works worked asked weighs turned died isnt wasnt hasnt takes uses used still just never always and "
    "also cannot swears dice dijo tiene tuvo esta estaba toma tomo come comio quiere se fue va no llora duerme "
    "tose vomito cayo le me lleva pesa cumple nacio sigue anda empezo ha era es esta".split()
)
HARDLY = frozenset(
    "care mayor menor chica chico misma mismo joven loca loco sick ill autistic pregnant too also again mine".split()
)
SURE_VERBS = frozenset(
    "says said has had won't wont does doesn't doesnt didn't didnt did went got gets takes took thinks wants told "
    "keeps fell came dice dijo tiene tuvo se fue quiere toma le".split()
)


GERMS = frozenset(
    "pylori coli difficile diff influenzae pneumoniae aureus vulgaris zoster simplex acnes albicans auris".split()
)
AGED = re.compile(r"(?:^|\n|[.?!] )(?P<id>[A-ZÀ-Þ][a-zß-ÿ]{2,15}), ?(?:\ue000|\d{1,3}(?=[,.;)]))")
KIN_VERB = re.compile(
    r"\b(?:little one|little man|little girl|big|auntie|aunty|uncle|nan|gran|nurse|coach|sister|warden|matron|"
    r"teacher|bredrin|mate|cuz|homie|bestie|"
    r"bro|sis|husband|wife|son|daughter|mum|mom|dad|friend|boss|neighbor|neighbour|baby|hubby|comadre|compadre|marido|"
    r"mujer|se[nñ]ora|vieja|viejo|hermano|hermana|hijo|hija|suegra|suegro|cu[nñ]ado|cu[nñ]ada|amiga|amigo|vecina|"
    r"vecino|t[ií]a|t[ií]o|"
    r"abuela|abuelo|aita|ama|cucho|seño|maestra|maestro|profe|profesora|profesor|doctora|dermat[oó]loga|pediatra|"
    r"enfermera|sor|la negra|el negro|peque[nñ]a|"
    r"peque[nñ]o|pap[aá]|mam[aá]),?\s(?:(?:el|la)\s)?(?P<id>[^\W\d_]{3,14})"
    r"(?=\s(?:is|was|has|had|says|said|wont|does|did|fell|got|gets|takes|took|told|gave|thinks|wants|keeps|can|would|"
    r"me|se|le|lee|dice|dijo|dise|tiene|"
    r"tuvo|esta|est[aá]|toma|quiere|fue|que|who|and|too)\b|\s?[,.;(]|\s?$|\smaam\b|\smam\b|\snoseq)",
    re.IGNORECASE,
)

TOLD = re.compile(r"\s(?:dice|dijo|dise|me|le|que)\b", re.IGNORECASE)
SELF = re.compile(
    r"\b(?P<self>i['’]?m|it['’]?s|this is|its|i am|soy)\s(?P<id>[A-ZÀ-Þ][a-zß-ÿ]{2,14})(?=\s?[,.;!\n(]|$|\s(?:and|"
    r"again|here|from|y|de)\b)",
    re.IGNORECASE,
)
SELF_FIRST = frozenset("im it this its i soy".split())
OWNED = frozenset("nurse doctor warden teacher matron staff mom mum dad wife husband house place boss".split())
KIN_FIRST = frozenset(
    "little big auntie aunty uncle nan gran nurse coach sister warden matron teacher bredrin mate cuz homie "
    "bestie bro sis husband wife son daughter mum mom dad friend boss neighbor neighbour baby hubby comadre "
    "compadre marido mujer senora vieja viejo hermano hermana hijo hija suegra suegro cunado cunada amiga amigo "
    "vecina vecino tia tio abuela abuelo aita ama cucho seno papa mama maestra maestro profe profesora profesor "
    "doctora dermatologa pediatra enfermera sor la el pequena pequeno".split()
)


SIGNED = re.compile(r"(?:^|\n|[-–—~]\s?)(?P<id>[A-ZÀ-Þ]\.[ ]?(?:[A-ZÀ-Þ]\.[ ]?){0,2}[A-ZÀ-Þ]\.?)[ \t]*(?=$|\r?\n)")
"""Initials alone where a letter ends."""


def find_lone_names(reading: Reading) -> Iterator[Span]:
    """Names no cue word announces and no list need know."""
    yield from _initials(reading)
    yield from _other_script(reading)
    yield from _own_lines(reading)
    yield from _subjects(reading)
    yield from _self_told(reading)
    yield from _owners(reading)
    for match in reading.each(SIGNED):
        yield _span(match.start("id"), match.end("id"), "signature")
    for match in reading.each(AGED):
        word = fold(match["id"])
        if (
            not is_common(word)
            and not is_clinical(word)
            and word not in written("safe_capitals")
            and word not in written("calendar")
        ):
            yield _span(match.start("id"), match.end("id"), "name before an age")
    for match in reading.matches(KIN_VERB, KIN_FIRST):
        if _is_person(reading, match):
            yield _span(match.start("id"), match.end("id"), "after a word for a person, before a verb")


def _self_told(reading: Reading) -> Iterator[Span]:
    """ "I'm Fitz", "it's Bexley"."""
    for match in () if reading.shouted else reading.matches(SELF, SELF_FIRST):
        word, self_told = fold(match["id"]), fold(match["self"]).replace("'", "") in {"im", "i am"}
        plain = is_common(word) or is_stop(word) or word in written("safe_capitals") or word in written("calendar")
        if match["id"][0].isupper() and not plain and (self_told or not is_clinical(word)):
            yield _span(match.start("id"), match.end("id"), "says who is writing")


def _owners(reading: Reading) -> Iterator[Span]:
    """An unknown word that has a nurse, a house or a wife."""
    if reading.folds.isdisjoint(OWNED):
        return
    for word, owned in pairwise(reading.words):
        owns = owned.gap in {"'s ", "’s "} and owned.fold in OWNED and len(word.fold) > 3
        if owns and not is_known(word.fold, reading.lang) and not is_inflected(word.fold, reading.lang):
            yield _span(word.start, word.end, "unknown word that something belongs to")


def _is_person(reading: Reading, match: re.Match[str]) -> bool:
    """Whether the word after a word of kin, before a verb, is a name and not what kind of kin it is."""
    word = fold(match["id"])
    listed = written("safe_capitals") | written("calendar") | HARDLY | KIN
    if is_stop(word) or is_clinical(word) or word in listed:
        return False
    if is_given(word) or (not is_known(word, reading.lang) and not is_inflected(word, reading.lang)):
        return True
    told = TOLD.match(reading.text, match.end("id")) is not None or match["id"][0].isupper()
    return not is_common(word) and (is_any_surname(word) or (reading.lang == "es" and told))


def _span(start: int, end: int, reason: str) -> Span:
    return Span(start, end, Kind.NAME, Finder.RULE, reason)


def _initials(reading: Reading) -> Iterator[Span]:
    if reading.shouted:
        return
    for match in reading.each(INITIAL):
        last = fold(match["last"]).replace("'", "").split("-")[0]
        if is_stop(last) or is_clinical(last) or last in GERMS or (is_common(last) and not is_any_surname(last)):
            continue
        yield _span(match.start(), match.end(), "initial and surname")


def _other_script(reading: Reading) -> Iterator[Span]:
    """A few words in another script inside a Latin text are mostly how somebody writes their name."""
    text = reading.text
    if text.isascii():
        return
    if FOREIGN.search(text) is None:
        return
    letters = len(LETTER.findall(text))
    if len(LATIN.findall(text)) * 2 < letters:
        return
    for match in FOREIGN.finditer(text):
        clear = match.group().rstrip()
        if len(clear.split()) <= FOREIGN_WORDS and len(clear) > 1 and LETTER.search(clear):
            yield _span(match.start(), match.start() + len(clear), "words in another script")


def _own_lines(reading: Reading) -> Iterator[Span]:
    """Two to five capitalised words alone on a line, not all of them ordinary."""
    if reading.shouted:
        return
    for match in reading.each(OWN_LINE):
        ended = SENTENCE_INSIDE.search(match["id"])
        if ended is not None and ended[1].lower() not in ABBREVIATIONS:
            continue
        words = [fold(word).replace("'", "") for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", match["id"])]
        telling = [word for word in words if len(word) > 1 and not (is_common(word) and not is_given(word))]
        if not telling or any(is_clinical(word) and not is_given(word) for word in words) or is_stop(words[0]):
            continue
        named = [
            w
            for w in telling
            if not (reading.lang == "es" and is_stop(w))
            and (is_given(w) or is_any_surname(w) or not (is_known(w, reading.lang) or is_town(w)))
        ]
        if (
            len(named) * 2 >= len(words) - 1
            and named
            and not any(w in written("facility_suffixes") for w in words[-1:])
        ):
            yield _span(match.start("id"), match.end("id"), "alone on a line")


def _subjects(reading: Reading) -> Iterator[Span]:
    """A capital word no dictionary has, or a given name, that does what people do: "Oriel says it itches"."""
    words = reading.words
    for index, word in enumerate(words[:-1]):
        verb = words[index + 1]
        if not word.cap or len(word.fold) < 3 or verb.gap != " " or verb.cap or verb.fold not in VERBS:
            continue
        if word.text.isupper() or is_stop(word.fold) or is_month_or_day(word) or word.fold in written("safe_capitals"):
            continue
        if is_guarded(reading, index):
            continue
        surname = is_any_surname(word.fold) and not word.first and verb.fold in SURE_VERBS
        if surname or (is_given(word.fold) and (not is_common(word.fold) or verb.fold in SURE_VERBS or not word.first)):
            if is_common(word.fold) and word.first and verb.fold not in SURE_VERBS:
                continue
        elif is_any_given(word.fold) and not is_common(word.fold) and verb.fold in SURE_VERBS:
            pass
        elif is_known(word.fold, reading.lang) or is_inflected(word.fold, reading.lang) or verb.fold not in SURE_VERBS:
            continue
        yield name_span(
            reading,
            index,
            max(index + 1, min(name_end(reading, index), index + 1)),
            Finder.RULE,
            "a word that does what people do",
        )
