"""The one way to a file in clear: checks the rule, proves every segment, and records who opened what."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from sqlalchemy.orm import Session

from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.crypto.keystore import question_key
from qa_portal.crypto.sealed import Place, place_of
from qa_portal.crypto.segments import unseal_segments
from qa_portal.errors import NotFound, Unreadable
from qa_portal.question.attachments import Attachment
from qa_portal.question.files import opened
from qa_portal.question.models import AskDraft, Question
from qa_portal.question.pictures import Kind

WHOLE, THUMBNAIL = "file", "thumbnail"
"""The two files an attachment may have."""


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file that was proved to open; `clear_segments` reads it once."""

    kind: Kind
    size: int
    clear_segments: "ClearPieces" = field(repr=False)


def open_file(
    session: Session, user: Actor, attachment: Attachment, purpose: str, part: str = WHOLE
) -> OpenFile | None:
    """Open a file or its thumbnail; None, when it does not open, which the record counts.

    Every segment is proved before the first is handed out, so that nobody gets half of a changed file.
    Raises: NotFound, Forbidden.
    """
    _check(session, user, attachment)
    size = attachment.thumbnail_size if part == THUMBNAIL else attachment.clear_size
    if part == THUMBNAIL and not size:
        raise NotFound("There is nothing here.")
    try:
        key = question_key(attachment.question_id, attachment.patient_id)
        clear_segments = _proved(key, place_of(attachment, part), size)
    except Unreadable:
        clear_segments = None
    record(
        session,
        Action.ATTACHMENT_OPENED,
        actor=user,
        subject_id=attachment.question_id,
        attachment_id=attachment.id,
        purpose=purpose,
        part=part,
        unreadable=int(clear_segments is None),
    )
    return OpenFile(Kind(attachment.kind), size, clear_segments) if clear_segments is not None else None


def does_open(key: bytes, attachment: Attachment) -> bool:
    """Say whether a file is there, has its length and begins as it was sealed, and its thumbnail too."""
    parts = [(WHOLE, attachment.clear_size)]
    if attachment.thumbnail_size:
        parts.append((THUMBNAIL, attachment.thumbnail_size))
    try:
        for part, size in parts:
            place = place_of(attachment, part)
            with opened(place, size) as file:
                next(unseal_segments(key, place, file))
    except Unreadable:
        return False
    return True


def _proved(key: bytes, place: Place, size: int) -> "ClearPieces":
    """Read a file through once, then hand it out from its beginning: the same open file, whatever its name does."""
    file = opened(place, size)
    try:
        for _clear_segment in unseal_segments(key, place, file):
            continue
        file.seek(0)
    except Unreadable:
        file.close()
        raise
    return ClearPieces(unseal_segments(key, place, file), file)


class ClearPieces:
    """The clear segments of a proved file, once; whoever takes them closes them, read or not."""

    def __init__(self, clear_segments: Iterator[bytes], file: BinaryIO) -> None:
        self._clear_segments = clear_segments
        self.close = file.close

    def __iter__(self) -> Iterator[bytes]:
        return self._clear_segments

    def __del__(self) -> None:
        # Where nobody reads the answer, nobody closes it either.
        self.close()

    def __repr__(self) -> str:
        return "<sealed>"


def _check(session: Session, user: Actor, attachment: Attachment) -> None:
    question = session.get(Question, attachment.question_id)
    if question is None:
        ensure(user, Permission.QUESTION_OWN, session.get(AskDraft, attachment.question_id))
    else:
        ensure(user, Permission.QUESTION_OPEN, question)
    if attachment.sent_at is None and attachment.author_id != user.id:
        # What was not sent is seen by whoever added it, as a draft is.
        raise NotFound("There is nothing here.")
