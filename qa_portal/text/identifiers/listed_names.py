"""Names of people without a cue word: by the lists, at the end of a letter, before "here"."""

from collections.abc import Iterator

from qa_portal.text.identifiers.guard import is_guarded
from qa_portal.text.identifiers.lexicon import (
    built,
    is_any_surname,
    is_clinical,
    is_common,
    is_given,
    is_known,
    is_stop,
    is_surname,
    written,
)
from qa_portal.text.identifiers.name_shapes import (
    MAX_NAME_WORDS,
    is_month_or_day,
    is_nameish,
    name_end,
    name_span,
)
from qa_portal.text.identifiers.reading import Reading, Word
from qa_portal.text.identifiers.spans import Finder, Span
from qa_portal.text.identifiers.spelling import has_pronouns, is_typo


def find_listed_names(reading: Reading) -> Iterator[Span]:
    """Names known from the lists, with no cue: unmistakable ones, pairs, a name and an initial, capitals."""
    words = reading.words
    for index, word in enumerate(words):
        if is_stop(word.fold) or is_month_or_day(word) or len(word.fold) < 2:
            continue
        if _pair(reading, index):
            yield name_span(reading, index, name_end(reading, index), Finder.LEXICON, "given name and surname")
        elif _unmistakable(reading, word) and not is_guarded(reading, index):
            yield name_span(reading, index, name_end(reading, index), Finder.LEXICON, "name in the lists")
        elif _capital_name(reading, index) and not is_guarded(reading, index):
            yield name_span(reading, index, name_end(reading, index), Finder.LEXICON, "name with a capital")


def _unmistakable(reading: Reading, word: Word) -> bool:
    if (
        is_known(word.fold, reading.lang)
        or (reading.lang == "es" and not word.cap and has_pronouns(word.fold))
        or len(word.fold) < 3
        or (word.text.isupper() and len(word.fold) < 5 and not reading.shouted)
    ):
        return False
    if len(word.fold) == 3 and not word.cap:
        return False
    if word.fold.endswith("in") and not word.cap and not is_given(word.fold) and is_common(f"{word.fold}g"):
        return False
    return is_given(word.fold) or (is_surname(word.fold) and len(word.fold) > 3 and not is_typo(word.fold))


def _capital_name(reading: Reading, index: int) -> bool:
    word = reading.words[index]
    if not word.cap or word.first or word.fold in written("safe_capitals") or word.text.isupper():
        return False
    if _in_heading(reading, index):
        return False
    if is_common(word.fold):
        return is_given(word.fold) and not is_clinical(word.fold)
    return is_given(word.fold) or is_any_surname(word.fold)


def _in_heading(reading: Reading, index: int) -> bool:
    """Whether the words around are capitalised too although they are ordinary."""
    words = reading.words[max(0, index - 2) : index + 3]
    ordinary = [
        word for word in words if word is not reading.words[index] and len(word.fold) > 3 and is_common(word.fold)
    ]
    return bool(ordinary) and sum(word.cap for word in ordinary) >= max(2, len(ordinary) - 1)


def _pair(reading: Reading, index: int) -> bool:
    """A given name (or an initial) before a surname or before a single capital letter."""
    words = reading.words
    word, following = words[index], words[index + 1] if index + 1 < len(words) else None
    if following is None or not following.near or following.first:
        return False
    if len(following.text) == 1:
        dotted = reading.text[following.end : following.end + 1] == "."
        lettered = following.text.isupper() and word.cap and (dotted or following.fold not in "ai")
        return (
            lettered
            and not is_clinical(word.fold)
            and (is_given(word.fold) or (dotted and not word.first and _is_no_word(reading, word)))
        )
    if is_stop(following.fold) or is_clinical(following.fold) or is_guarded(reading, index + 1):
        return False
    if not (is_given(word.fold) and is_any_surname(following.fold)) or is_guarded(reading, index):
        return False
    if word.cap and following.cap:
        return not _in_heading(reading, index) and following.fold in built("surnames")
    return (
        not word.cap
        and not (is_common(word.fold) and is_common(following.fold))
        and not (is_known(word.fold, reading.lang) and is_known(following.fold, reading.lang))
    )


def _is_no_word(reading: Reading, word: Word) -> bool:
    """Whether a word with a capital is a surname or none of everyday English, so that an initial may follow it."""
    if word.fold in written("safe_capitals") or word.text.isupper():
        return False
    return is_surname(word.fold) or not is_common(word.fold)


def find_signature(reading: Reading) -> Iterator[Span]:
    """One to four name words alone after the last sentence, line or dash."""
    words = reading.words
    if not words or reading.text[words[-1].end :].strip(" \t\r\n.!,*-—~:)xX♥😊🙏") != "":
        return
    start = len(words) - 1
    while start > 0 and not words[start].first and words[start].near and len(words) - start < MAX_NAME_WORDS:
        start -= 1
    word = words[start]
    if start == 0 or not (word.first or word.gap.strip() in {"—", "–", "-", "--", "~", ","}):
        return
    run = words[start:]
    if all(len(item.text) == 1 or is_nameish(reading, item) for item in run) and any(
        len(item.text) > 1 for item in run
    ):
        yield name_span(reading, start, len(words), Finder.CUE, "signature")


PRESENT = frozenset({"here", "aqui"})


def find_speaker(reading: Reading) -> Iterator[Span]:
    """ "Ana here." at the start of a sentence, and "I, Ana Luz,"."""
    if reading.folds.isdisjoint(PRESENT):
        return
    words = reading.words
    for index, word in enumerate(words):
        if word.fold in PRESENT and index > 0 and word.near:
            start = index - 1
            while start > 0 and not words[start].first and index - start < 3:
                start -= 1
            if words[start].first and all(is_nameish(reading, item) for item in words[start:index]):
                yield name_span(reading, start, index, Finder.CUE, "says who is writing")
