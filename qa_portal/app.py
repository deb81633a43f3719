"""The app: joins the rooms of the house, hands in keys and engines. Nothing that only computes loads it."""

import resource
import sys
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Literal
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from qa_portal import db, privacy
from qa_portal.access.guard import refuse_unguarded
from qa_portal.audit import chain
from qa_portal.clinic import page
from qa_portal.errors import StartRefused
from qa_portal.journey import ROOMS
from qa_portal.outbox.topics import Topic
from qa_portal.outbox.worker import Handler, Round
from qa_portal.settings import EXTENSION as SETTINGS
from qa_portal.settings import LOG_LEVELS, Settings
from qa_portal.web import health, limits, shell
from qa_portal.web.brand import use_clinic
from qa_portal.web.wrapping import wrap

Role = Literal["portal", "public"]
"""`portal` is the whole house and needs the keys; `public` is the library and its search, and runs without any key."""

PUBLIC_ROOMS = ("qa_portal.clinic.page", "qa_portal.library", "qa_portal.sharing", "qa_portal.journey.search")
PRIVATE_ROOMS = (
    "qa_portal.clinic",
    "qa_portal.identity",
    *(f"qa_portal.journey.{name}" for name in ROOMS if name != "search"),
    *(f"qa_portal.privacy.{name}" for name in privacy.ROOMS),
    "qa_portal.follow",
    "qa_portal.backup",
)
HOUSE_ROUNDS: dict[str, Round] = {
    "link audit chain": (2.0, chain.link),
    "link audit rows left over": (3600.0, chain.link_all),
    "anchor audit chain": (2.0, chain.anchor),
    "forget old rate counts": (3600.0, limits.forget_old),
}
"""What comes round by the clock and belongs to no room, each so many seconds."""
WORK = "qa_portal.work"
"""Extension that holds the handlers and the rounds of the worker."""
MAX_REQUEST_BYTES = 2 * 1024 * 1024
MAX_FORM_BYTES = 1024 * 1024
"""Forms stay in memory: Werkzeug would write larger ones to disk in clear."""


def create_app(settings: Settings, *, role: Role = "portal", before_replay: bool = False) -> Flask:
    """Build the app: join the rooms, hand in keys and engines.

    `before_replay` is for the command that brings a restored store up to the erasures made since.
    Raises: StartRefused, when a key, the schema or a route's permission is missing or wrong.
    """
    # A core dump would hold keys and clear text.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    app = Flask("qa_portal", static_folder=None, template_folder=None)
    _configure(app, settings)
    db.init_app(app, settings, with_keys=role == "portal")
    app.extensions[WORK] = ({}, dict(HOUSE_ROUNDS))
    if role == "portal":
        import_module("qa_portal.crypto.start").hand_in_keys(app, settings)
        import_module("qa_portal.schema").refuse_old_schema(settings)
        if not before_replay:
            import_module("qa_portal.crypto.erasures").refuse_unreplayed(settings)
    shell.init_app(app)
    use_clinic(app, page.current)
    limits.init_limits(app, settings)
    app.register_blueprint(health.room)
    for name in PUBLIC_ROOMS + (PRIVATE_ROOMS if role == "portal" else ()):
        _join(app, name)
    if role == "portal" and settings.oidc_issuer:
        _join_sign_on(app)
    refuse_unguarded(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.extensions[SETTINGS] = settings
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LOG_LEVELS[settings.log_level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_FORM_BYTES
    app.config["TRUSTED_HOSTS"] = sorted({urlsplit(settings.base_url).hostname or "", "127.0.0.1", "localhost"})
    app.json.sort_keys = False  # type: ignore[attr-defined]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        wrap(app, lambda inner: ProxyFix(inner, x_for=hops, x_proto=hops, x_host=hops))


def _join(app: Flask, name: str) -> None:
    """Join one room: its blueprints, its handlers and rounds, and what its `wiring.init_app` sets up."""
    module = import_module(name)
    if not hasattr(module, "__path__"):
        for blueprint in _blueprints(module):
            app.register_blueprint(blueprint)
        return
    wiring = _part(name, "wiring")
    if wiring is not None:
        wiring.init_app(app)
    for part in ("routes", "api"):
        for blueprint in _blueprints(_part(name, part)):
            app.register_blueprint(blueprint)
    handlers, rounds = app.extensions[WORK]
    work = _part(name, "handlers")
    handlers.update(getattr(work, "HANDLERS", {}))
    rounds.update(getattr(work, "PERIODIC", {}))


def _join_sign_on(app: Flask) -> None:
    if not all(find_spec(name) for name in ("authlib", "joserfc", "requests")):
        raise StartRefused("QA_OIDC_ISSUER needs more packages: run `pip install qa_portal[oidc]`, or leave it empty.")
    _join(app, "qa_portal.identity.oidc")


@cache
def _part(room: str, part: str) -> ModuleType | None:
    name = f"{room}.{part}"
    if not hasattr(import_module(room), "__path__"):
        return None
    return import_module(name) if find_spec(name) else None


def _blueprints(module: ModuleType | None) -> list[Blueprint]:
    if module is None:
        return []
    found = [value for value in vars(module).values() if isinstance(value, Blueprint)]
    return [blueprint for blueprint in dict.fromkeys(found) if blueprint.import_name == module.__name__]


def work_of(app: Flask) -> tuple[dict[Topic, Handler], dict[str, Round]]:
    """Return the handlers and the rounds the rooms brought, for the worker."""
    handlers, rounds = app.extensions[WORK]
    return handlers, rounds
