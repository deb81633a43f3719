"""Tables of the index inside PostgreSQL. They exist on SQLite too, always empty, so that one schema serves both.

Pages have numbers, counted up from 0 in every build and never given twice. Postings lie in blocks of neighbouring
numbers: one row a stem and block, so that a page put in or taken out touches short rows only.
"""

import sys
from array import array
from collections.abc import Iterable

from sqlalchemy import ARRAY, BindParameter, LargeBinary, String, Text, literal
from sqlalchemy.orm import Mapped, mapped_column

from qa_portal.db import Base

FORMAT = f"2 {sys.byteorder}"
"""Changed when words are read or stored in another way; an index of another format counts as damaged."""
BLOCK_PAGES = 4_096
"""Numbers a block. Larger ones are read faster and written slower."""
THE_STATE = "library"


class SearchState(Base):
    """The one row every search begins with: what there is, and whether it changed."""

    __tablename__ = "search_state"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    format: Mapped[str] = mapped_column(String(16))
    build: Mapped[str] = mapped_column(String(32))
    """Random; another one means that numbers begin anew."""
    generation: Mapped[int]
    """Raised by every write."""
    words_gone_at: Mapped[int]
    """The generation in which a word left the index for good."""
    next_number: Mapped[int]
    pages: Mapped[int]
    postings: Mapped[int]
    """How often any page holds any stem, or stands on a shelf of its name."""
    spelled: Mapped[int]
    """How often any page holds any word of `SearchWord`."""
    is_damaged: Mapped[bool]


class SearchPage(Base):
    """What is kept of a page; none of its text, but which words it has."""

    __tablename__ = "search_pages"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    public_id: Mapped[str] = mapped_column(String(64), unique=True)
    stamp: Mapped[str] = mapped_column(String(16))
    tags: Mapped[str] = mapped_column(Text)
    """What readers narrow by, with spaces between; see `facets`."""
    lang: Mapped[str] = mapped_column(String(5))
    is_due: Mapped[bool]
    subject: Mapped[str] = mapped_column(Text)
    angles: Mapped[str] = mapped_column(String(32))
    words: Mapped[str] = mapped_column(Text)
    """Its words in no order, by which it is taken out again."""
    shelf: Mapped[str] = mapped_column(Text)


class SearchPosting(Base):
    """The pages of one block that hold one stem, or stand on a shelf of that name."""

    __tablename__ = "search_postings"
    stem: Mapped[str] = mapped_column(Text, primary_key=True)
    on_shelf: Mapped[bool] = mapped_column(primary_key=True)
    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    documents: Mapped[bytes] = mapped_column(LargeBinary)
    """Their numbers, 32 bits each, in the byte order of `FORMAT`."""
    weights: Mapped[bytes] = mapped_column(LargeBinary)
    """Their weights, a 32-bit float each; none for a shelf."""


class SearchStem(Base):
    """How often a stem stands in the whole index: what makes it worth much or little."""

    __tablename__ = "search_stems"
    stem: Mapped[str] = mapped_column(Text, primary_key=True)
    held: Mapped[int]
    """Pages that say it."""
    named: Mapped[int]
    """Pages that have it in their subject."""
    shelved: Mapped[int]
    """Pages that stand on a shelf of that name."""


class SearchWord(Base):
    """A word as written, for spelling."""

    __tablename__ = "search_words"
    word: Mapped[str] = mapped_column(Text, primary_key=True)
    pages: Mapped[int]
    changed_at: Mapped[int]
    """The generation in which the number of its pages changed."""


def texts(words: Iterable[str]) -> BindParameter[list[str]]:
    """Hand a list of words over as one value, however long it is."""
    return literal(list(words), ARRAY(Text))


def numbers(stored: bytes) -> "array[int]":
    """Read numbers of pages. Raises: ValueError, when a part of one is missing."""
    made = array("i")
    made.frombytes(stored)
    return made


def floats(stored: bytes) -> "array[float]":
    """Read weights. Raises: ValueError, when a part of one is missing."""
    made = array("f")
    made.frombytes(stored)
    return made
