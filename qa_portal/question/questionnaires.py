"""Lists of questions a clinician sends and a patient fills in: what is in them, and how they are kept."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from qa_portal.crypto.sealed import PLACEHOLDER
from qa_portal.question.status import EntryKind

SCALE = tuple(str(number) for number in range(11))
"""From none at all to the worst there is."""
MAX_TEXT_CHARS = 1000
YES = "yes"
NO_WORDS = " ?\u00bf"
ASKS = re.compile(
    r"(?:do|did|have|are|is|does|has)\s+(?:you|your\s\w+|he|she|there|it)\s+(?:(?:have|had|feel|felt|been|any)\s+)*"
    r"|(?:tiene|ha\stenido|siente|est[a\u00e1]|nota)\s+(?:usted\s+)?",
    re.IGNORECASE,
)
"""How a question that is answered with yes or no begins."""


class Kind(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    SCALE = "scale"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a list."""

    text: str
    kind: Kind
    choices: tuple[str, ...] = ()

    @property
    def options(self) -> tuple[str, ...]:
        """What can be chosen; nothing where one writes."""
        return {Kind.YES_NO: (YES, "no"), Kind.SCALE: SCALE, Kind.CHOICE: self.choices}.get(self.kind, ())

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What can be chosen, for a form: value and label."""
        return [(option, option) for option in self.options]


@dataclass(frozen=True, slots=True)
class Form:
    """A list as it was sent; later changes of the clinic's own copy do not touch it."""

    title: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """What a patient filled in: each question with its answer, "" where there is none."""

    form_id: str
    title: str
    rows: tuple[tuple[Item, str], ...] = field(default=(), repr=False)

    @property
    def clear_words(self) -> str:
        """All that the patient said: words of their own, what was chosen, and each question answered with yes."""
        return "\n".join(filter(None, (_said(item, answer) for item, answer in self.rows)))


def _said(item: Item, answer: str) -> str:
    if item.kind is Kind.YES_NO:
        if answer != YES:
            return ""
        # "Have you vomited blood?" with a yes is "I have vomited blood": a statement, where the question was none.
        spanish = item.text.lstrip().startswith("\u00bf")
        return f"{'Tengo' if spanish else 'I have'} {ASKS.sub('', item.text.strip(NO_WORDS))}."
    return f"{answer}." if item.kind in {Kind.TEXT, Kind.CHOICE} and answer else ""


def items_of(stored: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    """Read the questions of a list."""
    return tuple(Item(one["text"], Kind(one["kind"]), tuple(one.get("choices", ()))) for one in stored)


def form_to_json(title: str, items: Sequence[Item]) -> str:
    """Keep a list as it is sent."""
    return json.dumps({"title": title, "items": [asdict(item) for item in items]}, ensure_ascii=False)


def form_of(body: str) -> Form | None:
    """Read a list that was sent; None when it cannot be opened."""
    if body == PLACEHOLDER:
        return None
    kept = json.loads(body)
    return Form(kept["title"], items_of(kept["items"]))


def filled_to_json(form_id: str, form: Form, answers: Sequence[str]) -> str:
    """Keep what was filled in, together with what was asked."""
    rows = [{**asdict(item), "answer": answer} for item, answer in zip(form.items, answers, strict=True)]
    return json.dumps({"form_id": form_id, "title": form.title, "rows": rows}, ensure_ascii=False)


def filled_of(body: str) -> Filled | None:
    """Read what was filled in; None when it cannot be opened."""
    if body == PLACEHOLDER:
        return None
    kept = json.loads(body)
    rows = zip(items_of(kept["rows"]), (row["answer"] for row in kept["rows"]), strict=True)
    return Filled(kept["form_id"], kept["title"], tuple(rows))


def plain_text(kind: EntryKind, body: str) -> str:
    """Return an entry of a thread as plain text, whatever it is."""
    if kind is EntryKind.FORM and (form := form_of(body)):
        return "\n".join([form.title, *(f"- {item.text}" for item in form.items)])
    if kind is EntryKind.FILLED and (filled := filled_of(body)):
        return "\n".join([filled.title, *(f"- {item.text} {answer}" for item, answer in filled.rows)])
    return body


def clear_words_of(kind: EntryKind, body: str) -> str:
    """Return what the patient said in an entry of a thread, "" where somebody else spoke."""
    if kind is EntryKind.FILLED and (filled := filled_of(body)):
        return filled.clear_words
    return body if kind is EntryKind.REPLY else ""


def read_answers(form: Form, sent: Mapping[str, str]) -> tuple[list[str], list[int]]:
    """Return the answers in order, and the places of those that no box of the page can have sent.

    Nobody has to answer everything; an answer that is not one of the choices is refused.
    """
    answers = [sent.get(f"item_{number}", "").strip() for number in range(1, len(form.items) + 1)]
    wrong = [
        number for number, (item, answer) in enumerate(zip(form.items, answers, strict=True), 1) if _bad(item, answer)
    ]
    return answers, wrong


def _bad(item: Item, answer: str) -> bool:
    if item.kind is Kind.TEXT:
        return len(answer) > MAX_TEXT_CHARS
    return bool(answer) and answer not in item.options
