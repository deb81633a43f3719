"""Spanish schools, clinics, shops and firms in any case: "la guarderia los pinitos", "el ambulatorio de kueto"."""

from collections.abc import Iterator

from qa_portal.text.identifiers.cue_words import KIN, TITLES
from qa_portal.text.identifiers.facility_words import (
    ARTICLES,
    BEFORE,
    CARE,
    HEADS,
    OF,
    PATIENTS,
    RUNNING,
    SCHOOLS,
    SIZES,
    SORTS,
    SORTS_OF,
    TRADES,
)
from qa_portal.text.identifiers.frames import ANYWHERE, GENERIC, OPENERS, run_of_name
from qa_portal.text.identifiers.lexicon import (
    is_any_given,
    is_clinical,
    is_known,
    is_stop,
    is_surname,
    is_town,
    written,
)
from qa_portal.text.identifiers.reading import Reading, Word
from qa_portal.text.identifiers.spans import Finder, Kind, Span

QUOTES = frozenset({" ", ' "', " “", " «", " '", " ‘"})


def find_spanish_facilities(reading: Reading) -> Iterator[Span]:
    """What "la primaria", "el centro de salud de", "autobuses" and the like name, and the word itself."""
    if reading.lang != "es":
        return
    if reading.folds.isdisjoint(HEADS):
        return
    words = reading.words
    for index, word in enumerate(words[:-1]):
        if word.fold not in HEADS:
            continue
        before = words[index - 1].fold if index and word.gap == " " and not word.first else ""
        if word.first and (word.cap or reading.shouted) and word.fold in CARE | SCHOOLS:
            before = "el"
        if before in BEFORE or word.fold in TRADES:
            span = _named(reading, index, before)
            if span is not None:
                yield span


def _named(reading: Reading, index: int, before: str) -> Span | None:
    """The facility whose first word stands at `index`."""
    words = reading.words
    head = words[index]
    owner = words[index + 2] if index + 2 < len(words) and _is_of(words, index + 1) else None
    if owner is not None and head.fold == "hospital" and owner.gap == " " and owner.fold in PATIENTS:
        return _span(head, owner)
    place = _after_sort(words, index + 1)
    if head.fold in {"centro", "cap", "puesto"} and place == index + 1 and not _is_of(words, place):
        return None
    if place >= len(words) or words[place].first or words[place].gap not in QUOTES:
        return None
    if _is_of(words, place):
        return _called_of(reading, index, place, before)
    if head.fold == "linea" and not words[place].cap:
        return None
    if head.fold in TRADES and before not in BEFORE and words[place].fold not in ARTICLES:
        return None
    return _called(reading, index, place, before)


def _after_sort(words: list[Word], place: int) -> int:
    """The place behind "pública", "dental", "de salud": what tells the sort and is no name."""
    while place < len(words) and words[place].gap == " " and not words[place].first:
        word = words[place]
        if word.fold in SORTS and not (word.cap and not word.text.isupper()):
            place += 1
        elif word.fold in OF and place + 1 < len(words) and words[place + 1].fold in SORTS_OF:
            if words[place + 1].cap or _is_named_barrio(words[place + 1 : place + 3]):
                break
            place += 2
        else:
            break
    return place


def _is_of(words: list[Word], place: int) -> bool:
    return place < len(words) and words[place].fold in OF and words[place].gap == " " and not words[place].first


def _called(reading: Reading, index: int, place: int, before: str) -> Span | None:
    """A name right behind the word: "guardería los pinitos", "jardín rayito de sol"."""
    words = reading.words
    article = words[place].fold if words[place].fold in ARTICLES and place + 1 < len(words) else ""
    start = place + 1 if article else place
    if article and (words[start].gap != " " or words[start].first):
        return None
    run = run_of_name(reading, start, most=3)
    if article in {"mi", "mis"} and not run:
        run = words[start : start + 1]
    if not run:
        return None
    if article in {"la", "el", "los", "las", "lo"} and _acts(reading, run):
        return _span(words[index], run[-1], certain=False) if len(run) > 1 else None
    if article not in {"", "lo"}:
        return _span(words[index], run[-1]) if not is_clinical(run[0].fold) else None
    if _is_sort(run) or _is_verb(run[0]):
        return None
    sure = before in BEFORE or words[index].fold in TRADES
    return _span(words[index], run[-1], certain=sure)


def _called_of(reading: Reading, index: int, place: int, before: str) -> Span | None:
    """A name behind "de": "la farmacia de romo", "la clínica de la misión"."""
    words = reading.words
    start = place + 1
    articled = start < len(words) and words[start].fold in {"la", "las", "los", "el"}
    joined = articled or words[place].fold == "del"
    start += articled
    if start >= len(words) or any(word.gap != " " or word.first for word in words[place + 1 : start + 1]):
        return None
    word = words[start]
    if word.fold in {"barrio", "colonia"} and not word.cap:
        run = words[start : start + 2]
        return _span(words[index], run[-1]) if _is_named_barrio(run) else None
    if word.fold in {"san", "santa", "santo", "don", "dona", "nuestra"} and start + 1 < len(words):
        run = words[start : start + 2]
        return _span(words[index], run[-1]) if run[-1].gap == " " else None
    if _is_anybodys(word):
        return None
    run = run_of_name(reading, start, most=2)[:2] if word.cap else words[start : start + 1]
    if not word.cap and words[start + 1 : start + 2] and words[start + 1].fold in SIZES and words[start + 1].gap == " ":
        run = words[start : start + 2]
    telling = _telling(reading, word)
    sure = telling or (joined and before in BEFORE and words[index].fold in CARE | SCHOOLS | TRADES)
    return _span(words[index], run[-1], certain=sure)


def _is_anybodys(word: Word) -> bool:
    """Whether the word behind "de" tells whose or which sort of place it is, and no name."""
    if is_stop(word.fold) or is_clinical(word.fold) or word.fold in written("calendar"):
        return True
    if not word.cap and (word.fold in SORTS_OF or word.fold in written("safe_capitals")):
        return True
    return word.fold in KIN or word.fold in TITLES or word.fold in ANYWHERE


def _is_named_barrio(run: list[Word]) -> bool:
    """Whether a part of a town is named: "del barrio norte"."""
    named = len(run) > 1 and run[0].fold in {"barrio", "colonia"} and run[1].gap == " " and not run[1].first
    return named and not is_stop(run[1].fold)


def _telling(reading: Reading, word: Word) -> bool:
    """Whether a word can hardly be anything but a name."""
    if word.cap or not is_known(word.fold, reading.lang):
        return True
    return is_any_given(word.fold) or is_surname(word.fold) or is_town(word.fold) or word.fold in {"clinicas", "issste"}


def _acts(reading: Reading, run: list[Word]) -> bool:
    """Whether "la farmacia la cerraron" is told and not a name."""
    return not run[0].cap and not reading.shouted and _is_verb(run[0])


VERBAL = ("aron", "ieron", "aban", "ando", "iendo", "aria", "arian", "amos", "emos", "imos", "aste", "iste")


def _is_verb(word: Word) -> bool:
    return word.fold in RUNNING or (not word.cap and word.fold.endswith(VERBAL))


def _is_sort(run: list[Word]) -> bool:
    """Whether the words tell which sort of place it is and not its name."""
    first = run[0]
    if first.fold in SORTS or first.fold in ANYWHERE or (is_clinical(first.fold) and not first.cap):
        return True
    if first.cap or len(run) > 2 or (len(run) > 1 and first.fold in OPENERS):
        return False
    return all(word.fold in GENERIC or is_stop(word.fold) for word in run)


def _span(first: Word, last: Word, *, certain: bool = True) -> Span:
    return Span(
        first.start, last.end, Kind.ORG, Finder.ORGANISATION, "school, clinic or another place by its name", certain
    )
