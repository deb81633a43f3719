"""What an error page says: what happened, and what to do now. One entry a status."""

from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString


@dataclass(frozen=True, slots=True)
class ErrorText:
    """Heading and advice of one error page."""

    title: LazyString
    advice: LazyString


FORM_EXPIRED = ErrorText(
    _("We could not be sure that you sent this"),
    _(
        "This page was open for a long time, or you signed in again in another tab. Your words are kept: go back, "
        "reload the page if asked, and send again."
    ),
)
SIGN_IN_AGAIN = ErrorText(
    _("You are signed out"),
    _("You were away for a while, so we signed you out. Sign in again in a new tab, then send this page again."),
)
TEXTS = {
    400: ErrorText(
        _("We could not read what was sent"),
        _("Go back and try again. What you typed is still there in most browsers."),
    ),
    401: SIGN_IN_AGAIN,
    403: ErrorText(
        _("You cannot open this page"),
        _("Your account is not allowed to see it. If you think it should be, ask the clinic."),
    ),
    404: ErrorText(
        _("We cannot find that page"),
        _("Check the address if you typed it. If you followed a link, the page may have moved or may be private."),
    ),
    405: ErrorText(_("This page cannot be used that way"), _("Go back and use the buttons on the page.")),
    409: ErrorText(
        _("This has changed since you opened it"),
        _("Somebody else was faster, or you have done this already. Go back and reload the page to see more."),
    ),
    410: ErrorText(
        _("This page has been taken down"),
        _("It was removed on purpose. You can search for other answers, or ask us your question."),
    ),
    413: ErrorText(
        _("That was too much to send at once"),
        _("Go back and make the text shorter or the files smaller, then send again."),
    ),
    422: ErrorText(_("Something is missing or not right"), _("Go back, check what you filled in, and send again.")),
    429: ErrorText(
        _("Please wait a little"),
        _("There were many tries in a short time. Wait a few minutes, then try again. Nothing is lost."),
    ),
    500: ErrorText(
        _("Something went wrong on our side"),
        _("It is not your fault. Go back and try again in a few minutes. If it happens again, call the clinic."),
    ),
    503: ErrorText(
        _("We will be back soon"),
        _("The service is being looked after just now. Try again in a few minutes."),
    ),
}


def text_for(status: int) -> ErrorText:
    """The words for a status; those of its family when it has none of its own."""
    return TEXTS.get(status) or TEXTS[500 if status >= 500 else 400]


def said(message: str) -> str:
    """Say an error's English words in the language of the page; what has no translation stays as it is."""
    text = str(message)
    return str(gettext(text)) if text else ""
