"""The page of reach: how the library is read, and what it lacks."""

from flask import Blueprint, render_template

from qa_portal import clock
from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.clinic import page as clinic_page
from qa_portal.db import read
from qa_portal.index.current import index
from qa_portal.journey.reach import queries, service

room = Blueprint("reach", __name__, template_folder="templates")


@room.get("/reach")
@guard(Permission.LIBRARY_EDIT)
def overview() -> str:
    """Show how the library is read, and what people look for in vain."""
    today = clinic_page.current().calendar.local_day(clock.now())
    found = service.reach(read(), index(), today)
    return render_template("reach/overview.html", days=queries.DAYS, least=queries.LEAST, reach=found)
