"""Public pages about who answers: clinicians who want one, and the clinic's teams."""

from flask import Blueprint, render_template, request

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.clinic import licence_service as licences
from qa_portal.clinic import page as clinic_page
from qa_portal.clinic import people as clinic_people
from qa_portal.clinic import queries as clinic
from qa_portal.db import read
from qa_portal.errors import NotFound
from qa_portal.library import people
from qa_portal.library.addresses import full_url
from qa_portal.library.caching import kept

pages = Blueprint("people", __name__)


@pages.get("/people")
@guard(Permission.PUBLIC_READ)
@kept
def everybody() -> str:
    """The clinicians who have a public page."""
    return render_template("library/people.html", people=clinic_people.public_people(read()))


@pages.get("/people/<person_slug>")
@guard(Permission.PUBLIC_READ)
@kept
def person(person_slug: str) -> str:
    """One clinician: who they are, and the answers they wrote or checked."""
    found = clinic_people.public_person(read(), person_slug)
    shelf = people.answers_of(read(), found, request.args.get("page", 1, type=int))
    url = full_url(found.path)
    data = people.person_data(found, url=url, clinic_name=clinic_page.current().name, home=full_url("/"))
    teams = clinic_people.teams_of(read(), found)
    licence = licences.shown_of(read(), found.account_id)
    shown = {"shelf": shelf, "url": url, "data": data, "teams": teams, "licence": licence}
    return render_template("library/person.html", person=found, **shown)


@pages.get("/specialties")
@guard(Permission.PUBLIC_READ)
@kept
def teams() -> str:
    """The clinic's teams, and what each answers."""
    return render_template("library/specialties.html", teams=clinic.queues(read()))


@pages.get("/specialties/<team_slug>")
@guard(Permission.PUBLIC_READ)
@kept
def team(team_slug: str) -> str:
    """One team: what it answers, who works in it, and its answers."""
    found = clinic.queue_by_slug(read(), team_slug)
    if not found.active:
        raise NotFound("There is no such page.")
    shelf = people.answers_of_team(read(), found.id, request.args.get("page", 1, type=int))
    members = clinic_people.public_members(read(), found.id)
    return render_template("library/specialty.html", team=found, shelf=shelf, people=members)
