"""Languages of the pages: in the path for public pages, by choice or account for private ones.

A path that begins with `/es` is served as if the prefix were the mount point, so that `url_for` keeps
the reader in the language. Private pages have no prefix: it is taken as a choice, kept in the session.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from babel import Locale
from flask import Flask, g, has_app_context, has_request_context, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale
from flask_login import current_user

from qa_portal.web.brand import clinic_facts
from qa_portal.web.publicness import is_public
from qa_portal.web.wrapping import wrap

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

DEFAULT = "en"
"""The language of paths without a prefix."""
NAMES = {"en": "English", "es": "Español"}
"""Every language there are translations for, in its own name."""
CATALOGUES = Path(__file__).parents[1] / "translations"
"""Where the translations lie; `babel.cfg` beside this file says how they are made."""
ENVIRON = "qa_portal.language"
CHOICE = "language"
"""Session key of the language a person chose on a private page."""
FAILED = "language_without_account"
"""Mark in `flask.g`: something failed, so ask neither session nor account."""


class LanguagePath:
    """WSGI middleware: `/es/search` is `/search` in Spanish, mounted at `/es`."""

    def __init__(self, app: "WSGIApplication") -> None:
        self.app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Take the language off the path."""
        first, _, rest = environ.get("PATH_INFO", "").lstrip("/").partition("/")
        if first in NAMES:
            environ[ENVIRON] = first
            environ["PATH_INFO"] = "/" + rest.lstrip("/")
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{first}"
        return self.app(environ, start_response)


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """This page in another language."""

    code: str
    name: str
    url: str
    here: bool


def path_language() -> str | None:
    """The language named by the path, if it names one."""
    code: str | None = request.environ.get(ENVIRON)
    return code


def site_root() -> str:
    """Where the site is mounted, without the language: `""` at the root of its host."""
    root = request.root_path.rstrip("/")
    code = path_language()
    return root.removesuffix(f"/{code}") if code else root


def path_in(language: str, path: str) -> str:
    """The public path `path` (from `/`) in a language."""
    prefix = "" if language == DEFAULT else f"/{language}"
    return f"{site_root()}{prefix}{path}"


def public_path(path: str) -> str:
    """The public path `path` (from `/`) in the language of this page."""
    return path_in(page_language(), path)


def private_path(path: str) -> str:
    """The private path `path` (from `/`): no language in it."""
    return f"{site_root()}{path}"


def choose_language() -> str:
    """The language this request is answered in."""
    if not has_request_context():
        return DEFAULT
    named = path_language()
    if named:
        return named
    if g.get(FAILED):
        return request.accept_languages.best_match(list(NAMES), default=DEFAULT) or DEFAULT
    return DEFAULT if is_public() else _private_language()


def _private_language() -> str:
    chosen = session.get(CHOICE)
    if chosen in NAMES:
        return str(chosen)
    account = getattr(current_user, "language", None)
    if account in NAMES:
        return str(account)
    return request.accept_languages.best_match(list(NAMES), default=DEFAULT) or DEFAULT


def page_language() -> str:
    """Code of the language of this page, for `<html lang>`."""
    return spoken().language


def page_direction() -> str:
    """`ltr` or `rtl`, for `<html dir>`."""
    return spoken().text_direction


def spoken() -> Locale:
    """The locale of this page."""
    # Flask-Babel knows it already, but for the first time in a request, and is slow to say so: a page asks a hundred
    # times.
    known: Locale | None = getattr(g.get("_flask_babel"), "babel_locale", None) if has_app_context() else None
    return known or get_locale() or Locale(DEFAULT)


def own_path() -> str:
    """The path of this page as it stands in an address: what a visitor typed may hold blanks or a `?`."""
    return quote(request.path, safe="/:@!$&'()*+,;=~")


def language_links() -> list[LanguageLink]:
    """This page in each of the clinic's languages, this one marked; without the query, which may be private."""
    here = page_language()
    codes = [code for code in clinic_facts().languages if code in NAMES]
    return [LanguageLink(code, NAMES[code], _link(code), code == here) for code in codes]


def _link(code: str) -> str:
    if is_public():
        return path_in(code, own_path())
    return f"{site_root()}/{code}{own_path()}"


def settle_path() -> ResponseReturnValue | None:
    """Send a reader of `/es/account` or `/en/search` to the one address of that page, minding the choice."""
    named = path_language()
    if named is None or request.endpoint is None or request.method not in {"GET", "HEAD"}:
        return None
    query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
    if is_public():
        return redirect(path_in(named, own_path()) + query, 308) if named == DEFAULT else None
    session[CHOICE] = named
    return redirect(private_path(own_path()) + query, 303)


def init_languages(app: Flask) -> None:
    """Wire Flask-Babel and the language prefix into `app`."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(CATALOGUES))
    Babel(app, locale_selector=choose_language, timezone_selector=lambda: clinic_facts().timezone)
    app.before_request(settle_path)
    wrap(app, LanguagePath)
