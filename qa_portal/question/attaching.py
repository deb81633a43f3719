"""Adding and removing files: few and small enough, sealed on the disk first, then named by a row."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal import settings
from qa_portal.access.permissions import Actor
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.crypto.keystore import question_key
from qa_portal.crypto.sealed import place_of, seal_into
from qa_portal.db import new_id, read
from qa_portal.errors import NotFound
from qa_portal.question import files
from qa_portal.question.attachments import Attachment, count_of, waiting_of
from qa_portal.question.file_reading import THUMBNAIL, WHOLE
from qa_portal.question.models import AskDraft, Question
from qa_portal.question.pictures import BadFile, Problem, prepare

MAX_NAME_CHARS = 150
UNNAMED = "file"
MEGABYTE = 1024 * 1024
ORPHAN_SECONDS = 3600.0
"""A file no row names is deleted when it is older than this: its row may just be on its way."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in."""

    clear_name: str = field(repr=False)
    clear_body: bytes = field(repr=False)


def refuse_too_many(session: Session, user: Actor, question_id: str) -> None:
    """Refuse one more file when the message or the question is full.

    Raises: BadFile.
    """
    most = settings.current()
    if len(waiting_of(session, user, question_id)) >= most.attachments_per_message:
        raise BadFile(Problem.MESSAGE_FULL)
    if count_of(session, question_id) >= most.attachments_per_question:
        raise BadFile(Problem.QUESTION_FULL)


def seal_upload(row: AskDraft | Question, user: Actor, upload: Upload) -> Attachment:
    """Make of an upload what may be kept, seal it onto the disk, and return its row, which is in no store yet.

    Raises: BadFile.
    """
    most = settings.current()
    if len(upload.clear_body) > most.attachment_mb * MEGABYTE:
        raise BadFile(Problem.TOO_LARGE)
    prepared = prepare(upload.clear_body, most.attachment_megapixels * 1_000_000)
    attachment = Attachment(
        id=new_id(),
        question_id=row.id,
        patient_id=row.patient_id,
        author_id=user.id,
        kind=prepared.kind,
        clear_size=len(prepared.clear_body),
        thumbnail_size=len(prepared.clear_thumbnail),
    )
    key = question_key(row.id, row.patient_id)
    seal_into(key, attachment, name=tidy_name(upload.clear_name))
    files.write(key, place_of(attachment, WHOLE), prepared.clear_body)
    if prepared.clear_thumbnail:
        files.write(key, place_of(attachment, THUMBNAIL), prepared.clear_thumbnail)
    return attachment


def keep(session: Session, user: Actor, attachment: Attachment) -> None:
    """Name a sealed file by its row.

    Raises: BadFile, when others were faster and there is no room.
    """
    refuse_too_many(session, user, attachment.question_id)
    session.add(attachment)
    record(
        session,
        Action.ATTACHMENT_ADDED,
        actor=user,
        subject_id=attachment.question_id,
        attachment_id=attachment.id,
        kind=attachment.kind,
        bytes=attachment.clear_size,
    )


def drop(session: Session, user: Actor, question_id: str, attachment_id: str) -> None:
    """Remove the row of a file that is not sent; its files go after the commit, with `files.delete_files`.

    Raises: NotFound, when it is sent already or somebody else's.
    """
    attachment = session.get(Attachment, attachment_id)
    if attachment is None or attachment not in waiting_of(session, user, question_id):
        raise NotFound("There is nothing here.")
    session.delete(attachment)
    record(session, Action.ATTACHMENT_REMOVED, actor=user, subject_id=question_id, attachment_id=attachment_id)


def drop_all(session: Session, user: Actor, question_id: str) -> None:
    """Remove all rows of a question or draft that goes; its files go after the commit, with `files.delete_files`."""
    for attachment in session.scalars(select(Attachment).where(Attachment.question_id == question_id)):
        session.delete(attachment)
        record(session, Action.ATTACHMENT_REMOVED, actor=user, subject_id=question_id, attachment_id=attachment.id)


def tidy_name(clear_name: str) -> str:
    """Return a file's name as it is shown: no folders, no signs that hide or turn what follows, not too long.

    It is never the name of anything on the disk.
    """
    last = clear_name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if sign.isprintable()).strip()
    if len(shown) > MAX_NAME_CHARS:
        half = MAX_NAME_CHARS // 2
        shown = f"{shown[:half]}…{shown[-half:]}"
    return shown or UNNAMED


def sweep_orphans() -> int:
    """Delete files that no row names, and rests of writes that were cut off; return how many."""
    swept = 0
    for question_id, names in files.lying_since(ORPHAN_SECONDS):
        known = set(read().scalars(select(Attachment.id).where(Attachment.question_id == question_id)))
        for name in names:
            if name.partition(".")[0] not in known or name.endswith(files.FRESH):
                files.delete_file(question_id, name)
                swept += 1
    return swept
