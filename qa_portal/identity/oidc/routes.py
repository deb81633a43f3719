"""Sign-on through the hospital, as pages: the way there, and the way back."""

from flask import Blueprint, redirect, request, url_for
from flask import session as visit
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from qa_portal import settings
from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.errors import Forbidden
from qa_portal.identity.forms import answer
from qa_portal.identity.landing import next_step
from qa_portal.identity.oidc import provider, rounds, service
from qa_portal.identity.oidc.provider import SignOnFailed
from qa_portal.identity.sessions import this_session
from qa_portal.web.csrf import comes_from_here
from qa_portal.web.languages import private_path
from qa_portal.web.limits import limit

STATE = "sign_on"
room = Blueprint("sign_on", __name__, url_prefix="/sign-in/hospital")


@room.get("")
@guard(Permission.SIGN_IN)
@limit("sign_in")
def begin() -> ResponseReturnValue:
    """Send the browser to the hospital's service; only who pressed the link on our page goes there."""
    if comes_from_here() is False:
        # Else another site could sign somebody in who did nothing.
        return redirect(url_for("identity.sign_in_page"), 303)
    state = rounds.new_state()
    try:
        there = provider.way_there(settings.current(), rounds.round_of(state, _back_to()))
    except SignOnFailed:
        return _failed(_("The hospital's sign-on does not answer. Sign in with your password, or try again later."))
    visit[STATE] = state
    return redirect(there, 303)


@room.get("/back")
@guard(Permission.SIGN_IN)
@limit("sign_in")
def back() -> ResponseReturnValue:
    """Take the answer of the hospital's service, once, in the browser that asked."""
    state = visit.pop(STATE, "")
    try:
        if not rounds.is_ours(state, request.args.get("state", "")):
            raise SignOnFailed("this browser asked nothing")
        person = provider.take_back(settings.current(), rounds.round_of(state, _back_to()), request.args)
        new = service.enter(person)
    except SignOnFailed:
        return _failed(_("The hospital's sign-on did not let you in. Try again, or sign in with your password."))
    except Forbidden as problem:
        return _failed(problem.message, status=403)
    this_session().adopt(new)
    return redirect(private_path(next_step("", new.role, is_half=new.is_half)), 303)


def _failed(words: str, *, status: int = 502) -> ResponseReturnValue:
    return answer("sign_in", {"_form": [words]}, status=status, next="")


def _back_to() -> str:
    return settings.current().base_url.rstrip("/") + url_for("sign_on.back")
