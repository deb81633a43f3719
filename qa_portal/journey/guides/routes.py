"""Pages of guides: the lists, the form, what follows it, the versions."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.errors import BadInput
from qa_portal.guide import looking, writing
from qa_portal.guide import queries as guides
from qa_portal.journey.guides import queries, service
from qa_portal.journey.guides.schemas import LEAST_SOURCES, SOURCE_ROWS, Begin, Time, Words
from qa_portal.library.guides import picked, shown
from qa_portal.question.sources import source_values
from qa_portal.text.diff import word_diff
from qa_portal.web.forms import Errors, read_form
from qa_portal.web.languages import NAMES, page_language

room = Blueprint("guides", __name__, template_folder="templates")
Answer = Response | str | tuple[str, int]


@room.get("/guide-desk")
@guard(Permission.GUIDE_WRITE)
def lists() -> str:
    """Show every guide, by where it stands."""
    rows = queries.rows(read())
    people = queries.names(read(), [one for row in rows for one in (row.coming, row.live, row.newest) if one])
    topics = dict(queries.topic_choices(read(), page_language()))
    return render_template("guides/lists.html", rows=rows, names=people, topics=topics)


@room.route("/guide-desk/new", methods=["GET", "POST"])
@guard(Permission.GUIDE_WRITE)
def new() -> Answer:
    """Begin a guide; `topic` in the address is filled in."""
    errors: Errors = {}
    if request.method == "POST":
        values, errors = read_form(Begin(), request.form)
        if not errors:
            guide_id = service.begin(current_user, values["title"], values["topic"], values["lang"])
            return redirect(url_for("guides.desk", guide_id=guide_id), 303)
    choices = {"topics": queries.topic_choices(read(), page_language()), "languages": NAMES.items()}
    page = render_template("guides/new.html", values=request.values, errors=errors, **choices)
    return (page, 422) if errors else page


def _desk_page(guide_id: str, errors: Errors) -> str:
    found = service.desk(current_user, guide_id)
    if found.coming is None:
        people = queries.names(read(), [found.live] if found.live else [])
        return render_template("guides/quiet.html", desk=found, names=people, errors=errors)
    if found.coming.stage != "draft":
        people = queries.names(read(), [found.coming])
        return render_template("guides/ready.html", desk=found, names=people, values=request.form, errors=errors)
    version = found.coming
    return render_template(
        "guides/write.html",
        desk=found,
        version=version,
        values=request.form if errors and "body" in request.form else _values(version),
        picked=writing.titles(read(), version.picked),
        topics=queries.topic_choices(read(), page_language()),
        owners=queries.owner_choices(read()),
        answers=queries.answer_choices(read(), version.topic_slug, version.picked),
        # One row more than there are sources, and three at least; what is sent fills the form again.
        source_rows=SOURCE_ROWS[: max(LEAST_SOURCES, len(version.sources) + 1)],
        errors=errors,
    )


def _values(version: Any) -> dict[str, Any]:
    review_by = version.review_by_at.date().isoformat() if version.review_by_at else ""
    texts = {name: getattr(version, name) for name in writing.TEXTS}
    facts = {"topic": version.topic_slug, "owner": version.owner_id or "", "review_by": review_by}
    return {**texts, **facts, **source_values(version.words.sources, SOURCE_ROWS)}


@room.get("/guide-desk/<guide_id>")
@guard(Permission.GUIDE_WRITE)
def desk(guide_id: str) -> str:
    """Show a guide as far as it is."""
    return _desk_page(guide_id, {})


def _tried(guide_id: str, errors: Errors, act: Callable[[], object], *, to: str = "guides.desk", **more: Any) -> Answer:
    if not errors:
        try:
            act()
        except BadInput as bad:
            errors = bad.errors
    if errors:
        return _desk_page(guide_id, errors), 422
    return redirect(url_for(to, guide_id=guide_id, **more), 303)


@room.post("/guide-desk/<guide_id>")
@guard(Permission.GUIDE_WRITE)
def save(guide_id: str) -> Answer:
    """Keep the words, and change the list of answers where its buttons were pressed."""
    values, errors = read_form(Words(), request.form)
    place = {"_anchor": "answers"} if values.get("pick") else {}
    return _tried(guide_id, errors, lambda: service.save(current_user, guide_id, values), **place)


@room.post("/guide-desk/<guide_id>/preview")
@guard(Permission.GUIDE_WRITE)
def save_and_preview(guide_id: str) -> Answer:
    """Keep the words and show them as readers would see them."""
    values, errors = read_form(Words(), request.form)
    return _tried(guide_id, errors, lambda: service.save(current_user, guide_id, values), to="guides.preview")


@room.post("/guide-desk/<guide_id>/hand-over")
@guard(Permission.GUIDE_WRITE)
def hand_over(guide_id: str) -> Answer:
    """Keep the words and ask a second person to check them."""
    values, errors = read_form(Words(), request.form)

    def act() -> None:
        service.save(current_user, guide_id, values)
        service.hand_over(current_user, guide_id)
        flash(_("A clinician who did not write it checks it now."), "success")

    return _tried(guide_id, errors, act)


@room.get("/guide-desk/<guide_id>/preview")
@guard(Permission.GUIDE_WRITE)
def preview(guide_id: str) -> str:
    """Show the version that is on its way, or the newest, as readers would see it."""
    found = service.desk(current_user, guide_id)
    version = found.coming or guides.versions(read(), guide_id)[0]
    titles = picked(read(), version.picked)
    return render_template(
        "guides/preview.html", desk=found, version=version, guide=shown(version.words, found.guide.lang), picked=titles
    )


@room.post("/guide-desk/<guide_id>/change")
@guard(Permission.GUIDE_WRITE)
def change(guide_id: str) -> Answer:
    """Take a version back to change it."""
    return _tried(guide_id, {}, lambda: service.change(current_user, guide_id))


@room.post("/guide-desk/<guide_id>/release")
@guard(Permission.LIBRARY_EDIT)
def release(guide_id: str) -> Answer:
    """Make a checked version public."""

    def act() -> None:
        service.release(current_user, guide_id)
        flash(_("It is public now."), "success")

    return _tried(guide_id, {}, act)


@room.post("/guide-desk/<guide_id>/schedule")
@guard(Permission.LIBRARY_EDIT)
def schedule(guide_id: str) -> Answer:
    """Set when a checked version becomes public."""
    values, errors = read_form(Time(), request.form)
    return _tried(guide_id, errors, lambda: service.schedule(current_user, guide_id, values["day"], values["time"]))


@room.post("/guide-desk/<guide_id>/drop")
@guard(Permission.GUIDE_WRITE)
def drop(guide_id: str) -> Response:
    """Delete a draft."""
    is_left = service.drop(current_user, guide_id)
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("guides.desk", guide_id=guide_id) if is_left else url_for("guides.lists"), 303)


@room.post("/guide-desk/<guide_id>/withdraw")
@guard(Permission.LIBRARY_EDIT)
def withdraw(guide_id: str) -> Answer:
    """Take a guide from the readers."""

    def act() -> None:
        service.withdraw(current_user, guide_id)
        flash(_("It is gone from our public library. Its versions are kept here."), "success")

    return _tried(guide_id, {}, act)


@room.get("/guide-desk/<guide_id>/versions")
@guard(Permission.GUIDE_WRITE)
def versions(guide_id: str) -> str:
    """Show every version of a guide, newest first."""
    found, rows = service.desk(current_user, guide_id), guides.versions(read(), guide_id)
    return render_template("guides/versions.html", desk=found, rows=rows, names=queries.names(read(), rows))


@room.get("/guide-desk/<guide_id>/versions/<int:number>")
@guard(Permission.GUIDE_WRITE)
def version(guide_id: str, number: int) -> str:
    """Show what one version changed."""
    found, row = service.desk(current_user, guide_id), guides.version(read(), guide_id, number)
    before = guides.before(read(), row)
    text = looking.as_text(row)
    changes = looking.around(word_diff(looking.as_text(before), text)) if before else []
    return render_template("guides/version.html", desk=found, row=row, before=before, changes=changes, text=text)


@room.post("/guide-desk/<guide_id>/versions/<int:number>/restore")
@guard(Permission.GUIDE_WRITE)
def restore(guide_id: str, number: int) -> Answer:
    """Begin a draft with the words of a version."""
    return _tried(guide_id, {}, lambda: service.revise(current_user, guide_id, number))
