"""Gives an app its sessions and its `current_user`."""

from flask import Flask
from flask_login import LoginManager, current_user

from qa_portal.crypto.uses import LOOKUPS, needs_root
from qa_portal.identity.links import count_open_before
from qa_portal.identity.loader import Visitor, load
from qa_portal.identity.passkeys import are_possible
from qa_portal.identity.refusals import note_refusal
from qa_portal.identity.relookup import count_under
from qa_portal.identity.sessions import PortalSessions
from qa_portal.settings import EXTENSION, Settings
from qa_portal.web.errors import ON_REFUSAL


def init_app(app: Flask) -> None:
    """Set up sessions and Flask-Login."""
    here: Settings = app.extensions[EXTENSION]
    app.jinja_env.globals["sign_on_path"] = "/sign-in/hospital" if here.oidc_issuer else ""
    app.session_interface = PortalSessions()
    manager = LoginManager()
    manager.anonymous_user = Visitor
    manager.session_protection = None
    manager.user_loader(load)
    # Not manager.init_app: its after_request hook for remember cookies touches the session of every response,
    # and its context processor loads the user for every template, public pages too.
    app.login_manager = manager  # type: ignore[attr-defined]
    app.context_processor(lambda: {"current_user": current_user, "passkeys_possible": are_possible})
    app.extensions[ON_REFUSAL] = note_refusal
    needs_root(app, LOOKUPS, count_under)
    needs_root(app, "open mail links (7 days at most; `keys retire --end-links` ends them)", count_open_before)
