"""The vocabulary that ships: twenty-one queues of a clinic with their words in English and Spanish."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from qa_portal.text.routing.background import table
from qa_portal.text.routing.engine import QueueTerms, Router
from qa_portal.text.routing.words import words_of

TELLING = 10
"""So much a word leans to some field, in tenths; others may be anything."""


@dataclass(frozen=True, slots=True)
class StarterQueue:
    """A queue to begin with: its slug, its name and its words by language."""

    slug: str
    names: Mapping[str, str]
    terms: Mapping[str, tuple[str, ...]]


@cache
def _document() -> dict[str, Any]:
    text = files(__package__).joinpath("starter.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


@cache
def starter_queues() -> tuple[StarterQueue, ...]:
    """The queues in the order in which they ship."""
    return tuple(
        StarterQueue(
            slug=slug,
            names={"en": entry["name_en"], "es": entry["name_es"]},
            terms={"en": tuple(entry["en"]), "es": tuple(entry["es"])},
        )
        for slug, entry in _document()["queues"].items()
    )


def queues() -> tuple[QueueTerms, ...]:
    """The same queues as the router wants them, with the words of both languages."""
    return tuple(QueueTerms(queue.slug, queue.terms["en"], spanish=queue.terms["es"]) for queue in starter_queues())


@cache
def router() -> Router:
    """A router over these queues, compiled once a process."""
    return Router(queues())


@cache
def subject_words() -> frozenset[str]:
    """Stems that name a subject by themselves: terms of one word, and words that lean clearly to a field of medicine.

    Names of people, places and numbers are not among them, so that they can be counted one by one.
    """
    terms = (term for queue in queues() for term in (*queue.terms, *queue.spanish))
    lone = {stems[0] for stems in map(words_of, terms) if len(stems) == 1}
    return frozenset(lone.union(word for word, row in table()[1].items() if max(row) >= TELLING))


def intake() -> str:
    """The slug of the queue for questions nobody is sure about."""
    return str(_document()["intake"])
