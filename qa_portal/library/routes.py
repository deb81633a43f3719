"""Pages of the library. No cookie, no session, nobody signed in: every reader gets the same."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.clinic import figures
from qa_portal.clinic import page as clinic_page
from qa_portal.db import read
from qa_portal.library import glossary, guides, people, people_routes, queries, reports, service, sheet
from qa_portal.library.addresses import full_url
from qa_portal.library.caching import kept
from qa_portal.library.count_models import Counted
from qa_portal.library.counting import counts
from qa_portal.library.models import Page
from qa_portal.library.queries import Title
from qa_portal.library.related import related
from qa_portal.library.schemas import Report, Vote
from qa_portal.library.standing import standing
from qa_portal.library.structured import answer_data
from qa_portal.web.forms import Errors, read_form
from qa_portal.web.languages import page_language, public_path
from qa_portal.web.limits import limit
from qa_portal.web.static_files import packed_response

room = Blueprint("library", __name__, template_folder="templates")
room.register_blueprint(people_routes.pages)
HOME_TOPICS, HOME_ANSWERS = 12, 6


@room.get("/")
@guard(Permission.PUBLIC_READ)
@kept
def home() -> str:
    """The first page: search, topics, newest answers, how it works."""
    shelves = service.shelves(read())
    newest = queries.newest(read(), HOME_ANSWERS)
    return render_template("library/home.html", shelves=shelves[:HOME_TOPICS], more=len(shelves), newest=newest)


@room.get("/topics")
@guard(Permission.PUBLIC_READ)
@kept
def topics() -> str:
    """All topics that have answers."""
    return render_template("library/topics.html", shelves=service.shelves(read()))


@room.get("/topics/<slug>")
@guard(Permission.PUBLIC_READ)
@kept
def topic(slug: str) -> str:
    """One topic: its guides, then its answers."""
    wanted = service.topic_or_404(read(), slug)
    count, asked = service.answer_count(read(), slug), request.args.get("page", 1, type=int)
    shelf = queries.listed(count, asked, lambda number: queries.in_topic(read(), slug, page_number=number))
    shown = {"topic": wanted, "shelf": shelf, "guides": queries.guides(read(), topic_slug=slug)}
    return render_template("library/topic.html", **shown)


@room.get("/answers/<page_id>")
@guard(Permission.PUBLIC_READ)
@kept
def answer(page_id: str) -> ResponseReturnValue:
    """One answer; 410 and a kind word when it was taken away."""
    page = service.page_or_404(read(), page_id)
    near = related(read(), page)
    moved_to = service.merged_into(read(), page)
    if moved_to is not None:
        return redirect(public_path(f"/answers/{moved_to}"), 308)
    if not page.is_live:
        return _gone(page, near)
    if page.slug:
        return redirect(public_path(page.path), 308)
    url = full_url(f"/answers/{page.id}", page.lang)
    blocks, medical_words = glossary.marked(service.answer_blocks(page), page.lang)
    shown = {
        "blocks": blocks,
        "medical_words": medical_words,
        "data": answer_data(page, url=url, clinic_name=clinic_page.current().name),
        "rows": standing(page, people.by_signature(read())),
    }
    return render_template("library/answer.html", page=page, related=near, url=url, **shown)


def _gone(page: Page, near: list[Title]) -> ResponseReturnValue:
    notice = service.recall_notice(read(), page)
    return render_template("library/gone.html", page=page, related=near, notice=notice), 410


@room.get("/guides/<guide_slug>")
@guard(Permission.PUBLIC_READ)
@kept
def guide(guide_slug: str) -> ResponseReturnValue:
    """One guide; 410 and a kind word when it was taken away."""
    page = service.guide_or_404(read(), guide_slug)
    near = related(read(), page)
    if not page.is_live:
        return _gone(page, near)
    url, changes = full_url(page.path, page.lang), guides.history_of(read(), page)
    picked = guides.picked(read(), page.picked)
    shown = {
        "guide": guides.explained(guides.shown(page.words, page.lang)),
        "data": guides.guide_data(page, url=url, clinic_name=clinic_page.current().name, changes=changes),
        "rows": guides.standing(page, people.by_signature(read())),
        "changes": changes,
        "corrections": guides.corrections(changes),
        "picked": picked,
        "related": [title for title in near if title not in picked],
    }
    return render_template("library/guide.html", page=page, url=url, **shown)


def _report_page(page_id: str, errors: Errors) -> ResponseReturnValue:
    page = service.page_or_404(read(), page_id)
    if not page.is_live:
        return _gone(page, [])
    shown = {"page": page, "choices": reports.CHOICES, "max_chars": reports.MAX_CHARS, "values": request.form}
    return render_template("library/report.html", errors=errors, **shown), 422 if errors else 200


@room.get("/answers/<page_id>/report")
@guard(Permission.PUBLIC_READ)
def report(page_id: str) -> ResponseReturnValue:
    """Ask what is wrong on a page."""
    return _report_page(page_id, {})


@room.post("/answers/<page_id>/report")
@guard(Permission.PUBLIC_POST)
@limit("report")
def send_report(page_id: str) -> ResponseReturnValue:
    """Take what a reader says is wrong, without asking who it is; answer with a number."""
    values, errors = read_form(Report(), request.form)
    if errors:
        return _report_page(page_id, errors)
    number = reports.report(page_id, values["wrong"], values["words"], lang=page_language())
    return render_template("library/reported.html", number=reports.spaced(number))


@room.post("/answers/<page_id>/helpful")
@guard(Permission.PUBLIC_POST)
@limit("vote")
def vote(page_id: str) -> ResponseReturnValue:
    """Count whether an answer helped, without asking who it is."""
    page = service.page_or_404(read(), page_id)
    values, errors = read_form(Vote(), request.form)
    if errors or not page.is_live:
        return redirect(public_path(page.path), 303)
    helped = values["vote"] == "yes"
    counts().add(Counted.HELPFUL if helped else Counted.UNHELPFUL, page.id)
    return render_template("library/thanks.html", page=page, helped=helped)


@room.get("/reports")
@guard(Permission.PUBLIC_READ)
@limit("report")
def report_outcome() -> str:
    """Say what became of a report, by its number."""
    number = request.args.get("number", "")[:20]
    found = reports.by_number(read(), number) if number else None
    return render_template("library/outcome.html", number=number, found=found, outcomes=reports.OUTCOMES)


@room.get("/glossary")
@guard(Permission.PUBLIC_READ)
@kept
def medical_words() -> str:
    """Medical words in plain words."""
    lang = page_language()
    data = glossary.term_set(lang, url=full_url("/glossary", lang), name=gettext("Medical words in plain words"))
    return render_template("library/glossary.html", letters=glossary.by_letter(lang), data=data)


@room.get("/<any(about, privacy, terms, accessibility):kind>")
@guard(Permission.PUBLIC_READ)
@kept
def text(kind: str) -> str:
    """One of the clinic's own texts."""
    return render_template("library/text.html", kind=kind, blocks=clinic_page.current().blocks(kind, page_language()))


@room.get("/emergency")
@guard(Permission.PUBLIC_READ)
@kept
def emergency() -> str:
    """Whom to call, and when the clinic is open."""
    return render_template("library/emergency.html", week=clinic_page.current().week(page_language()))


@room.get("/service")
@guard(Permission.PUBLIC_READ)
def how_fast() -> str:
    """How fast the teams answer, as the worker counted it last."""
    counted = {"whole": figures.whole(read()), "teams": figures.teams(read(), page_language())}
    return render_template("library/service.html", **counted)


@room.get("/library-<version>.css")
@guard(Permission.PUBLIC_READ)
def styles(version: str) -> ResponseReturnValue:
    """The library's own style sheet; its address changes with it, so that browsers keep it."""
    response = packed_response(sheet.content(), tag=sheet.version(), mimetype="text/css")
    if version == sheet.version():
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response.make_conditional(request)
