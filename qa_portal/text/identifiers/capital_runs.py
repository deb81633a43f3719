"""Ordinary words written like a name: "pays Gentle Hands", "came through Open Arms International"."""

from collections.abc import Iterator

from qa_portal.text.identifiers.cue_words import KIN, LISTENERS, ROLES, TITLES
from qa_portal.text.identifiers.guard import HEADS, REACH, is_guarded
from qa_portal.text.identifiers.lexicon import (
    is_any_surname,
    is_clinical,
    is_common,
    is_drug,
    is_given,
    is_health,
    is_shared_eponym,
    is_stop,
    written,
)
from qa_portal.text.identifiers.lone_names import VERBS
from qa_portal.text.identifiers.name_shapes import HARD
from qa_portal.text.identifiers.reading import Reading, Word
from qa_portal.text.identifiers.spans import Finder, Kind, Span
from qa_portal.text.identifiers.workplaces import NOT_NAMES

SURE_CUES = frozenset("at near outside pays paid joined attend attends attended en desde al".split())
"""Before words of illness only these tell a name: "at Helping Hands", not "with High Blood Pressure"."""
PLACE_CUES = frozenset("at from by via near outside en desde del al".split())
ARTICLES = frozenset("the our my la el los las".split())
JOINING = frozenset("of the and de la del los las y".split())
GAPS = frozenset({" ", " & ", "-", "'s ", "’s ", "s' ", "' ", "’ "})
PEOPLE = KIN | TITLES | ROLES | LISTENERS
MAX_WORDS = 6
LINE_WORDS = 12
"""Words to either side that tell whether a line is a heading, every word of which has a capital."""


def find_capital_runs(reading: Reading) -> Iterator[Span]:
    """Runs of capitalised words inside a sentence, and single ordinary words with a capital there."""
    if reading.shouted:
        return
    words = reading.words
    index = 0
    while index < len(words):
        end = _run_end(words, index) if words[index].cap else index
        if end == index and words[index].first and words[index].cap and _opens_with_firm(words, index):
            yield _span(words[index].start, words[index + 1].end, certain=False)
        if end > index:
            span = _judged(reading, index, end)
            if span is not None:
                yield span
        index = max(end, index + 1)


def _opens_with_firm(words: list[Word], index: int) -> bool:
    """Whether a second word with a capital follows the one that opens a sentence, and something is done.

    "Open Door tested him".
    """
    run = words[index : index + 3]
    if len(run) < 3 or not (run[1].cap and run[1].gap == run[2].gap == " "):
        return False
    if run[0].fold in HARD | PEOPLE or run[1].fold in HARD | PEOPLE or is_stop(run[1].fold) or run[2].cap:
        return False
    done = run[2].fold in VERBS or run[2].fold.endswith("ed")
    return done and not (is_health(run[1].fold) or is_clinical(run[1].fold))


def _begins(word: Word) -> bool:
    if not word.cap or len(word.text) < 2 or word.fold in HARD or _is_day_or_month(word):
        return False
    return not (word.first and is_stop(word.fold))


def _is_day_or_month(word: Word) -> bool:
    return word.fold in written("calendar") and len(word.fold) > 3


def _run_end(words: list[Word], index: int) -> int:
    if not _begins(words[index]) or words[index].fold in PEOPLE:
        return index
    end = index + 1
    while end < len(words) and end - index < MAX_WORDS:
        if words[end].gap not in GAPS or words[end].first:
            break
        following = words[end + 1] if end + 1 < len(words) else None
        if following and _are_two_people(words[index], words[end], following):
            break
        if _begins(words[end]):
            end += 1
        elif words[end].fold in JOINING and following and following.gap == " " and _begins(following):
            end += 2
        else:
            break
    return end


def _are_two_people(first: Word, joint: Word, second: Word) -> bool:
    """Whether "and" stands between two given names, "Ana Ruiz and Ana Lopez", who never are one person."""
    return joint.fold in {"and", "y"} and is_given(first.fold) and is_given(second.fold)


def _judged(reading: Reading, index: int, end: int) -> Span | None:
    words = reading.words
    run = words[index:end]
    if _full_name(reading, index, end):
        return _span(run[0].start, run[-1].end, certain=True, kind=Kind.NAME)
    guarded = (
        is_guarded(reading, place) and (not is_common(words[place].fold) or is_drug(words[place].fold))
        for place in range(index, end)
    )
    if is_guarded(reading, end - 1) or run[-1].fold in HEADS or any(guarded):
        return None
    named = [word for word in run if word.fold not in JOINING]
    if all(word.fold in written("safe_capitals") or word.fold in PEOPLE for word in named):
        return None
    if len(run) == 1:
        return _single(reading, index)
    plain = all(is_health(word.fold) or word.fold in NOT_NAMES or word.text.isupper() for word in run)
    if plain and _lead(words, index) not in SURE_CUES:
        return None
    kind = Kind.NAME if is_given(run[0].fold) and not is_common(run[-1].fold) else Kind.ORG
    certain = not _in_heading(reading, index, end) and not (plain and run[0].first)
    return _span(run[0].start, run[-1].end, certain=certain, kind=kind)


def _full_name(reading: Reading, index: int, end: int) -> bool:
    """A given name and a surname, be they those of a disease too, with no word of a disease behind them."""
    words = reading.words
    if end - index != 2 or not is_given(words[index].fold) or not is_any_surname(words[index + 1].fold):
        return False
    following = {word.fold for word in words[end : end + REACH]}
    listed = words[index].fold in written("eponyms") or is_shared_eponym(words[index].fold)
    return not listed and not words[index].first and following.isdisjoint(HEADS)


def _single(reading: Reading, index: int) -> Span | None:
    words = reading.words
    word = words[index]
    if (
        word.first
        or is_stop(word.fold)
        or word.fold in written("calendar")
        or word.text.isupper()
        or not is_common(word.fold)
        or _in_heading(reading, index, index + 1)
    ):
        return None
    if is_health(word.fold) or word.fold in NOT_NAMES or word.text != word.text.capitalize():
        return None
    return _span(word.start, word.end, certain=_lead(words, index) in PLACE_CUES or _is_taken_to(words, index))


def _is_taken_to(words: list[Word], index: int) -> bool:
    """Whether somebody came to be cared for there: "admitted to Deaconess"."""
    return index > 1 and words[index - 1].fold == "to" and words[index - 2].fold in TAKEN and not words[index - 1].first


TAKEN = frozenset("admitted transferred rushed airlifted readmitted".split())


def _lead(words: list[Word], index: int) -> str:
    """The word before, or the one before an article; nothing across a sentence."""
    if words[index].first or words[index].gap != " " or not index:
        return ""
    before = words[index - 1]
    return words[index - 2].fold if before.fold in ARTICLES and index > 1 and before.gap == " " else before.fold


def _in_heading(reading: Reading, index: int, end: int) -> bool:
    """Whether the other words of the line have capitals too, or there are none."""
    words = reading.words
    low, high = index, end
    while low > 0 and index - low < LINE_WORDS and "\n" not in words[low].gap:
        low -= 1
    while high < len(words) and high - end < LINE_WORDS and "\n" not in words[high].gap:
        high += 1
    others = [word for word in (*words[low:index], *words[end:high]) if len(word.fold) > 3]
    return sum(not word.cap for word in others) * 2 <= len(others)


def _span(start: int, end: int, *, certain: bool, kind: Kind = Kind.ORG) -> Span:
    return Span(start, end, kind, Finder.UNKNOWN, "unknown word with a capital", certain)
