"""Employers, schools, hospitals: known ones, telling suffixes, and what follows "work at" or "seen at"."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.facility_words import SORTS_OF
from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.guard import HEADS, is_guarded
from qa_portal.text.identifiers.lexicon import (
    is_any_surname,
    is_clinical,
    is_common,
    is_given,
    is_health,
    is_known,
    is_known_in_spanish,
    is_stop,
    is_town,
    written,
)
from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span

SUFFIXES = written("facility_suffixes")
SUFFIX_STARTS = frozenset(phrase.split()[0] for phrase in SUFFIXES)
STRONG_SUFFIXES = written("telling_suffixes")
GENERIC = written("generic_facilities")
SPANISH_FACILITY = re.compile(
    r"\b(?P<head>(?i:hospital|hosp\.?|hptal\.?|cl[ií]nica|centro de salud|ambulatorio|consultorio|sanatorio|"
    r"colegio|escuela|instituto|universidad|residencia|fundaci[oó]n|hogar|laboratorio|grupo|club|bodegas?|"
    r"taller(?:es)?|"
    r"cooperativa|pe[nñ]a|ikastola|prepa(?:ratoria)?|facultad|liceo|peluquer[ií]a|panader[ií]a|asociaci[oó]n|mutua|"
    r"[oó]ptica|gimnasio|academia|geri[aá]trico|secundaria|primaria|bar|restaurante|hotel|supermercado|mercado|"
    r"posta|salita|jard[ií]n|k[ií]nder|capilla|ferreter[ií]a|tlapaler[ií]a|hacienda|"
    r"farmacia|guarder[ií]a|iglesia|parroquia|empresa|f[aá]brica))\s(?P<id>(?:(?:de|del|la|las|"
    r"los|el|san|santa|nuestra|señora|virgen|general|"
    r"universitario|nacional|regional)\s){0,4}[A-ZÁÉÍÓÚÑ][\w'’.\-]{1,20}(?:\s(?:(?:de|del|la|"
    r"los|las|y)\s){0,2}[A-ZÁÉÍÓÚÑ][\w'’\-]{1,20}){0,3})"
)
SAINT = re.compile(
    r"\b(?:St|Saint|Mt|Mount|Ft|Fort|Santa|San|Our Lady "
    r"of)\b\.?\s(?P<id>[A-Z][\w\-]{1,20}(?:['’]s?)?)"
)
LOWER_SAINT = re.compile(
    r"\b(?:st|saint|our lady of|mt|"
    r"mount)\b\.?\s(?P<id>[a-z]{3,20}['’]?s?)\b(?:\s(?P<tail>hospital|prep|school|academy|"
    r"clinic|medical center|church|health|hs|high school|university|college))?",
    re.I,
)
WORK_CUE = re.compile(
    r"\b(?:(?:work|works|worked|working|job|employed|employee|shift|shifts|intern|internship|"
    r"nurse|teacher|manager|cook|driver|"
    r"drives? \w{1,12}|drove \w{1,12}|play|plays|pitch|student|freshman|sophomore|junior|"
    r"senior|senior year|professor|teach|teaches|coach|enrolled|study|studies|"
    r"graduated|kindergarten|preschool|daycare|school|class|camp|chair|dialysis|resident|"
    r"residency|volunteer)\s(?:at|for|with|from|in)|"
    r"(?:employer|company|school|workplace|my work|facility|nursing home|hospital|clinic|"
    r"daycare|plant|factory|insurance|insurer|college|university|pharmacy)"
    r"\s?(?:is|was|called|named|:|\()|(?:work|drive|drives|drove|driving|truck|fly|haul|weld|play|pitch) for|"
    r"trabaj\w{1,4}\s(?:en|para)|estudi\w{1,4}\sen|empleado de)\s?(?:the\s|la\s|el\s)?$",
    re.IGNORECASE,
)
SEEN_CUE = re.compile(
    r"\b(?:seen|treated|admitted|evaluated|diagnosed|hospitalized|examined|visited|surgery|"
    r"operated|checked|referred|transferred|sent|went|go|going|"
    r"appointment|appt|visit|biopsy|scan|mri|labs?|er|doctors?|drs?|specialist|nurse|"
    r"check-?up|follow-?up|presented|attended|enrolled|delivered|"
    r"born|cared for|stayed|rehab|discharged|team|place|people|folks|staff|records|ward|icu|"
    r"unit|visto|atendid[oa]|operad[oa]|ingresad[oa])"
    r"(?:\s(?:up|over|out|back|down))?\s(?:at|to|by|en)\s(?:the\s|our\s|la\s|el\s)?$",
    re.IGNORECASE,
)
AT_CUE = re.compile(r"(?:\b(?:at|in|from|by|to|en|visited|attended|via)|@)\s(?:the\s|our\s|la\s|el\s)?$", re.IGNORECASE)
BEFORE = 60
"""So many characters before a word are looked at for a cue."""
MAX_BEFORE_SUFFIX = 4


def find_organisations(reading: Reading) -> Iterator[Span]:
    """Organisations by list, suffix and cue."""
    yield from _known(reading)
    yield from _suffixed(reading)
    yield from _after_cues(reading)
    for match in reading.each(SPANISH_FACILITY):
        if _is_called(reading, match):
            yield _span(match.start(), match.end(), "school, clinic or another place by its name")
    for match in reading.each(SAINT):
        yield _span(match.start(), match.end(), "named for a saint")
    for match in reading.each(LOWER_SAINT):
        named = match["id"].rstrip("s'’").lower()
        if match["tail"] or is_given(named) or is_town(f"st {match['id'].lower()}"):
            yield _span(match.start(), match.end(), "named for a saint")


def _is_called(reading: Reading, match: re.Match[str]) -> bool:
    """Whether a name stands behind "hospital" or "bar", not an illness, and no sentence in a text all in capitals."""
    words = [fold(word) for word in match["id"].split()]
    if words[-1] in HEADS or (reading.lang != "es" and (reading.shouted or "\n" in match.group())):
        return False
    named = next((word for word in words if word not in LINKING), "el")
    return not (reading.shouted and (is_stop(named) or named in SORTS_OF))


LINKING = frozenset("de del la las los el".split())


def _span(start: int, end: int, reason: str, *, certain: bool = True) -> Span:
    return Span(start, end, Kind.ORG, Finder.ORGANISATION, reason, certain)


def _known(reading: Reading) -> Iterator[Span]:
    words = reading.words
    listed = written("organisations")
    starts = _first_words()
    for index, word in enumerate(words):
        if word.fold not in starts:
            continue
        for count in (4, 3, 2, 1):
            phrase = reading.phrase(index, count)
            if phrase in listed and (count > 1 or _single_is_meant(reading, index)):
                yield _span(word.start, words[index + count - 1].end, "known organisation")
                break


def _first_words() -> frozenset[str]:
    if not _STARTS:
        _STARTS.append(frozenset(entry.split()[0] for entry in written("organisations")))
    return _STARTS[0]


_STARTS: list[frozenset[str]] = []


def _single_is_meant(reading: Reading, index: int) -> bool:
    """Whether a one-word name is an organisation here and not the ordinary word."""
    word = reading.words[index]
    if is_guarded(reading, index) or (reading.lang == "es" and not word.cap and is_known_in_spanish(word.fold)):
        return False
    low = max(0, word.start - BEFORE)
    if is_common(word.fold) or is_given(word.fold) or len(word.fold) < 4:
        capital = word.cap and not word.first
        return (
            (capital and AT_CUE.search(reading.text, low, word.start) is not None)
            or reading.first(WORK_CUE, low, word.start) is not None
            or (not is_common(word.fold) and reading.first(SEEN_CUE, low, word.start) is not None)
            or (word.text.isupper() and len(word.fold) > 2 and bool(AT_CUE.search(reading.text, low, word.start)))
        )
    return True


def _namely(reading: Reading, index: int) -> bool:
    """Whether the word at `index` could be part of the name of a facility."""
    word = reading.words[index]
    fold = word.fold
    if word.cap and not word.first and (not is_stop(fold) or word.text in {"LA", "NY", "SF", "DC", "US", "UC", "CU"}):
        return True
    if len(word.text) == 1:
        return "&" in word.gap or reading.text[word.end : word.end + 2].strip() == "&"
    if is_stop(fold) and fold not in {"first", "good", "new", "old", "state"}:
        return False
    if fold in written("place_words") or fold in written("organisations"):
        return True
    if is_common(fold):
        return False
    return is_given(fold) or is_any_surname(fold) or is_town(fold) or not is_known(fold, reading.lang)


def _suffixed(reading: Reading) -> Iterator[Span]:
    words = reading.words
    for index in range(1, len(words)):
        if words[index].fold not in SUFFIX_STARTS:
            continue
        size = next((count for count in (3, 2, 1) if reading.phrase(index, count) in SUFFIXES), 0)
        if not size or words[index].gap not in {" ", "-", ". ", "’s ", "'s ", "' ", "’ "}:
            continue
        suffix = reading.phrase(index, size) or ""
        start = _start_of_name(reading, index)
        telling = [word for word in words[start:index] if word.fold not in GENERIC]
        if start == index or not telling or not _enough(reading, start, index, suffix=suffix):
            continue
        end = index + size
        if end + 1 < len(words) and words[end].fold in {"of", "in", "at"} and words[end + 1].cap and words[index].cap:
            end += 2
        yield _span(words[start].start, words[end - 1].end, "ends like the name of a firm or clinic")


def _start_of_name(reading: Reading, index: int) -> int:
    words = reading.words
    start = index
    while start > 0 and index - start < MAX_BEFORE_SUFFIX:
        word, after = words[start - 1], words[start]
        if after.gap not in {" ", "-", ". ", " & ", "&", "’s ", "'s ", "' ", "’ "} or after.first:
            break
        joined = (
            word.fold in {"of", "and", "de", "la", "the"}
            and start < index
            and words[start].cap
            and start > 1
            and words[start - 2].cap
        )
        if not (
            joined
            or _namely(reading, start - 1)
            or (len(word.text) == 1 and "&" in after.gap)
            or (word.first and word.cap and not is_common(word.fold))
        ):
            break
        start -= 1
    return start


def _enough(reading: Reading, start: int, index: int, *, suffix: str) -> bool:
    """Whether the words before the suffix make it a name and not an ordinary phrase."""
    run = reading.words[start:index]
    capitals = all(word.cap for word in [*run, reading.words[index]])
    if capitals and not (run[0].first and len(run) == 1):
        cued = AT_CUE.search(reading.text, max(0, run[0].start - 30), run[0].start)
        if suffix not in STRONG_SUFFIXES and not cued:
            return False
        return (bool(cued) and suffix in {"hospital", "clinic", "hospitals"}) or any(
            word.fold not in GENERIC and not (is_clinical(word.fold) and not is_given(word.fold)) for word in run
        )
    if any(word.fold in GENERIC for word in run[-1:]) and len(run) < 2:
        return False
    if any(is_guarded(reading, place) for place in range(start, index)) and suffix not in STRONG_SUFFIXES:
        return False
    return suffix in STRONG_SUFFIXES and _named_words(reading, start, index)


def _named_words(reading: Reading, start: int, index: int) -> bool:
    run = [
        word for word in reading.words[start:index] if word.fold not in GENERIC or word.fold in written("place_words")
    ]
    odd = [word for word in run if not is_common(word.fold) and not is_clinical(word.fold)]
    return (
        bool(odd)
        or len(run) >= 2
        or (len(run) == 1 and run[0].fold in written("place_words") and run[0].fold not in GENERIC)
    )


def _after_cues(reading: Reading) -> Iterator[Span]:
    words = reading.words
    for index, word in enumerate(words):
        if not index or words[index - 1].fold not in _CUE_ENDS or word.first or word.gap not in {" ", ": ", " ("}:
            continue
        if is_stop(word.fold) and not word.cap:
            continue
        if _end_of_org(reading, index, lower=True) == index:
            continue
        low = max(0, word.start - BEFORE)
        worked = reading.first(WORK_CUE, low, word.start) is not None
        seen = reading.first(SEEN_CUE, low, word.start) is not None
        if not (worked or seen or (word.cap and AT_CUE.search(reading.text, low, word.start))):
            continue
        end = _end_of_org(reading, index, lower=worked or seen)
        ill = (
            not (worked or seen)
            and words[index - 1].fold != "at"
            and all(is_health(item.fold) or is_stop(item.fold) for item in words[index:end])
        )
        if end > index and not ill:
            yield _span(word.start, words[end - 1].end, "after a place of work or care")


_CUE_ENDS = frozenset(
    "at for with from in by to is was called named the our la el en para de visited attended "
    "through via company school hospital clinic "
    "facility daycare employer insurance home pharmacy".split()
)


def _end_of_org(reading: Reading, index: int, *, lower: bool) -> int:
    words = reading.words
    end = index
    while end < len(words) and end - index < 5:
        word = words[end]
        if is_guarded(reading, end) and word.fold not in SUFFIXES:
            return index
        if end > index and (word.first or word.gap not in {" ", "-", "&", " & ", "'s ", "’s ", ". "}):
            break
        if _capital_org_word(reading, end) or (lower and _lower_org_word(reading, end, first=end == index)):
            end += 1
        else:
            break
    if end == index or (end == index + 1 and _too_plain(reading, index)):
        return index
    return end


def _capital_org_word(reading: Reading, index: int) -> bool:
    word = reading.words[index]
    if not word.cap or word.fold in written("calendar") or word.fold in written("safe_capitals"):
        return False
    if is_stop(word.fold) and word.text.isupper():
        return False
    return not is_clinical(word.fold) and not (word.text.isupper() and is_common(word.fold))


def _lower_org_word(reading: Reading, index: int, *, first: bool) -> bool:
    word = reading.words[index]
    if is_stop(word.fold) or is_clinical(word.fold) or word.fold in written("calendar"):
        return False
    if word.fold in written("safe_capitals"):
        return False
    if first:
        ordinary = reading.lang == "es" and is_known_in_spanish(word.fold)
        return not is_known(word.fold, reading.lang) or (word.fold in written("organisations") and not ordinary)
    return word.fold in SUFFIXES or not is_known(word.fold, reading.lang)


def _too_plain(reading: Reading, index: int) -> bool:
    word = reading.words[index]
    if word.text.isupper() and len(word.text) < 4:
        return True
    if reading.words[index - 1].fold in {"from", "to", "by", "via"} and is_known(word.fold, reading.lang):
        return True
    return (
        is_stop(word.fold) or (is_common(word.fold) and word.fold in GENERIC) or (is_common(word.fold) and not word.cap)
    )
