"""Asking the rules: `@guard` and `@proven` on a route, `ensure` on an object, `scope` in a list."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask
from flask_login import current_user
from sqlalchemy import ColumnElement, false, true

from qa_portal.access.permissions import RULES, Actor, Permission
from qa_portal.errors import Erased, Forbidden, NotFound, NotProven, NotSignedIn, StartRefused

P = ParamSpec("P")
R = TypeVar("R")
MARK = "qa_permission"
"""Attribute of a view that names its permission."""
PROVEN = "qa_proven"
"""Attribute of a view that asks for a recent proof."""


def guard(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a view run only for the roles its permission names; stands right under the route decorator.

    Raises (in the view): NotSignedIn, Forbidden.
    """
    rule = RULES[permission]

    def dress(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if rule.roles is not None:
                if not current_user.is_authenticated:
                    raise NotSignedIn("Sign in to go on.")
                if current_user.role not in rule.roles:
                    raise Forbidden("Your account cannot open this page.")
            return view(*args, **kwargs)

        setattr(guarded, MARK, permission)
        return guarded

    return dress


def proven(view: Callable[P, R]) -> Callable[P, R]:
    """Let a view run only for somebody who proved a short while ago who they are; stands under `@guard`.

    A browser is led to the page that asks, and comes back with what was sent.
    Raises (in the view): NotProven.
    """

    return _careful(view, lambda: not current_user.is_proven)


def proven_by_staff(view: Callable[P, R]) -> Callable[P, R]:
    """Ask staff for a recent proof, as `@proven` does; patients type their password into the form itself."""
    return _careful(view, lambda: current_user.role.is_staff and not current_user.is_proven)


def _careful(view: Callable[P, R], is_asked: Callable[[], bool]) -> Callable[P, R]:
    @wraps(view)
    def careful(*args: P.args, **kwargs: P.kwargs) -> R:
        if is_asked():
            raise NotProven("Confirm first that it is you.")
        return view(*args, **kwargs)

    setattr(careful, PROVEN, True)
    return careful


def ensure(user: Actor, permission: Permission, row: Any) -> None:
    """Check one object.

    Raises: NotFound, when it is none of this person's business; Forbidden, when it is and they may not;
    Erased, when it was and there is nothing left of it.
    """
    rule = RULES[permission]
    if rule.roles is not None and user.role not in rule.roles:
        raise Forbidden("Your account cannot do this.")
    if row is None or not rule.visible(user, row):
        raise NotFound("There is nothing here.")
    if getattr(row, "is_erased", False):
        raise Erased
    if not rule.holds(user, row):
        raise Forbidden("You cannot do this with this one.")


def scope(user: Actor, permission: Permission, model: type[Any]) -> ColumnElement[bool]:
    """Return the same rule as a clause for `where`."""
    rule = RULES[permission]
    if rule.roles is not None and user.role not in rule.roles:
        return false()
    clause: Any = rule.visible(user, model)
    narrowed: Any = rule.holds(user, model)
    return _as_clause(clause) & _as_clause(narrowed)


def _as_clause(answer: Any) -> ColumnElement[bool]:
    if isinstance(answer, bool):
        return true() if answer else false()
    clause: ColumnElement[bool] = answer
    return clause


def refuse_unguarded(app: Flask) -> None:
    """Stop the start when a route names no permission.

    Raises: StartRefused, naming the route.
    """
    for rule in app.url_map.iter_rules():
        if not hasattr(app.view_functions[rule.endpoint], MARK):
            raise StartRefused(f"Route {rule.rule} ({rule.endpoint}) names no permission: put @guard on it.")
