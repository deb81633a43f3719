"""Showing a form: empty, or again with what was typed and what is wrong with it."""

from math import ceil
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from qa_portal.errors import PortalError, TooMany
from qa_portal.web.puzzles import PuzzleNeeded

Errors = dict[str, list[str]]


def answer(
    page: str, errors: Errors | None = None, *, status: int | None = None, **context: Any
) -> ResponseReturnValue:
    """Render a form page of this room: 200 when nothing is wrong, else 422 or the status given."""
    context.setdefault("values", request.form)
    body = render_template(f"identity/{page}.html", errors=errors or {}, **context)
    return body, status or (422 if errors else 200)


def problem_text(problem: PortalError) -> Errors:
    """Return what to say of a wrong password or of too many tries, as a message of the whole form."""
    if isinstance(problem, PuzzleNeeded):
        return {"_form": [_("There are many tries here just now. Please send the form once more. How, it says below.")]}
    if isinstance(problem, TooMany):
        minutes = ceil(problem.wait_seconds / 60)
        if minutes > 1:
            return {"_form": [_("That was too often. Wait %(minutes)s minutes, then try again.", minutes=minutes)]}
        return {"_form": [_("That was too often. Wait a few minutes, then try again.")]}
    return {"_form": [_("The e-mail address or the password is wrong.")]}


def code_problem(problem: PortalError, field: str = "code") -> Errors:
    """Return what to say of a wrong code or password, at its box, or of too many tries, at the whole form."""
    if isinstance(problem, TooMany):
        return problem_text(problem)
    if field.endswith("password"):
        return {field: [_("This is not your password.")]}
    return {field: [_("This code does not fit, or was used already. Wait for the next one in your app.")]}
