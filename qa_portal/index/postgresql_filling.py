"""Putting pages into the index inside PostgreSQL and taking them out; the caller holds the writer's lock."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import any_, delete, select
from sqlalchemy.orm import Session

from qa_portal.db import inserting
from qa_portal.index.pages import PublicPage
from qa_portal.index.postgresql_tables import (
    BLOCK_PAGES,
    SearchPage,
    SearchPosting,
    SearchState,
    SearchStem,
    SearchWord,
    floats,
    numbers,
    texts,
)
from qa_portal.index.reading import ReadPage, read_page
from qa_portal.index.spelling import is_repairable
from qa_portal.index.weights import saturate
from qa_portal.index.words import stem

LONGEST_WORD = 200
"""Longer words are left out: no key may be longer than a third of a database page, and nobody types them."""
Key = tuple[str, bool, int]
"""A stem, whether it names a shelf, a block."""


@dataclass
class _Bundle:
    documents: "array[int]" = field(default_factory=lambda: array("i"))
    weights: "array[float]" = field(default_factory=lambda: array("f"))


@dataclass
class _Counts:
    """How much more, or less, often stems and words stand in the index."""

    held: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    shelved: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)


def put_in(session: Session, state: SearchState, pages: Iterable[PublicPage]) -> None:
    """Put pages in that are not there, and count them in the state."""
    rows: list[dict[str, Any]] = []
    bundles: defaultdict[Key, _Bundle] = defaultdict(_Bundle)
    counts = _Counts()
    for number, page in enumerate(pages, state.next_number):
        known, block = read_page(page), number // BLOCK_PAGES
        weights = {form: weight for form, weight in known.weights.items() if _is_short(form)}
        shelf = set(filter(_is_short, known.shelf))
        for form, weight in weights.items():
            bundle = bundles[form, False, block]
            bundle.documents.append(number)
            bundle.weights.append(saturate(weight))
        for form in shelf:
            bundles[form, True, block].documents.append(number)
        counts.held.update(weights.keys())
        counts.named.update(weights.keys() & known.about.subject)
        counts.shelved.update(shelf)
        counts.words.update(filter(_is_spelled, known.words))
        rows.append(_row(number, page, known, shelf))
    if rows:
        session.execute(inserting("postgresql", SearchPage), rows)
        _add_postings(session, bundles)
        _add(session, state, counts, 1)
    state.next_number += len(rows)
    state.pages += len(rows)


def _row(number: int, page: PublicPage, known: ReadPage, shelf: Iterable[str]) -> dict[str, Any]:
    return {
        "number": number,
        "public_id": page.public_id,
        "stamp": page.stamp(),
        "tags": " ".join(known.tags),
        "lang": page.lang,
        "is_due": page.is_due,
        "subject": " ".join(known.about.subject),
        "angles": known.about.angles,
        "words": " ".join(word for word in known.words if _is_short(stem(word, page.lang))),
        "shelf": " ".join(shelf),
    }


def _is_short(form: str) -> bool:
    return len(form) <= LONGEST_WORD


def _is_spelled(word: str) -> bool:
    return _is_short(word) and is_repairable(word)


def _add_postings(session: Session, bundles: dict[Key, _Bundle]) -> None:
    fresh, known = inserting("postgresql", SearchPosting), SearchPosting
    added = fresh.on_conflict_do_update(
        index_elements=["stem", "on_shelf", "block"],
        set_={
            "documents": known.documents.concat(fresh.excluded.documents),
            "weights": known.weights.concat(fresh.excluded.weights),
        },
    )
    rows = [
        {
            "stem": form,
            "on_shelf": on_shelf,
            "block": block,
            "documents": bundle.documents.tobytes(),
            "weights": bundle.weights.tobytes(),
        }
        for (form, on_shelf, block), bundle in bundles.items()
    ]
    session.execute(added, rows)


def _add(session: Session, state: SearchState, counts: _Counts, sign: int) -> None:
    stem_row, word_row = inserting("postgresql", SearchStem), inserting("postgresql", SearchWord)
    count_stems = stem_row.on_conflict_do_update(
        index_elements=["stem"],
        set_={
            "held": SearchStem.held + stem_row.excluded.held,
            "named": SearchStem.named + stem_row.excluded.named,
            "shelved": SearchStem.shelved + stem_row.excluded.shelved,
        },
    )
    count_words = word_row.on_conflict_do_update(
        index_elements=["word"],
        set_={"pages": SearchWord.pages + word_row.excluded.pages, "changed_at": word_row.excluded.changed_at},
    )
    stems = [
        {"stem": form, **{name: sign * getattr(counts, name)[form] for name in ("held", "named", "shelved")}}
        for form in counts.held.keys() | counts.shelved.keys()
    ]
    words = [
        {"word": word, "pages": sign * pages, "changed_at": state.generation} for word, pages in counts.words.items()
    ]
    for statement, rows in ((count_stems, stems), (count_words, words)):
        if rows:
            session.execute(statement, rows)
    state.postings += sign * (counts.held.total() + counts.shelved.total())
    state.spelled += sign * counts.words.total()


def take_out(session: Session, state: SearchState, gone: Iterable[int]) -> None:
    """Take pages out by their numbers, their words too, and count it in the state."""
    out = set(gone)
    counts = _Counts()
    stems: defaultdict[int, set[str]] = defaultdict(set)
    for row in session.scalars(select(SearchPage).where(SearchPage.number.in_(out))).all():
        words, shelf = row.words.split(), row.shelf.split()
        held = {stem(word, row.lang) for word in words}
        counts.held.update(held)
        counts.named.update(held & set(row.subject.split()))
        counts.shelved.update(shelf)
        counts.words.update(filter(_is_spelled, words))
        stems[row.number // BLOCK_PAGES].update(held, shelf)
    for block, forms in stems.items():
        _take_out_of_block(session, block, forms, out)
    _add(session, state, counts, -1)
    session.execute(delete(SearchStem).where(SearchStem.held <= 0, SearchStem.shelved <= 0))
    if session.scalars(delete(SearchWord).where(SearchWord.pages <= 0).returning(SearchWord.word)).first() is not None:
        state.words_gone_at = state.generation
    session.execute(delete(SearchPage).where(SearchPage.number.in_(out)))
    state.pages -= len(out)


def _take_out_of_block(session: Session, block: int, stems: Iterable[str], out: set[int]) -> None:
    wanted = select(SearchPosting).where(SearchPosting.block == block, SearchPosting.stem == any_(texts(stems)))
    for row in session.scalars(wanted):
        documents, weights = numbers(row.documents), floats(row.weights)
        kept = [place for place, document in enumerate(documents) if document not in out]
        if len(kept) == len(documents):
            continue
        row.documents = array("i", [documents[place] for place in kept]).tobytes()
        row.weights = array("f", [weights[place] for place in kept] if weights else []).tobytes()
        if not kept:
            session.delete(row)
    session.flush()
