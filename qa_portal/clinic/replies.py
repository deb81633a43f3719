"""How every form of this room answers: do it or show what is wrong, then say so and go on."""

from collections.abc import Callable

from flask import flash, redirect
from flask_babel import gettext
from werkzeug.wrappers import Response

from qa_portal.errors import BadInput

Errors = dict[str, list[str]]
Reply = Response | str | tuple[str, int]


def tried(errors: Errors, act: Callable[[], object]) -> Errors:
    """Do it unless something is wrong already; return what is wrong, by field."""
    if errors:
        return errors
    try:
        act()
    except BadInput as bad:
        return bad.errors
    return {}


def saved(url: str) -> Reply:
    """Say that it was saved and go to a page."""
    flash(gettext("Saved."), "success")
    return redirect(url, 303)


def shown(page: str, errors: Errors | None) -> tuple[str, int]:
    """Answer with a form: 422 when something in it was wrong."""
    return page, 422 if errors else 200
