"""Firms of two words of every sentence, shown to a person: "i went to fast pace", "done at skin deep"."""

from collections.abc import Iterator

from qa_portal.text.identifiers.cue_words import KIN, LISTENERS
from qa_portal.text.identifiers.lexicon import is_clinical, is_stop, written
from qa_portal.text.identifiers.name_shapes import HARD
from qa_portal.text.identifiers.reading import Reading, Word
from qa_portal.text.identifiers.spans import Span, work_place

MOST = 3
NEVER = (
    HARD
    | KIN
    | LISTENERS
    | frozenset(
        "i me you he she we they it us them him these those some any all both each every either neither one two three "
        "four five six seven eight nine ten more most less least much many few several another other others same "
        "such "
        "than too very really just only even still again also now then here there today tonight tomorrow yesterday "
        "once twice never always often sometimes maybe about around after before during until till since because "
        "while without within over under up down out off back away ago as like per plus via against between through "
        "into onto upon am been being get got getting go goes going went come came make made take took taken see saw "
        "seen say said tell told know think feel felt want need try tried use used work worked working let put give "
        "gave given found find ask asked start started stop stopped keep kept seem seems look looks help check pick "
        "talk sleep eat drink walk run sit stand wait pay buy call move change treat cure bring live end least "
        "different certain high low normal abnormal regular full half part long short next last first second third "
        "own whole rest various possible different bad worse worst better best good whatever whenever himself "
        "herself myself themselves someone anyone everyone something anything nothing everything urgent "
        "physical".split()
    )
)
ENDS = frozenset(
    "time times hour hours day days night nights week weeks weekend month months year years level levels age ages rate "
    "risk point points stage speed degrees pressure temperature room rooms bed beds end side sides position problem "
    "problems issue issues pain symptoms surgery test tests therapy treatment treatments medicine medicines "
    "medication "
    "medications pills cancer disease people patients patient person men women kids children parents students "
    "family friends doctor doctors nurse nurses hospital hospitals school schools house homes work job jobs "
    "bathroom "
    "specialist specialists appointment appointments visit visits care high things thing stuff way ways lot food foods "
    "water diet weight blood skin heart head back neck chest stomach leg legs arm arms hand hands foot feet eye "
    "eyes".split()
)
"""Nouns that two words of every sentence end with when they name nothing."""


def find_small_firm(reading: Reading, start: int, *, certain: bool) -> Iterator[Span]:
    """Two or three plain words without an article where somebody works, goes or was cared for."""
    words = reading.words
    end = start
    while end < len(words) and end - start < MOST and _fits(words[end], inside=end > start):
        end += 1
    run = words[start:end]
    if len(run) < 2 or not any(is_stop(word.fold) for word in run) or run[-1].fold in ENDS - {"hands", "care"}:
        return
    if not run[0].fold.endswith(("ing", "ly", "ed")) or run[0].fold in written("place_words") | {"morning"}:
        yield work_place(run[0].start, run[-1].end, certain=certain)


def _fits(word: Word, *, inside: bool) -> bool:
    if word.gap != " " or (inside and word.first) or len(word.fold) < 3:
        return False
    return word.fold not in NEVER and word.fold not in written("calendar") and not is_clinical(word.fold)
