"""Use cases of files: see what waits, add one, remove one, open one."""

from qa_portal.access.permissions import Actor
from qa_portal.db import transaction
from qa_portal.errors import NotFound
from qa_portal.journey.attach.queries import Target, locked, one_file
from qa_portal.question import attaching
from qa_portal.question.attaching import Upload
from qa_portal.question.file_reading import WHOLE, OpenFile, open_file
from qa_portal.question.files import delete_files
from qa_portal.question.opening import ClearFile
from qa_portal.question.pictures import BadFile, Problem
from qa_portal.question.reading import open_waiting


def see(user: Actor, target: Target) -> list[ClearFile]:
    """Return the files that wait to be sent.

    Raises: NotFound, Forbidden.
    """
    with transaction() as session:
        return open_waiting(session, user, locked(session, user, target))


def add(user: Actor, target: Target, upload: Upload) -> Problem | None:
    """Add a file; return what is wrong with it, or None when it is kept.

    It is sealed on the disk before its row is committed, so that no row ever names a file that is not there.
    Raises: NotFound, Forbidden.
    """
    try:
        with transaction() as session:
            row = locked(session, user, target)
            attaching.refuse_too_many(session, user, row.id)
        # Drawing takes a second: nobody waits for it with a transaction open.
        attachment = attaching.seal_upload(row, user, upload)
    except BadFile as bad:
        return bad.problem
    kept = False
    try:
        with transaction() as session:
            locked(session, user, target)
            attaching.keep(session, user, attachment)
        kept = True
    except BadFile as bad:
        return bad.problem
    finally:
        if not kept:
            delete_files(row.id, attachment.id)
    return None


def remove(user: Actor, target: Target, file_id: str) -> None:
    """Remove a file that is not sent.

    Raises: NotFound, Forbidden.
    """
    with transaction() as session:
        row = locked(session, user, target)
        attaching.drop(session, user, row.id, file_id)
    delete_files(row.id, file_id)


def open_one(user: Actor, target: Target, file_id: str, part: str = WHOLE) -> OpenFile:
    """Open a file or its thumbnail; the record of it is kept whether it opens or not.

    Raises: NotFound, when there is none or it does not open; Forbidden.
    """
    with transaction() as session:
        attachment = one_file(session, user, target, file_id)
        found = open_file(session, user, attachment, target.side, part)
    if found is None:
        raise NotFound("This file cannot be opened. Ask for it to be sent again.")
    return found
