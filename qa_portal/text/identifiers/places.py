"""Places smaller than a state: towns by name and by cue."""

import re
from collections.abc import Iterator
from functools import lru_cache

from qa_portal.text.identifiers.guard import has_head, is_guarded
from qa_portal.text.identifiers.lexicon import (
    begins_town,
    is_any_surname,
    is_clinical,
    is_common,
    is_given,
    is_health,
    is_known,
    is_stop,
    is_town,
    written,
)
from qa_portal.text.identifiers.name_shapes import HARD, closes_part
from qa_portal.text.identifiers.reading import Reading, Word
from qa_portal.text.identifiers.spans import Finder, Kind, Span
from qa_portal.text.identifiers.streets import STREET_WORDS

FLAGS = re.IGNORECASE
STRONG_PLACE = re.compile(
    r"\b(?:(?:live|lives|living|lived|reside|resides|residing|stay|staying|based|located|home|"
    r"born|raised|grew up|resident|moved|moving|relocated|"
    r"viv\w{1,5}|resid\w{1,4}|nac\w{1,3})(?:\s(?:out|up|down|over|right|just|here|back|now|"
    r"cerca))?\s(?:in|near|outside|around|at|by|of|to|from|en|de|a)"
    r"|(?:anyone|anybody|someone|doctors?|drs?|clinics?|hospitals?|specialists?|who|here|"
    r"dentists?|people|er|pharmac\w{1,3}|hometown|city|town|suburbs?|outskirts|village) (?:in|"
    r"near|around|of|is)"
    r"|(?:drive|driving|drove|commute|flight|fly|flew|travel\w*|trip|hour|hours|miles|minutes|"
    r"mins)(?:\s(?:away|north|south|east|west))?\s(?:to|from|of)"
    r"|we(?:'re| are)\sin|i(?:'m| am)\s(?:in|from)|im\s(?:in|from)|soy\sde|somos\sde|"
    r"centro\sde\ssalud\sde|hospital\sde|ciudad\sde|pueblo\sde|cerca\sde)\s$",
    FLAGS,
)
LIVING_IN = re.compile(
    r"\b(?:(?:live|lives|lived|living|reside|resides|residing|born|raised|grew up|based|moved)(?:\s(?:here|out|up|"
    r"down|back|over|now))?\s(?:in|near|outside|to)|(?:i['’]?m|i am|we['’]?re|we are|here)\sfrom|"
    r"(?:viv\w{1,5}|resid\w{1,4}|naci\w{0,2}|nací|nació)\s(?:en|cerca de)|(?:soy|somos)\sde)\s$",
    FLAGS,
)
"""Behind these a town is meant even when an illness is called by the same name."""
WEAK_PLACE = frozenset(
    "in near from to outside around at of en de desde cerca toward towards via downtown or and".split()
)
CUE_ENDS = WEAK_PLACE | {"is", "a"}
INSIDE = frozenset("and or of the on de del la las los".split())
NOT_PLACES = frozenset(
    "a an the my our his her their this that here there bed pain fear home town city country "
    "area state hospital clinic house apartment "
    "apt facility school college assisted nursing group shelter car rural remote small "
    "poverty denial hell general particular fact "
    "case need time order surgery recovery remission constant agony misery misery's my own "
    "me it el la un una casa mi su urgencias".split()
)


def find_towns(reading: Reading) -> Iterator[Span]:
    """Towns of the list, and what stands after "live in" and the like."""
    words = reading.words
    index = 0
    while index < len(words):
        fold = words[index].fold
        asked = len(fold) > 1 and (_may_be_town(fold) or (index and words[index - 1].fold in CUE_ENDS))
        count = _town_at(reading, index) if asked else 0
        if count:
            end = words[index + count - 1].end
            yield Span(words[index].start, end, Kind.LOCATION, Finder.LEXICON, "town")
            index += count
        else:
            index += 1


@lru_cache(maxsize=20_000)
def _may_be_town(word: str) -> bool:
    return begins_town(word) or is_town(word)


def _town_at(reading: Reading, index: int) -> int:
    """How many words from `index` on are a town here; 0 when none."""
    words = reading.words
    word = words[index]
    if word.fold == "del" and not word.cap and reading.lang == "es":
        return 0
    begins = begins_town(word.fold)
    cue = _place_cue(reading, index)
    for count in _lengths(reading, index) if begins else ():
        phrase = reading.phrase(index, count)
        if (
            phrase
            and (is_town(phrase) or _begins_one(reading, phrase))
            and (not is_stop(word.fold) or word.fold in STREET_WORDS or _said(word, cue))
            and _long_town_is_meant(words[index : index + count], cue)
        ):
            return count
    if len(word.fold) < 3 or word.fold in NOT_PLACES or not (cue == "strong" or is_town(word.fold)):
        return 0
    if is_guarded(reading, index):
        return int((cue == "strong" and _lived_in(reading, index)) or (bool(cue) and _is_where(reading, index)))
    if cue == "strong":
        return _after_strong_cue(reading, index)
    if is_stop(word.fold) or word.fold in written("safe_capitals"):
        return 0
    return int(_short_town_is_meant(reading, word, cue))


def _lengths(reading: Reading, index: int) -> list[int]:
    """How many words from `index` on some town's name may have, the most first: it begins with fewer of them."""
    lengths: list[int] = []
    for count in (2, 3, 4):
        phrase = reading.phrase(index, count)
        if phrase is None:
            break
        begins = begins_town(phrase)
        if begins or is_town(phrase):
            lengths.insert(0, count)
        if not begins:
            break
    return lengths


def _lived_in(reading: Reading, index: int) -> bool:
    """Whether somebody lives in the town that an illness, a sign or a drug is called like: "I live in Birmingham"."""
    word = reading.words[index]
    if not (word.cap or reading.shouted) or not is_town(word.fold) or has_head(reading, index):
        return False
    return reading.first(LIVING_IN, max(0, word.start - 40), word.start) is not None


def _is_where(reading: Reading, index: int) -> bool:
    """Whether a sentence part ends with the town behind "in": "drives for them in Paterson."."""
    word = reading.words[index]
    inside = reading.words[index - 1].fold in {"in", "near"} and word.cap and is_town(word.fold)
    return inside and closes_part(reading, index) and is_any_surname(word.fold)


def _begins_one(reading: Reading, phrase: str) -> bool:
    """Whether a longer name of a town begins so ("San Martín Texmelucan de Labastida"), with a word of no "
    "dictionary."""
    return begins_town(phrase) and not all(is_known(part, reading.lang) for part in phrase.split())


def _said(word: Word, cue: str) -> bool:
    """Whether a name that begins with "many", "old" or "el" follows a word that takes a place."""
    return cue == "strong" or (bool(cue) and word.fold not in HARD)


def _long_town_is_meant(run: list[Word], cue: str) -> bool:
    if run[0].fold in {"la", "el"} and len(run) == 2 and not run[1].cap and run[1].fold in written("spanish_things"):
        return False
    if all(is_common(word.fold) for word in run):
        return bool(cue) or (all(word.cap or word.fold in INSIDE for word in run) and not run[0].first)
    return True


def _short_town_is_meant(reading: Reading, word: Word, cue: str) -> bool:
    if is_known(word.fold, reading.lang):
        return bool(cue) and not is_clinical(word.fold) and ((word.cap and not word.first) or _is_rare(reading, word))
    if is_given(word.fold):
        return bool(cue)
    return len(word.fold) > 3 and (bool(cue) or word.cap or len(word.fold) > 4)


def _is_rare(reading: Reading, word: Word) -> bool:
    """A town in small letters, or in a text all in capitals, that only a large dictionary has: "in greenwood"."""
    plain = is_common(word.fold) or is_health(word.fold) or word.fold in written("safe_capitals")
    return reading.lang == "en" and not plain and is_any_surname(word.fold) and len(word.fold) > 4


def _after_strong_cue(reading: Reading, index: int) -> int:
    """After "live in" and the like a place follows even when it is an ordinary or an unknown word."""
    words = reading.words
    word = words[index]
    if word.fold in written("safe_capitals") or is_stop(word.fold):
        return 1 if word.cap and is_town(word.fold) and word.fold not in written("safe_capitals") else 0
    if word.cap:
        end = index + 1
        while end < len(words) and end - index < 3 and words[end].near and words[end].cap and not words[end].first:
            end += 1
        return end - index
    if not is_known(word.fold, reading.lang) or is_town(word.fold):
        following = words[index + 1] if index + 1 < len(words) else None
        doubled = following is not None and following.near and not is_known(following.fold, reading.lang)
        return 2 if doubled else 1
    return 0


def _place_cue(reading: Reading, index: int) -> str:
    words = reading.words
    word = words[index]
    before = words[index - 1] if index else None
    if before is None or word.first or before.fold not in CUE_ENDS or word.gap not in {" ", "  "}:
        return ""
    if reading.first(STRONG_PLACE, max(0, word.start - 60), word.start):
        return "strong"
    return "weak" if before.fold in WEAK_PLACE else ""
