"""Pages for getting a topic by mail: the form, the yes, the way out. Nobody signs in for any of them."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.errors import Gone, PortalError
from qa_portal.follow import service
from qa_portal.identity.schemas import EmailForm
from qa_portal.web.forms import Errors, read_form
from qa_portal.web.languages import page_language
from qa_portal.web.limits import limit

room = Blueprint("follow", __name__, template_folder="templates")


@room.errorhandler(Gone)
def link_is_over(_error: PortalError) -> ResponseReturnValue:
    """Say that a link no longer works, and what helps."""
    return render_template("follow/over.html"), 410


def _form(slug: str, errors: Errors | None = None) -> ResponseReturnValue:
    topic = service.topic_of(slug)
    shown = render_template("follow/ask.html", topic=topic, slug=slug, values=request.form, errors=errors or {})
    return shown, 422 if errors else 200


@room.get("/follow", defaults={"slug": ""})
@room.get("/follow/<slug>")
@guard(Permission.FOLLOW)
def form(slug: str) -> ResponseReturnValue:
    """Ask for an address, and say what will come."""
    return _form(slug)


@room.post("/follow", defaults={"slug": ""})
@room.post("/follow/<slug>")
@guard(Permission.FOLLOW)
@limit("follow")
def ask(slug: str) -> ResponseReturnValue:
    """Have the owner of the address asked; the page is the same whoever follows already."""
    values, errors = read_form(EmailForm(), request.form)
    topic = service.topic_of(slug)
    if errors:
        return _form(slug, errors)
    service.ask(values["email"], slug, page_language())
    return render_template("follow/asked.html", topic=topic)


@room.get("/following/confirm")
@guard(Permission.FOLLOW)
def confirm_page() -> str:
    """Show the button: programs that look at mails follow links, and must not say yes."""
    t = request.args.get("t", "")
    return render_template("follow/confirm.html", t=t, topic=service.look(t, service.CONFIRM).topic)


@room.post("/following/confirm")
@guard(Permission.FOLLOW)
def confirm() -> str:
    """Take the yes."""
    return render_template("follow/confirmed.html", topic=service.confirm(request.form.get("t", "")).topic)


@room.get("/following/end")
@guard(Permission.FOLLOW_END)
def end_page() -> str:
    """Show the one button that ends the mails."""
    t = request.args.get("t", "")
    return render_template("follow/end.html", t=t, topic=service.look(t, service.END).topic)


@room.post("/following/end")
@guard(Permission.FOLLOW_END)
def end() -> str:
    """End the mails at once; mail programs send this, too, with nothing but the address of the link."""
    return render_template("follow/ended.html", topic=service.end(request.args.get("t", "")).topic)
