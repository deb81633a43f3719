"""Staff, as pages: the admin's list, invitations, off-boarding; and joining."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from qa_portal.access.guard import guard, proven
from qa_portal.access.permissions import Permission
from qa_portal.clinic import queries as clinic_queries
from qa_portal.db import read
from qa_portal.errors import Conflict
from qa_portal.identity import queries
from qa_portal.identity import staff as service
from qa_portal.identity.forms import Errors, answer
from qa_portal.identity.landing import next_step
from qa_portal.identity.role_names import ROLE_NAMES, STATE_NAMES
from qa_portal.identity.schemas import InvitationForm, JoinForm
from qa_portal.identity.sessions import this_session
from qa_portal.identity.staff import Invitation, Joining
from qa_portal.web.forms import read_form
from qa_portal.web.languages import page_language, private_path
from qa_portal.web.limits import limit

staff = Blueprint("staff", __name__)


@staff.get("/admin/staff")
@guard(Permission.STAFF_MANAGE)
def everybody() -> ResponseReturnValue:
    """List who works here."""
    return render_template(
        "identity/staff.html",
        rows=queries.staff(read(), page_language()),
        role_names=ROLE_NAMES,
        state_names=STATE_NAMES,
    )


@staff.get("/admin/staff/invite")
@guard(Permission.STAFF_MANAGE)
@proven
def invite_page() -> ResponseReturnValue:
    """Show the form."""
    return _invite_form()


@staff.post("/admin/staff/invite")
@guard(Permission.STAFF_MANAGE)
@proven
def invite() -> ResponseReturnValue:
    """Invite somebody by mail."""
    values, errors = read_form(InvitationForm(), request.form)
    if errors:
        return _invite_form(errors)
    invitation = Invitation(values["email"], values["role"], values["name"], values["queues"], language=page_language())
    try:
        service.invite(current_user, invitation)
    except Conflict:
        return _invite_form({"email": [_("This address has an account already. Use another address.")]}, status=409)
    flash(_("The invitation is on its way."), "success")
    return redirect(url_for("identity.staff.everybody"), 303)


@staff.get("/admin/staff/<account_id>")
@guard(Permission.STAFF_MANAGE)
def one(account_id: str) -> ResponseReturnValue:
    """Show one member of staff, and what can be done."""
    return render_template(
        "identity/staff_member.html",
        one=service.details(current_user, account_id, page_language()),
        role_names=ROLE_NAMES,
        state_names=STATE_NAMES,
    )


@staff.post("/admin/staff/<account_id>/invite-again")
@guard(Permission.STAFF_MANAGE)
@proven
def invite_again(account_id: str) -> ResponseReturnValue:
    """Send a new link."""
    service.invite_again(current_user, account_id)
    flash(_("A new invitation is on its way."), "success")
    return redirect(url_for("identity.staff.one", account_id=account_id), 303)


@staff.post("/admin/staff/<account_id>/suspend")
@guard(Permission.STAFF_MANAGE)
@proven
def suspend(account_id: str) -> ResponseReturnValue:
    """Shut somebody out for now."""
    service.suspend(current_user, account_id)
    flash(_("This person is signed out everywhere and cannot sign in."), "success")
    return redirect(url_for("identity.staff.one", account_id=account_id), 303)


@staff.post("/admin/staff/<account_id>/restore")
@guard(Permission.STAFF_MANAGE)
@proven
def restore(account_id: str) -> ResponseReturnValue:
    """Let somebody in again."""
    service.restore(current_user, account_id)
    flash(_("This person can sign in again."), "success")
    return redirect(url_for("identity.staff.one", account_id=account_id), 303)


@staff.post("/admin/staff/<account_id>/reset-factor")
@guard(Permission.STAFF_MANAGE)
@proven
def reset_factor(account_id: str) -> ResponseReturnValue:
    """Take a colleague's second factor away, who lost phone and paper."""
    service.reset_factor(current_user, account_id)
    flash(_("Done. At the next sign-in this person sets up the second step anew."), "success")
    return redirect(url_for("identity.staff.one", account_id=account_id), 303)


@staff.post("/admin/staff/<account_id>/leave")
@guard(Permission.STAFF_MANAGE)
@proven
def let_go(account_id: str) -> ResponseReturnValue:
    """Off-board somebody for good."""
    service.let_go(current_user, account_id)
    flash(_("This person has left. Their questions are back in their queues."), "success")
    return redirect(url_for("identity.staff.everybody"), 303)


@staff.get("/join")
@guard(Permission.SIGN_IN)
def join_page() -> ResponseReturnValue:
    """Ask an invited person for a password and what patients will see of them."""
    known = service.invited(request.args.get("t", ""))
    values = {"name": known.display_name, "credential": known.credential, "specialty": known.specialty}
    return answer("join", values=values, t=request.args["t"])


@staff.post("/join")
@guard(Permission.SIGN_IN)
@limit("sign_in")
def join() -> ResponseReturnValue:
    """Take up the invitation."""
    values, errors = read_form(JoinForm(), request.form)
    secret = request.form.get("t", "")
    if errors:
        service.invited(secret)
        return answer("join", errors, t=secret)
    joining = Joining(values["name"], values["credential"], values["specialty"], values["password"])
    new = service.join(secret, joining)
    this_session().adopt(new)
    return redirect(private_path(next_step("", new.role, is_half=new.is_half)), 303)


def _invite_form(errors: Errors | None = None, *, status: int | None = None) -> ResponseReturnValue:
    return answer("invite", errors, status=status, queues=clinic_queries.queues(read()), role_names=ROLE_NAMES)
