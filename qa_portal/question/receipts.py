"""The receipt of a page taken away, as the patient reads it."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from qa_portal.question.removals import Place, Removal

PLACES: dict[Place, LazyString] = {
    Place.PAGE: _("The page itself, in every language: its address answers that it is gone"),
    Place.PIECES: _("What was made from it: pictures, codes, and the pieces other sites may show"),
    Place.SEARCH: _("Our search"),
    Place.FILES: _("The files our search is made of"),
    Place.FEEDS: _("The feeds others subscribe to: they say that it was deleted"),
    Place.SITEMAP: _("The list of pages we give to search engines"),
    Place.API: _("Our interface for programs"),
    Place.RELATED: _("First page, topic page and lists of related answers"),
    Place.KEPT: _("Copies kept in browsers: none of our web servers calls them good any more"),
}
"""Every place, in the order of the receipt."""


@dataclass(frozen=True, slots=True)
class Line:
    """One place; `gone_at` is None until somebody has looked and it was not there."""

    what: LazyString
    gone_at: datetime | None


def lines_of(removal: Removal) -> list[Line]:
    """Return the lines of a receipt."""
    found = {place: datetime.fromisoformat(moment) for place, moment in removal.places.items()}
    return [Line(words, found.get(place)) for place, words in PLACES.items()]
