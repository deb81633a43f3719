"""Reads a page the way an index keeps it: no text, only stems with weights, and what it is about."""

from dataclasses import dataclass

from qa_portal.index.angles import page_angles, subject_words
from qa_portal.index.pages import PublicPage
from qa_portal.index.weights import About, page_weights
from qa_portal.index.words import stem, stems_of, words_of


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Weights of its stems, its subject and kinds of question, its words as written, for spelling, and its shelf."""

    weights: dict[str, float]
    about: About
    words: frozenset[str]
    shelf: frozenset[str]
    """Stems of its topic's names. They find it where no page says a word itself, and do not make that word common."""


def read_page(page: PublicPage) -> ReadPage:
    """Read a page."""
    lang, head = page.lang, f"{page.title} {page.question}"
    subject = list(dict.fromkeys(stem(word, lang) for word in subject_words(page.title, lang)))
    parts = {"subject": subject, "head": [*stems_of(head, lang)], "body": [*stems_of(page.answer, lang)]}
    words = frozenset(word.plain for text in (head, page.answer) for word in words_of(text))
    about = About(frozenset(subject), page_angles(page.title, page.question))
    return ReadPage(page_weights(parts), about, words, frozenset(stems_of(page.topic_words, lang)))
