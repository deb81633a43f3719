"""Pages of files: the list with its form, adding, removing, opening; the same for a draft, a message and an answer."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Reply

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.journey.attach import service
from qa_portal.journey.attach.queries import DRAFT, Target, own, work
from qa_portal.question.attaching import Upload
from qa_portal.question.file_reading import THUMBNAIL, WHOLE
from qa_portal.question.pictures import Kind, Problem
from qa_portal.settings import current
from qa_portal.web import downloads
from qa_portal.web.limits import limit
from qa_portal.web.uploads import takes_a_file

room = Blueprint("attach", __name__, template_folder="templates")


def _me() -> str:
    return str(current_user.id)


def _words(problem: Problem) -> str:
    most = current()
    words = {
        Problem.EMPTY: _("Choose a photo or a PDF first. An empty file cannot be added."),
        Problem.TOO_LARGE: _("This file is too large. It may have up to %(mb)s MB.", mb=most.attachment_mb),
        Problem.TOO_MANY_PIXELS: _(
            "This picture has too many pixels. It may have up to %(count)s million. A screenshot of it would do.",
            count=most.attachment_megapixels,
        ),
        Problem.NOT_TAKEN: _("We cannot take this kind of file. Choose a photo (JPEG, PNG, WEBP, GIF) or a PDF."),
        Problem.BROKEN: _("This file is damaged or cut off. Try to save it again, or take a new photo."),
        Problem.MESSAGE_FULL: _(
            "There are %(count)s files already. Remove one first.", count=most.attachments_per_message
        ),
        Problem.QUESTION_FULL: _(
            "This question has %(count)s files. No more fit.", count=most.attachments_per_question
        ),
        Problem.BUSY: _("Many pictures are coming in just now. Wait a moment, then add it again."),
    }
    return str(words[problem])


def _page(target: Target, problem: Problem | None = None) -> Reply:
    errors = {"file": [_words(problem)]} if problem else {}
    page = render_template(
        "attach/files.html",
        side=target.side,
        question_id=target.question_id,
        files=service.see(current_user, target),
        most=current(),
        errors=errors,
    )
    return make_response(page, 422 if problem and request.method == "POST" else 200)


def _list(target: Target) -> Reply:
    """Show the list; `?problem=too_large` is where a body ends that nobody read."""
    named = request.args.get("problem", "")
    return _page(target, Problem(named) if named in {*Problem} else None)


def _add(target: Target) -> Reply:
    sent = request.files.get("file")
    upload = Upload(sent.filename or "", sent.read()) if sent else Upload("", b"")
    problem = service.add(current_user, target, upload)
    return _page(target, problem) if problem else redirect(request.path, 303)


def _send(target: Target, file_id: str, part: str) -> Response:
    found = service.open_one(current_user, target, file_id, part)
    if part == THUMBNAIL or found.kind is Kind.PICTURE:
        return downloads.picture(found.clear_segments, found.size)
    return downloads.download(found.clear_segments, found.size, f"attachment-{file_id[:8]}")


@room.get("/ask/files")
@guard(Permission.QUESTION_ASK)
def draft() -> Reply:
    """Show the files of the draft."""
    return _list(DRAFT)


@room.post("/ask/files")
@guard(Permission.QUESTION_ASK)
@limit("upload", by=_me)
@takes_a_file
def draft_add() -> Reply:
    """Add a file to the draft."""
    return _add(DRAFT)


@room.post("/ask/files/<draft_file_id>/remove")
@guard(Permission.QUESTION_OWN)
def draft_remove(draft_file_id: str) -> Reply:
    """Remove a file from the draft."""
    service.remove(current_user, DRAFT, draft_file_id)
    return redirect(url_for("attach.draft"), 303)


@room.get("/ask/files/<draft_file_id>")
@guard(Permission.QUESTION_OWN)
def draft_file(draft_file_id: str) -> Response:
    """Open a file of the draft."""
    return _send(DRAFT, draft_file_id, WHOLE)


@room.get("/ask/files/<draft_file_id>/thumbnail")
@guard(Permission.QUESTION_OWN)
def draft_thumbnail(draft_file_id: str) -> Response:
    """Show a picture of the draft, small."""
    return _send(DRAFT, draft_file_id, THUMBNAIL)


@room.get("/questions/<question_id>/files")
@guard(Permission.QUESTION_REPLY)
def own_list(question_id: str) -> Reply:
    """Show the files that wait for the patient's next message."""
    return _list(own(question_id))


@room.post("/questions/<question_id>/files")
@guard(Permission.QUESTION_REPLY)
@limit("upload", by=_me)
@takes_a_file
def own_add(question_id: str) -> Reply:
    """Add a file to the patient's next message."""
    return _add(own(question_id))


@room.post("/questions/<question_id>/files/<file_id>/remove")
@guard(Permission.QUESTION_REPLY)
def own_remove(question_id: str, file_id: str) -> Reply:
    """Remove a file from the patient's next message."""
    service.remove(current_user, own(question_id), file_id)
    return redirect(url_for("attach.own_list", question_id=question_id), 303)


@room.get("/questions/<question_id>/files/<file_id>")
@guard(Permission.QUESTION_OWN)
def own_file(question_id: str, file_id: str) -> Response:
    """Open a file of the patient's question."""
    return _send(own(question_id), file_id, WHOLE)


@room.get("/questions/<question_id>/files/<file_id>/thumbnail")
@guard(Permission.QUESTION_OWN)
def own_thumbnail(question_id: str, file_id: str) -> Response:
    """Show a picture of the patient's question, small."""
    return _send(own(question_id), file_id, THUMBNAIL)


@room.get("/work/<question_id>/files")
@guard(Permission.QUESTION_ANSWER)
def work_list(question_id: str) -> Reply:
    """Show the files that wait for the clinician's next words to the patient."""
    return _list(work(question_id))


@room.post("/work/<question_id>/files")
@guard(Permission.QUESTION_ANSWER)
@limit("upload", by=_me)
@takes_a_file
def work_add(question_id: str) -> Reply:
    """Add a file to the clinician's next words to the patient."""
    return _add(work(question_id))


@room.post("/work/<question_id>/files/<file_id>/remove")
@guard(Permission.QUESTION_ANSWER)
def work_remove(question_id: str, file_id: str) -> Reply:
    """Remove a file from the clinician's next words to the patient."""
    service.remove(current_user, work(question_id), file_id)
    return redirect(url_for("attach.work_list", question_id=question_id), 303)


@room.get("/work/<question_id>/files/<file_id>")
@guard(Permission.QUESTION_SEE)
def work_file(question_id: str, file_id: str) -> Response:
    """Open a file for a clinician of the question's queue."""
    return _send(work(question_id), file_id, WHOLE)


@room.get("/work/<question_id>/files/<file_id>/thumbnail")
@guard(Permission.QUESTION_SEE)
def work_thumbnail(question_id: str, file_id: str) -> Response:
    """Show a picture to a clinician of the question's queue, small."""
    return _send(work(question_id), file_id, THUMBNAIL)
