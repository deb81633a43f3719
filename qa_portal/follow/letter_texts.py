"""The words of the mails to followers. They are plain text: titles that are public, and links."""

from collections.abc import Sequence

from flask_babel import force_locale, gettext, ngettext

from qa_portal import settings
from qa_portal.follow import service
from qa_portal.identity.follower_models import Follower
from qa_portal.library.models import Page, Topic
from qa_portal.notify import Message
from qa_portal.web.brand import clinic_facts
from qa_portal.web.languages import DEFAULT

MOST = 10
"""So many titles stand in one mail."""


def ask(row: Follower, topic: Topic | None, clear_email: str) -> Message:
    """Write the one mail that is sent before its reader said yes."""
    with force_locale(row.language):
        about = _about(row, topic)
        lines = [
            gettext("Somebody, we hope you, wants to get this by mail: %(topic)s.", topic=about),
            gettext("You would get at most one mail a week, and only when there is something new."),
            gettext("Say yes on this page:") + "\n" + _link(row, "/following/confirm", service.CONFIRM),
            gettext("The link works for 7 days. If this was not you, ignore this mail: you get no other."),
        ]
        subject = gettext("Do you want answers by mail?")
        return Message(clear_email, _subject(subject), _text(lines))


def news(row: Follower, topic: Topic | None, pages: Sequence[Page], clear_email: str) -> Message:
    """Write the weekly mail: titles and links; beyond `MOST` it says that there are more."""
    with force_locale(row.language):
        lines = [
            gettext("This is new: %(topic)s.", topic=_about(row, topic)),
            *(_title(row, page) for page in pages[:MOST]),
        ]
        if len(pages) > MOST:
            more = f"/topics/{topic.slug}" if topic is not None else "/"
            lines.append(gettext("There are more here:") + "\n" + _url(row, more))
        subject = ngettext("%(num)s new answer", "%(num)s new answers", min(len(pages), MOST))
        return _with_a_way_out(row, clear_email, subject, lines)


def recall(row: Follower, notice: str, pages: Sequence[Page], clear_email: str) -> Message:
    """Write that pages were taken back, with the notice that stands in their place."""
    with force_locale(row.language):
        lines = [
            gettext("We have taken these answers back. If you acted on one of them, please read this:"),
            notice,
            *(_title(row, page) for page in pages[:MOST]),
        ]
        if len(pages) > MOST:
            lines.append(gettext("And others that you may have read. Each says so on its page."))
        return _with_a_way_out(row, clear_email, gettext("We have taken answers back"), lines)


def _with_a_way_out(row: Follower, clear_email: str, subject: str, lines: list[str]) -> Message:
    ending = _link(row, "/following/end", service.END)
    lines = [*lines, gettext("You no longer want these mails? One tap ends them:") + "\n" + ending]
    return Message(clear_email, _subject(subject), _text(lines), end_url=ending)


def _about(row: Follower, topic: Topic | None) -> str:
    return topic.name(row.language) if topic is not None else gettext("everything we publish")


def _title(row: Follower, page: Page) -> str:
    return f"{' '.join(page.title.split())}\n{_url(row, page.path)}"


def _link(row: Follower, path: str, what: str) -> str:
    return f"{_url(row, path)}?t={service.secret_of(row, what)}"


def _url(row: Follower, path: str) -> str:
    language = "" if row.language == DEFAULT else f"/{row.language}"
    return f"{settings.current().base_url.rstrip('/')}{language}{path}"


def _subject(words: str) -> str:
    return f"{words} - {clinic_facts().name}".replace("\n", " ")


def _text(lines: list[str]) -> str:
    end = [gettext("This mail was sent by a machine that cannot read replies."), clinic_facts().name]
    return "\n\n".join([gettext("Hello,"), *lines, *end]) + "\n"
