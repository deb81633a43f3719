"""Names of people after cue words: kin, titles, roles, introductions, greetings, sign-offs."""

from collections.abc import Iterator

from qa_portal.text.identifiers.cue_words import CUE_GAPS, CUES, JOINERS, LISTENERS
from qa_portal.text.identifiers.guard import is_guarded
from qa_portal.text.identifiers.lexicon import (
    is_any_given,
    is_any_surname,
    is_clinical,
    is_common,
    is_given,
    is_known,
    is_stop,
    is_surname,
)
from qa_portal.text.identifiers.name_shapes import (
    HARD,
    LINKS,
    SPANISH_PET_NAMES,
    is_nameish,
    may_follow_kin,
    may_open,
    name_end,
    name_span,
)
from qa_portal.text.identifiers.reading import Reading, Word
from qa_portal.text.identifiers.spans import Finder, Span
from qa_portal.text.identifiers.spelling import is_inflected


def _cue_at(words: list[Word], index: int) -> tuple[str, int] | None:
    """The cue that starts at `index`: its sort and how many words it has."""
    for sort, phrase in CUES.get(words[index].fold, ()):
        count = len(phrase)
        if count == 1:
            return sort, count
        run = words[index + 1 : index + count]
        if [word.fold for word in run] == [*phrase[1:]] and all(word.near or word.gap == ", " for word in run):
            return sort, count
    return None


def _after_link(words: list[Word], index: int) -> int:
    """Skip "is", "was", "named" between a cue and its name."""
    while index < len(words) and words[index].fold in LINKS and words[index].gap in {" ", ", ", " ("}:
        index += 1
    return index


AFTER = {
    "kin": "after a word for family or friends",
    "role": "after a word for what somebody does",
    "title": "after a title such as “Dr”",
    "intro": "after words such as “my name is”",
    "hello": "after a greeting",
    "signoff": "after a closing word such as “thanks”",
}
"""Why what follows each sort of cue is a name."""


def find_cued_names(reading: Reading) -> Iterator[Span]:
    """Names after kin words, titles, roles, introductions, greetings and sign-offs."""
    words = reading.words
    index = 0
    while index < len(words):
        cue = _cue_at(words, index) if words[index].fold in CUES else None
        if cue is None or (reading.lang == "es" and words[index].fold in NO_SPANISH_CUES):
            index += 1
            continue
        sort, count = cue
        place = index + count
        linked = _after_link(words, place) if sort in {"kin", "role", "title"} else place
        if linked < len(words) and _takes(reading, sort, linked, was_linked=linked > place):
            end = name_end(reading, linked)
            yield name_span(reading, linked, end, Finder.CUE, AFTER[sort])
            yield from _list_of_names(reading, end)
            index = end
        else:
            index += count


def _takes(reading: Reading, sort: str, index: int, *, was_linked: bool) -> bool:
    word = reading.words[index]
    gap = word.gap.replace("\xa0", " ")
    if gap not in CUE_GAPS or (word.first and sort in {"kin", "role"} and "(" not in gap):
        return False
    if sort == "title":
        opens = may_open(reading, word) or _short_surname(reading, index)
        return ("," not in gap) and opens and (word.cap or _titled(reading, index))
    if sort in {"intro", "signoff", "hello"}:
        if sort != "intro" or "," in gap:
            return _named_alone(reading, index, strong=sort == "signoff")
        if reading.lang == "es" and _is_trade(reading, index):
            return False
        if _introduced(reading, index):
            return not is_stop(word.fold) and word.fold not in HARD
        if not word.cap and is_common(word.fold) and reading.words[index - 1].fold == "like":
            return False
        return may_open(reading, word) and is_nameish(reading, word)
    if was_linked and not is_nameish(reading, word):
        return False
    if sort == "role" and not was_linked and not word.cap:
        return may_follow_kin(reading, word) and not is_common(word.fold) and _listed(reading, index)
    return may_follow_kin(reading, word) and not is_guarded_head(reading, index)


def _listed(reading: Reading, index: int) -> bool:
    """Whether a list of names has the word; in Spanish one will do that no dictionary has, if it says something."""
    word = reading.words[index]
    if is_given(word.fold) or is_surname(word.fold):
        return True
    if reading.lang != "es" or is_known(word.fold, "es"):
        return False
    following = reading.words[index + 1].fold if index + 1 < len(reading.words) else ""
    return is_any_given(word.fold) or is_any_surname(word.fold) or following in SAYING


SAYING = frozenset("dice dijo dise me le les nos que quiere pidio mando receto vio".split())


def _is_trade(reading: Reading, index: int) -> bool:
    """Whether an ordinary word behind "soy" tells what somebody is: "soy guardia civil", "soy herrero"."""
    word, before = reading.words[index], reading.words[index - 1].fold
    if before not in {"soy", "soi"} or word.cap or word.fold in SPANISH_PET_NAMES:
        return False
    return is_known(word.fold, "es") and not is_given(word.fold)


def is_guarded_head(reading: Reading, index: int) -> bool:
    """Whether a kin word's follower is the first word of an illness ("my dad Parkinson disease")."""
    return is_guarded(reading, index) and not is_given(reading.words[index].fold)


def _short_surname(reading: Reading, index: int) -> bool:
    """ "Dr. Lo", "Mr. So": a surname that is a word of every sentence too."""
    word = reading.words[index]
    titled = reading.words[index - 1].fold in {"dr", "dra", "mr", "mrs", "ms", "sr", "sra"}
    if not titled or len(word.text) < 2 or not is_any_surname(word.fold):
        return False
    noun = reading.lang == "es" and word.fold in SURNAME_NOUNS
    return word.cap or (word.gap == ". " and not is_common(word.fold)) or noun


def _introduced(reading: Reading, index: int) -> bool:
    """Whether "my name is" itself stands before the word at `index`, so that it is a name whatever else it is."""
    before = tuple(word.fold for word in reading.words[max(0, index - 2) : index])
    return before in INTRODUCED and not is_clinical(reading.words[index].fold)


NO_SPANISH_CUES = frozenset({"ta"})
INTRODUCED = frozenset({("name", "is"), ("nombre", "es"), ("me", "llamo"), ("se", "llama"), ("me", "yamo")})
SURNAME_NOUNS = frozenset(
    "cuello cabeza cabezas casa casas calle mayor nieto delgado delgada grande viejo segundo gallo rey reyes "
    "prado rojo rojas hermoso amor salud tarde verdad cara barriga mano manos pie salas".split()
)
"""Surnames that are words of every Spanish sentence too."""
KIN_TITLES = frozenset("sister auntie mam tia tio principal judge pa np doc d don dona coach".split())
"""Titles that are words for somebody too, so that a verb may follow: "my sister rides"."""


def _titled(reading: Reading, index: int) -> bool:
    word = reading.words[index]
    if reading.words[index - 1].fold in {"dr", "dra", "mr", "mrs"} and not is_known(word.fold, reading.lang):
        return not is_inflected(word.fold, reading.lang)
    if reading.words[index - 1].fold in KIN_TITLES and is_common(word.fold) and not is_given(word.fold):
        return False
    return is_any_surname(word.fold) or may_follow_kin(reading, word)


def _named_alone(reading: Reading, index: int, *, strong: bool) -> bool:
    """After "thanks" or "hi": one to three name words, then the end of a line or sentence."""
    words = reading.words
    word = words[index]
    if word.fold in LISTENERS or not is_nameish(reading, word):
        return False
    end = name_end(reading, index)
    rest = reading.text[words[end - 1].end : words[end].start] if end < len(words) else ""
    closes = end == len(words) or any(char in rest for char in ",.!?:;\n—–(")
    return closes or (
        (strong or word.cap) and not is_known(word.fold, reading.lang) and (word.cap or is_given(word.fold))
    )


def _list_of_names(reading: Reading, index: int) -> Iterator[Span]:
    """Names that go on in a list: "Ana, Luis and Eva"."""
    words = reading.words
    for _ in range(12):
        if index >= len(words):
            return
        joined = words[index].fold in JOINERS and words[index].gap in {" ", ", "}
        place = index + 1 if joined else index
        if place >= len(words) or (not joined and words[place].gap not in {", ", " & ", ",", " + ", "/", " / "}):
            return
        word = words[place]
        if word.gap not in {" ", ", ", " & ", ",", " + ", "/", " / "} or not is_nameish(reading, word):
            return
        if is_common(word.fold) and not (word.cap and is_given(word.fold)) and not joined:
            return
        if words[index - 1].cap and not word.cap:
            return
        if reading.lang == "es" and not (joined or word.cap or is_any_given(word.fold) or is_any_surname(word.fold)):
            return
        end = name_end(reading, place)
        yield name_span(reading, place, end, Finder.CUE, "in a list of names")
        index = end
