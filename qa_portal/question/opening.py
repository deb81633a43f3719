"""Opening single rows under a question's key: what will not open becomes a placeholder, and is counted.

Only the readings use this; they check the rule and record who read what.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from qa_portal.crypto.keystore import question_key
from qa_portal.crypto.sealed import PLACEHOLDER, Sealed, SealedRow, place_of, unseal
from qa_portal.errors import Unreadable
from qa_portal.question.attachments import Attachment
from qa_portal.question.file_reading import does_open
from qa_portal.question.models import Answer
from qa_portal.question.pictures import Kind
from qa_portal.text.wording import PublicWords, SafetyNet, Source, sources_from_json, words_from_json


@dataclass(frozen=True, slots=True)
class ClearAnswer:
    """One answer, readable."""

    id: str
    author_id: str
    body: str = field(repr=False)
    safety_net: SafetyNet = field(repr=False)
    sources: tuple[Source, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ClearFile:
    """A photo or a PDF as it stands in a list: what it is and what it was called, not what is in it."""

    id: str
    kind: Kind
    size: int
    name: str = field(repr=False)
    opens: bool
    said_id: str
    """The entry or answer it was sent with; "" for the question itself."""

    @property
    def is_picture(self) -> bool:
        """True when it can be shown on a page."""
        return self.kind is Kind.PICTURE


class Opener:
    """Opens the columns of one question's rows and counts what would not open."""

    def __init__(self, question_id: str, patient_id: str) -> None:
        self.unreadable = 0
        try:
            self._key: bytes | None = question_key(question_id, patient_id)
        except Unreadable:
            self._key = None

    def text(self, row: SealedRow, column: str, *, needed: bool = False) -> str:
        """Return the clear text of a column; "" when it is absent, which it may not be when it is `needed`."""
        sealed: Sealed | None = getattr(row, column)
        if sealed is None and not needed:
            return ""
        try:
            if self._key is None or sealed is None:
                raise Unreadable("the key or the text is gone")
            return unseal(self._key, place_of(row, column), sealed)
        except Unreadable:
            self.unreadable += 1
            return PLACEHOLDER

    def json(self, row: SealedRow, column: str, *, needed: bool = False) -> dict[str, Any]:
        """Return the JSON object of a column; {} when it is absent or cannot be opened."""
        text = self.text(row, column, needed=needed)
        return {} if text in {"", PLACEHOLDER} else dict(json.loads(text))

    def words(self, row: SealedRow, column: str) -> PublicWords | None:
        """Return public words kept whole in one column; None when it is absent or cannot be opened."""
        text = self.text(row, column)
        return None if text in {"", PLACEHOLDER} else words_from_json(text)

    def file(self, row: Attachment) -> ClearFile:
        """Return a file for a list; one that does not open counts."""
        opens = self._key is not None and does_open(self._key, row)
        self.unreadable += not opens
        said_id = row.entry_id or row.answer_id or ""
        return ClearFile(row.id, Kind(row.kind), row.clear_size, self.text(row, "name", needed=True), opens, said_id)

    def sources(self, row: SealedRow, *, needed: bool = False) -> tuple[Source, ...]:
        """Return the sources of an answer or a publication."""
        text = self.text(row, "sources", needed=needed)
        return () if text == PLACEHOLDER else sources_from_json(text)


def open_answer(opener: Opener, row: Answer) -> ClearAnswer:
    """Open one answer."""
    net = SafetyNet(*(opener.text(row, part) for part in ("expect", "worry", "do_now", "by_when")))
    return ClearAnswer(row.id, row.author_id, opener.text(row, "body"), net, opener.sources(row), row.created_at)
