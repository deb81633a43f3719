"""What the library sets up in an app: the search index, and how dates are shown."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from qa_portal.clinic.prose import blocks
from qa_portal.db import db
from qa_portal.index import current
from qa_portal.index.chosen import backend_of
from qa_portal.library.addresses import full_url, here_in_languages, xml_text
from qa_portal.library.counting import EXTENSION as COUNTS
from qa_portal.library.counting import Counts
from qa_portal.library.dates import language_name, plain_date, plain_month
from qa_portal.library.epoch import stamp_of
from qa_portal.library.kept_pages import KeptPages
from qa_portal.library.kept_searches import use_kept_searches
from qa_portal.library.service import excerpt
from qa_portal.library.sheet import library_css
from qa_portal.settings import EXTENSION, Settings
from qa_portal.web.wrapping import wrap

FILTERS: dict[str, Callable[..., Any]] = {
    "plain_date": plain_date,
    "plain_month": plain_month,
    "language_name": language_name,
    "xml_text": xml_text,
    "excerpt": excerpt,
    "prose": blocks,
}


def init_app(app: Flask) -> None:
    """Hand the app its index; it is opened when the first reader asks."""
    settings: Settings = app.extensions[EXTENSION]
    current.use(app, backend_of(settings))
    with app.app_context():
        stamp = stamp_of(db.engine)
    use_kept_searches(app)
    counts = app.extensions[COUNTS] = Counts(app)
    wrap(app, lambda inner: KeptPages(inner, stamp, counts.seen))
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(full_url=full_url, here_in_languages=here_in_languages, library_css=library_css)
