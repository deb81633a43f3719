"""The page of the emergency rules: every clinician sees and signs them, an administrator adds to them."""

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission, Role
from qa_portal.clinic import flag_rules, queries
from qa_portal.clinic.replies import Errors, Reply, saved, shown, tried
from qa_portal.clinic.schemas import FlagForm
from qa_portal.clinic.stored import Typed
from qa_portal.db import read
from qa_portal.text.flags.catalogue import shown_rules, weighed_words
from qa_portal.web.forms import read_form

pages = Blueprint("flags", __name__)


@pages.get("/emergency-rules")
@guard(Permission.FLAGS_SEE)
def rules() -> Reply:
    """Show the rules in use, and who signed for them."""
    return _page(Typed(), None)


@pages.post("/emergency-rules/sign")
@guard(Permission.FLAGS_SIGN)
def sign() -> Reply:
    """Sign for the rules that were shown."""
    flag_rules.sign(current_user, request.form.get("digest", ""))
    return saved(url_for("clinic.flags.rules"))


@pages.post("/emergency-rules/add")
@guard(Permission.CLINIC_EDIT)
def add() -> Reply:
    """Add a phrase."""
    values, errors = read_form(FlagForm(), request.form)
    errors = tried(errors, lambda: flag_rules.add(current_user, values))
    return _page(request.form, errors) if errors else saved(url_for("clinic.flags.rules"))


@pages.post("/emergency-rules/<rule_id>/take-out")
@guard(Permission.CLINIC_EDIT)
def take_out(rule_id: str) -> Reply:
    """Use a phrase no longer."""
    flag_rules.take_out(current_user, rule_id)
    return saved(url_for("clinic.flags.rules"))


def _page(typed: Typed, errors: Errors | None) -> Reply:
    rules = flag_rules.in_use(read())
    signer = queries.member(read(), rules.signature.signed_by_id) if rules.signature else None
    kinds = flag_rules.categories()
    asked = request.args.get("kind", "")
    wanted = asked if asked in kinds else kinds[0]
    filled = {
        "rules": rules,
        "kind": wanted,
        "shown": shown_rules(wanted),
        "weighed": weighed_words(wanted),
        "signer": signer,
        "kinds": [(name, name) for name in kinds],
        "may_edit": current_user.role is Role.ADMIN,
        "may_sign": current_user.role is Role.CLINICIAN,
        "values": typed,
        "errors": errors,
    }
    return shown(render_template("clinic/flags.html", **filled), errors)
