"""The shipped word lists, read once, small in memory and quick to ask."""

import gzip
import re
from functools import cache, lru_cache
from pathlib import Path

from qa_portal.text.identifiers.drug_endings import GENERIC_DRUG, SHORTEST_GENERIC
from qa_portal.text.identifiers.word_list import PREFIX_CHARS, WordList

WORDS = Path(__file__).parent / "words"
"""Folder of the lists: `*.txt.gz` made by build_vocabulary, `*.txt` written by hand."""


SMALL_NAME = re.compile(r"(\w{3,})it(?:a|o|os)")


@cache
def built(name: str) -> WordList:
    """The built list `name`."""
    return WordList(gzip.decompress((WORDS / f"{name}.txt.gz").read_bytes()).decode().split("\n"))


@cache
def written(name: str) -> frozenset[str]:
    """The hand-written list `name`: entries split by commas or lines, `#` starts a comment."""
    lines = (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    entries = ",".join(line.partition("#")[0] for line in lines).split(",")
    return frozenset(entry.strip() for entry in entries if entry.strip())


@cache
def listed(*names: str) -> WordList:
    """The words of hand-written lists, to be asked for slips too."""
    found: dict[str, list[str]] = {}
    for word in frozenset().union(*(written(name) for name in names)):
        found.setdefault(word[:PREFIX_CHARS], []).append(word[PREFIX_CHARS:])
    return WordList([f"{start},{','.join(rests)}," for start, rests in found.items()])


@cache
def nicknames() -> dict[str, frozenset[str]]:
    """What people call the bearers of a given name: every full form with its short and pet forms."""
    lines = (WORDS / "nicknames.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(": ", 1) for line in lines if line and not line.startswith("#"))
    return {full: frozenset(forms.split()) for full, forms in pairs}


@cache
def _pet_names() -> frozenset[str]:
    return frozenset().union(*nicknames().values())


@lru_cache(maxsize=20_000)
def is_stop(word: str) -> bool:
    """A word so ordinary that it is a name only next to another name."""
    return word in written("stopwords_en") or word in written("stopwords_es")


@lru_cache(maxsize=20_000)
def is_common(word: str) -> bool:
    """A word of everyday English."""
    return word in built("english_common") or is_stop(word) or word in written("chat")


@lru_cache(maxsize=20_000)
def is_known(word: str, lang: str = "en") -> bool:
    """A dictionary, medical, drug or eponym word: nothing to wonder about."""
    return (
        is_common(word)
        or word in built("english")
        or is_clinical(word)
        or word in written("safe_capitals")
        or (lang == "es" and (word in built("spanish") or word in written("spanish_chat")))
    )


@lru_cache(maxsize=20_000)
def is_known_in_spanish(word: str) -> bool:
    """A word of the Spanish dictionary."""
    return is_stop(word) or word in built("spanish")


@lru_cache(maxsize=20_000)
def is_drug(word: str) -> bool:
    """A drug of the list, or a word that ends as drugs do and is nobody's name and no other word."""
    if word in built("drugs"):
        return True
    ends = len(word) >= SHORTEST_GENERIC and GENERIC_DRUG.fullmatch(word) is not None
    return ends and not (is_any_given(word) or is_any_surname(word) or is_town(word) or is_common(word))


@lru_cache(maxsize=20_000)
def is_clinical(word: str) -> bool:
    """A medical term, drug or eponym."""
    return _is_listed_clinical(word) or is_drug(word)


def _is_listed_clinical(word: str) -> bool:
    return (
        word in built("medical") or word in built("drugs") or word in written("eponyms") or word in written("clinical")
    )


@lru_cache(maxsize=20_000)
def is_health(word: str) -> bool:
    """A medical term of the lists, or an everyday English word of bodies and illness."""
    return _is_listed_clinical(word) or word in built("health")


@lru_cache(maxsize=20_000)
def is_shared_eponym(word: str) -> bool:
    """An everyday name that is a disease or sign too."""
    return word in written("eponyms_shared")


@lru_cache(maxsize=20_000)
def is_given(word: str) -> bool:
    """A given name in some country; it may be a dictionary word too."""
    return word in built("given")


@lru_cache(maxsize=20_000)
def is_any_given(word: str) -> bool:
    """A given name, however rare, or a pet form of one; in no dictionary when it is rare."""
    return word in built("given") or word in built("given_rare") or word in _pet_names() or _is_small_name(word)


def _is_small_name(word: str) -> bool:
    """Whether the word is the Spanish small form of a given name: "ximenita", "carlitos"."""
    small = SMALL_NAME.fullmatch(word)
    if small is None or word in built("spanish"):
        return False
    return any(small[1] + end in built("given") or small[1] + end in _pet_names() for end in ("a", "o", "", "os"))


@lru_cache(maxsize=20_000)
def is_surname(word: str) -> bool:
    """A frequent surname; it may be a dictionary word too."""
    return word in built("surnames")


@lru_cache(maxsize=20_000)
def is_any_surname(word: str) -> bool:
    """A surname, however rare."""
    return word in built("surnames") or word in built("surnames_rare")


@lru_cache(maxsize=20_000)
def begins_town(word: str) -> bool:
    """Whether some town of several words begins with `word`."""
    return built("towns").begins(word) or built("towns_small").begins(word)


@lru_cache(maxsize=20_000)
def is_town(name: str) -> bool:
    """A town of the list; `name` may be several words, folded, one space between them."""
    return name in built("towns") or name in built("towns_small")
