"""What a name looks like, word by word: may it begin one, may it go on with one."""

from qa_portal.text.identifiers.cue_words import (
    PARTICLES,
)
from qa_portal.text.identifiers.lexicon import (
    is_any_given,
    is_any_surname,
    is_clinical,
    is_common,
    is_given,
    is_known,
    is_stop,
    is_surname,
    written,
)
from qa_portal.text.identifiers.reading import Reading, Word
from qa_portal.text.identifiers.spans import Finder, Kind, Span
from qa_portal.text.identifiers.spelling import is_inflected, is_typo

MAX_NAME_WORDS = 4
LINKS = frozenset("is was are named called name names nombre llamado llamada llama es era".split())
SPANISH_PET_NAMES = frozenset(
    "chepe chela chelo chava chayo checo chalo chano chinto chucho chuy concha cuca encarna fito goya goyo guille "
    "isa lola loli lolita lolo lucho luci lulu manolo manola marga maruja meche memo mica migue mili moni monse "
    "nacha nacho neto paca paco pancha pancho pati pepa pepe pepita pepito perico quique rafa reme sofi sole suso "
    "tasia tina tito valen vero viole yola lina lino nando nardo cande caro cata coque marce izan iker unai flor "
    "mar luz sol paz".split()
)
"""Names that are words of the Spanish dictionary too, verbs mostly, and hardly used as such."""
HARD = frozenset(
    "the a an my his her our your their this that will would can could may might must should "
    "is are was were has have had do "
    "does did and or but so if then for to of in on at with from by not no who which what "
    "when where why how el la los las un "
    "una mi su que se y o de en con por para no es son fue me te lo le ha he".split()
)


def is_odd(reading: Reading, fold: str) -> bool:
    """A word that is in no vocabulary, not an inflected one and not a slip."""
    return (
        not is_known(fold, reading.lang)
        and not is_inflected(fold, reading.lang)
        and (reading.lang == "es" or not is_typo(fold))
    )


def is_month_or_day(word: Word) -> bool:
    """Whether the date rules decide about this word."""
    return word.fold in written("calendar")


def may_open(reading: Reading, word: Word) -> bool:
    """Whether `word` may begin a name after a strong cue (a title, "my name is", a signature)."""
    if len(word.text) == 1 and word.text.isupper() and reading.text[word.end : word.end + 1] == ".":
        return True
    if word.fold in HARD or (is_stop(word.fold) and not (word.cap and not word.first)):
        return False
    if word.cap:
        return not (is_stop(word.fold) and is_common(word.fold) and not is_given(word.fold))
    return is_any_given(word.fold) or is_any_surname(word.fold) or not is_known(word.fold, reading.lang)


def may_follow_kin(reading: Reading, word: Word) -> bool:
    """Whether `word` may begin a name after a word of kin, where a verb or an illness is as likely."""
    apposed = word.cap and not word.first and "," in word.gap and is_any_given(word.fold)
    if (
        (is_stop(word.fold) and not apposed)
        or is_month_or_day(word)
        or (word.cap and word.fold in written("safe_capitals") and not is_given(word.fold))
    ):
        return False
    if is_clinical(word.fold) and not (is_given(word.fold) and word.fold not in written("clinical")):
        return False
    if word.cap:
        return not word.first or is_given(word.fold) or is_surname(word.fold) or not is_known(word.fold, reading.lang)
    if is_given(word.fold):
        return True
    if reading.lang == "es" and word.fold in SPANISH_PET_NAMES:
        return True
    rare = is_any_given(word.fold) and not is_known(word.fold, reading.lang)
    return len(word.fold) > 2 and (rare or is_odd(reading, word.fold) or _only_like_a_word(reading, word.fold))


def _only_like_a_word(reading: Reading, fold: str) -> bool:
    """An unknown word that is near an ordinary one, but not near one that often follows."""
    if len(fold) < 4 or fold.endswith(("ed", "ing", "ly")) or reading.lang != "en":
        return False
    return not (is_known(fold, reading.lang) or is_inflected(fold, reading.lang) or is_typo(fold, plain=True))


def _goes_on(reading: Reading, words: list[Word], index: int, *, cased: bool, reach: int = MAX_NAME_WORDS) -> bool:
    """Whether the word at `index` continues the name before it; at most `reach` particles are read ahead."""
    word = words[index]
    if not word.near or word.first:
        return False
    if len(word.text) == 1 and (word.fold not in "aiyoe" or _is_dotted(reading, word)):
        return True
    if word.fold in PARTICLES and reach and index + 1 < len(words) and words[index + 1].near:
        if cased and not word.cap:
            return words[index + 1].cap
        return _goes_on(reading, words, index + 1, cased=cased, reach=reach - 1)
    if is_stop(word.fold) and not (word.cap and is_any_surname(word.fold)):
        return word.fold in {"may", "will"} and closes_part(reading, index)
    if word.cap:
        return not is_clinical(word.fold) or is_any_surname(word.fold)
    if cased and word.gap != "-":
        return False
    named = (
        is_any_surname(word.fold)
        if is_common(word.fold)
        else not is_known(word.fold, reading.lang) or is_surname(word.fold) or is_given(word.fold)
    )
    return named and not is_month_or_day(word)


def _is_dotted(reading: Reading, word: Word) -> bool:
    """Whether one capital has the dot of an initial: "Grace I.", not "Grace I think"."""
    return word.cap and reading.text[word.end : word.end + 1] == "."


def closes_part(reading: Reading, index: int) -> bool:
    """Whether a sentence part ends after the word at `index`."""
    after = reading.text[reading.words[index].end :][:1]
    return not after or after in ",.;:!?)\n"


def name_end(reading: Reading, index: int) -> int:
    """Index after the last word of the name that begins at `index`."""
    words = reading.words
    cased = words[index].cap
    end = index + 1
    while end < len(words) and end - index < MAX_NAME_WORDS and _goes_on(reading, words, end, cased=cased):
        end += 1
    return end


def is_nameish(reading: Reading, word: Word) -> bool:
    """Whether the word could be a name where one is expected."""
    if is_stop(word.fold) or (is_clinical(word.fold) and not is_given(word.fold)):
        return False
    if reading.lang == "es" and word.fold in SPANISH_PET_NAMES:
        return True
    if is_common(word.fold):
        return is_given(word.fold) or (word.cap and is_any_surname(word.fold))
    return (
        is_given(word.fold)
        or is_surname(word.fold)
        or (is_any_given(word.fold) and (word.cap or not is_known(word.fold, reading.lang)))
        or (word.cap and not is_known(word.fold, reading.lang))
        or is_odd(reading, word.fold)
    )


def name_span(reading: Reading, start: int, end: int, finder: Finder, reason: str) -> Span:
    """The name from word `start` up to but not with word `end`."""
    words = reading.words
    return Span(words[start].start, words[end - 1].end, Kind.NAME, finder, reason)
