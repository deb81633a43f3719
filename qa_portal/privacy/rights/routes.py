"""Pages of a patient's rights: the overview, the download, erasing with a preview, the certificate."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime

from flask import Blueprint, Response, make_response, redirect, render_template, request, stream_with_context, url_for
from flask_babel import gettext as _
from flask_login import current_user
from marshmallow import Schema
from werkzeug.wrappers import Response as Reply

from qa_portal import settings
from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.identity.account import prove
from qa_portal.identity.role_names import ROLE_NAMES
from qa_portal.identity.service import WrongPassword
from qa_portal.identity.sessions import this_session
from qa_portal.privacy.rights import queries, service
from qa_portal.privacy.rights.queries import Preview
from qa_portal.privacy.rights.schemas import Download, Erasing
from qa_portal.web import archives, downloads
from qa_portal.web.archives import Part
from qa_portal.web.forms import read_form
from qa_portal.web.limits import limit

room = Blueprint("rights", __name__, template_folder="templates")
Errors = dict[str, list[str]]


def _me() -> str:
    return str(current_user.id)


def _asked(schema: Schema) -> tuple[dict[str, str], Errors]:
    """Read a form that asks for the password again; a wrong one is an error of its box."""
    values, errors = read_form(schema, request.form)
    if not errors:
        try:
            prove(current_user, values["password"])
        except WrongPassword:
            errors = {"password": [_("This is not your password.")]}
    return values, errors


def _overview(errors: Errors) -> str:
    return render_template(
        "rights/overview.html",
        certificates=service.certificates_of(current_user),
        pages=queries.lasting_pages(read(), current_user),
        values=request.form,
        errors=errors,
    )


@room.get("/account/data")
@guard(Permission.PROFILE_OWN)
def overview() -> str:
    """Show what a patient can do with what they told us."""
    return _overview({})


@room.post("/account/data")
@guard(Permission.PROFILE_OWN)
@limit("sign_in", by=_me)
def download() -> Response | tuple[str, int]:
    """Hand out everything: as an archive with the files, as a file, or as a page to print."""
    values, errors = _asked(Download())
    if errors:
        return _overview(errors), 422
    taken = service.export(current_user, values["form"])
    if values["form"] == "page":
        return make_response(
            render_template("rights/export.html", taken=taken, moment=datetime.fromisoformat, roles=ROLE_NAMES)
        )
    words = json.dumps(taken, ensure_ascii=False, indent=1).encode()
    if values["form"] == "archive":
        return downloads.archive("my-data", stream_with_context(archives.zipped(_parts(words))))
    response = make_response(words)
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


def _parts(words: bytes) -> Iterator[Part]:
    """Give the words, then one file after the other: no more than one is open at a time."""
    yield "my-data.json", [words]
    for file_id, place in service.files_to_take(current_user).items():
        found = service.take_file(current_user, file_id)
        if found is not None:
            yield place, found.clear_segments


def _erase_page(preview: Preview, errors: Errors) -> str:
    return render_template(
        "rights/erase.html",
        preview=preview,
        copies_days=settings.current().keys_copies_kept_days + 1,
        values=request.form,
        errors=errors,
    )


def _erase(preview: Callable[[], Preview], act: Callable[[bool], str]) -> Reply | tuple[str, int]:
    before = preview()
    values, errors = _asked(Erasing())
    if errors or before.is_held:
        return _erase_page(before, errors), 409 if before.is_held else 422
    return redirect(url_for("rights.certificate", t=act(values["pages"] == "withdraw")), 303)


@room.get("/questions/<question_id>/erase")
@guard(Permission.QUESTION_OWN)
def erase_question_page(question_id: str) -> str:
    """Show what erasing a question takes away."""
    return _erase_page(service.preview_question(current_user, question_id), {})


@room.post("/questions/<question_id>/erase")
@guard(Permission.QUESTION_OWN)
@limit("sign_in", by=_me)
def erase_question(question_id: str) -> Reply | tuple[str, int]:
    """Erase a question."""
    return _erase(
        lambda: service.preview_question(current_user, question_id),
        lambda withdraws: service.erase_question(current_user, question_id, withdraws=withdraws),
    )


@room.get("/account/erase")
@guard(Permission.PROFILE_OWN)
def erase_account_page() -> str:
    """Show what erasing everything takes away."""
    return _erase_page(service.preview_account(current_user), {})


@room.post("/account/erase")
@guard(Permission.PROFILE_OWN)
@limit("sign_in", by=_me)
def erase_account() -> Reply | tuple[str, int]:
    """Erase everything, and go on as a visitor."""

    def act(withdraws: bool) -> str:
        secret = service.erase_account(current_user, withdraws=withdraws)
        this_session().leave()
        return secret

    return _erase(lambda: service.preview_account(current_user), act)


@room.get("/erased")
@guard(Permission.SIGN_IN)
def certificate() -> Response:
    """Show a certificate to whoever has its link; it holds no word of what was erased."""
    shown = service.certificate(request.args.get("t", ""))
    if request.args.get("as") != "text":
        return make_response(render_template("rights/certificate.html", shown=shown, mark=shown.mark))
    response = make_response(render_template("rights/certificate.txt", shown=shown, mark=shown.mark))
    response.mimetype = "text/plain"
    response.headers["Content-Disposition"] = 'attachment; filename="certificate.txt"'
    return response
