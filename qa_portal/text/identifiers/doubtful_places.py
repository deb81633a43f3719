"""Places nobody can be sure of, shown to a person: "got it at next care", "we go to the spinning wheel"."""

from collections.abc import Iterator

from qa_portal.text.identifiers.bare_places import LENT, MEASURED
from qa_portal.text.identifiers.lexicon import is_clinical, is_common, is_given, is_health, is_known, is_stop, written
from qa_portal.text.identifiers.reading import Reading, Word
from qa_portal.text.identifiers.spans import Finder, Kind, Span
from qa_portal.text.identifiers.spelling import is_inflected
from qa_portal.text.identifiers.trades import ARTICLES, BEGIN, GAPS, PLAIN, WORKERS, is_odd

MAX_WORDS = 4
REASON = "where somebody works or goes"
REACH = 5
MOVING = frozenset(
    "go goes going went gone took take takes taken sent send sends referred refer transferred moved moving brought "
    "bring drove drive drives driving rushed admitted attend attends attended back been belong belongs return "
    "returned walk walked run ran".split()
)
ARRIVING = frozenset("goes attends belong belongs admitted transferred rushed referred moved".split())
"""Behind these "to" leads to a place, even without an article."""
KEPT_LAST = frozenset("station legion hall yard centre center".split())
CARING = frozenset("care med meds md health team choice first family kids clinics".split())
"""Last words of ordinary ones that tell a place behind "at"."""
LEADS: dict[str, frozenset[str] | None] = {
    "at": None,
    "of": frozenset({"out", "coach", "manager", "owner", "head", "principal", "pastor", "member", "patient"}),
    "near": WORKERS | {"chemist", "pharmacy", "shop", "store", "house", "place", "clinic", "market", "school"},
    "to": MOVING,
    "too": MOVING,
    "into": MOVING,
    "for": WORKERS - {"started", "start", "shop", "shopped", "bought", "ordered", "therapist", "vet", "patient"},
    "with": WORKERS - {"started", "start", "patient", "therapist", "hand", "student", "work", "works"},
    "from": frozenset(
        "nurse doctor pharmacist bought ordered got retired fired graduated came home hired discharged lady guy girl "
        "called rang let fired laid quit let sacked note letter referral prescription pills meds tablets".split()
    ),
    "in": frozenset(
        "stent admitted operated stitched pharmacist nurse doctor gp lady work works worked working trade trades teach "
        "teaches enrolled resident shop job".split()
    ),
}
"""Before which preposition which words tell that a place follows; None: whatever stands before."""
ORDINARY = PLAIN | written("everybodys_places")
"""Nouns that stand behind "at" or "go to" in anybody's letter."""


def find_doubtful_places(reading: Reading) -> Iterator[Span]:
    """What stands where a place is named, though it may be anything."""
    words = reading.words
    for index in range(len(words) - 1):
        before = words[index].fold
        if before not in LEADS:
            continue
        start = index + 1
        if words[start].fold in ARTICLES and start + 1 < len(words) and words[start].gap == " ":
            start += 1
        if words[start].gap not in {" ", ' "', " “", " '"} or words[start].first or words[index + 1].first:
            continue
        run = _run(reading, start)
        if not run:
            continue
        if (_may_be_told(reading, index, LEADS[before]) and _is_no_verb(words, index, start, run)) or (
            before == "from" and _is_two_ordinary(run)
        ):
            sure = len(run) > 1 and any(is_odd(reading, word) for word in run)
            yield Span(run[0].start, run[-1].end, Kind.ORG, Finder.ORGANISATION, REASON, sure)


def _may_be_told(reading: Reading, index: int, wanted: frozenset[str] | None) -> bool:
    """Whether a word that leads to a place stands before the preposition, in the same part of the sentence."""
    words = reading.words
    if wanted is None:
        return True
    for place in range(index, max(-1, index - REACH), -1):
        if place < index and words[place].fold in wanted:
            return True
        if words[place].first or words[place].fold in {"and", "but", "because", "that"}:
            return False
    return False


def _is_two_ordinary(run: list[Word]) -> bool:
    """Whether two or three ordinary words stand where a thing would have an article: "from thrifty white"."""
    if len(run) < 2 or run[0].fold.endswith(("ing", "ed", "ly", "s")):
        return False
    return not any(is_health(word.fold) or word.fold in ORDINARY or is_stop(word.fold) for word in run)


DONE = frozenset("done got works work worked made fixed went been".split())


def _is_no_verb(words: list[Word], index: int, start: int, run: list[Word]) -> bool:
    """Whether "to" leads to a thing and not to what is to be done: "goes to copper kettle", "went to wash"."""
    if words[index].fold not in {"to", "too", "into"} or start > index + 1 or words[start].cap:
        return True
    if not is_known(words[start].fold) and not is_inflected(words[start].fold, "en"):
        return True
    if len(run) > 1 and words[index - 1].fold in DONE and not run[-1].fold.endswith(("s", "ing")):
        return True
    if len(run) > 1 and (run[-1].fold in CARING or run[-1].fold in written("trade_words")):
        return True
    return not {words[place].fold for place in range(max(0, index - 2), index)}.isdisjoint(ARRIVING)


def _run(reading: Reading, start: int) -> list[Word]:
    words = reading.words
    end = start
    while end < len(words) and end - start < MAX_WORDS:
        word = words[end]
        if end > start and (word.first or word.gap not in GAPS):
            break
        if not (_fits(word) or word.fold in BEGIN or (end > start and word.fold in CARING)):
            break
        end += 1
    run = words[start:end]
    following = words[end] if end < len(words) and words[end].gap == " " else None
    if not run or run[-1].fold in MEASURED or (following is not None and following.fold in MEASURED):
        return []
    return _telling(reading, start, end)


def _telling(reading: Reading, start: int, end: int) -> list[Word]:
    """The words from `start` up to `end` without ordinary last ones, when one of them may name a place."""
    words = reading.words
    run = words[start:end]
    while len(run) > 1 and run[-1].fold in ORDINARY and run[-1].fold not in CARING | KEPT_LAST:
        run = run[:-1]
    if len(run) == 1 and run[0].fold in ORDINARY:
        return []
    if len(run) == 1 and words[start - 1].fold == "at" and _closes(reading, end):
        return run if run[0].fold in PEOPLES or _tells(run[0]) else []
    plain = run[0].fold in ORDINARY and run[0].fold not in written("place_words")
    cared = len(run) > 1 and run[-1].fold in CARING and words[start - 1].fold == "at" and not plain
    return run if cared or any(_tells(word) for word in run) else []


PEOPLES = frozenset(
    "swedish polish german italian irish french norwegian danish finnish greek jewish lutheran methodist baptist "
    "presbyterian catholic adventist episcopal christian central".split()
)
"""Hospitals are called so: "she was born at swedish"."""


def _closes(reading: Reading, end: int) -> bool:
    """Whether no further word of a name follows."""
    words = reading.words
    return end == len(words) or words[end].gap != " " or is_stop(words[end].fold)


def _fits(word: Word) -> bool:
    fold = word.fold
    if fold in written("calendar") or len(fold) < 2:
        return False
    return not is_stop(fold) and not (is_clinical(fold) and not (is_common(fold) or is_given(fold)))


def _tells(word: Word) -> bool:
    fold = word.fold
    if fold in LENT or (fold in written("place_words") and fold not in ORDINARY):
        return True
    if fold in ORDINARY or fold in written("safe_capitals") or is_stop(fold) or len(fold) < 3:
        return False
    return not is_health(fold)
