"""Translating in templates, without asking again what was asked before: a page says some fifty things."""

from flask_babel import get_translations
from jinja2 import Environment

from qa_portal.web.languages import spoken

_known: dict[tuple[str, str], str] = {}
"""What is said for a message of the code in a language; no larger than the catalogues."""


def translated(message: str) -> str:
    """Return a message of the code in the language of this page."""
    key = (spoken().language, message)
    said = _known.get(key)
    if said is None:
        said = _known[key] = get_translations().ugettext(message)
    return said


def init_translating(environment: Environment) -> None:
    """Let templates translate this way; numbers of things are said as Flask-Babel does."""
    # Of the extension that Flask-Babel added.
    others = {name: environment.globals[name] for name in ("ngettext", "pgettext", "npgettext")}
    environment.install_gettext_callables(translated, translated, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(others)
    # Jinja's own `_` looks `gettext` up each time.
    environment.globals["_"] = environment.globals["gettext"]
