"""Reads a page the way an index keeps it: no text, only stems with weights, and what it is about."""

from dataclasses import dataclass

from qa_portal.index.angles import page_angles, subject_words
from qa_portal.index.facets import tags_of
from qa_portal.index.pages import PublicPage
from qa_portal.index.weights import About, page_weights
from qa_portal.index.words import plain_words, stem, stems_of


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Weights of its stems, its subject and kinds of question, its words as written, for spelling, and its shelf."""

    weights: dict[str, float]
    about: About
    words: frozenset[str]
    shelf: frozenset[str]
    """Stems of its topic's names. They find it where no page says a word itself, and do not make that word common."""
    tags: frozenset[str]
    """What readers narrow by, see `facets`."""


def read_page(page: PublicPage) -> ReadPage:
    """Read a page."""
    lang = page.lang
    head, body = plain_words(f"{page.title} {page.question}"), plain_words(page.answer)
    subject = list(dict.fromkeys(stem(word, lang) for word in subject_words(page.title, lang)))
    parts = {
        "subject": subject,
        "head": [stem(word, lang) for word in head],
        "body": [stem(word, lang) for word in body],
    }
    about = About(frozenset(subject), page_angles(page.title, page.question))
    shelf = frozenset(stems_of(page.topic_words, lang))
    return ReadPage(page_weights(parts), about, frozenset(head + body), shelf, tags_of(page))
