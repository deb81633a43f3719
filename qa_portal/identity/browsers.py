"""Which kind of browser somebody uses: a family and a kind of device, and nothing that tells two of them apart."""

from flask import has_request_context, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

FAMILIES = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium", "Chromium"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""A word of the User-Agent header and the family it stands for; the first that is found counts."""
OTHER = "Other"
PHONES, TABLETS = ("Mobi", "iPhone", "Android"), ("iPad", "Tablet")

DEVICES: dict[str, LazyString] = {"computer": _("computer"), "phone": _("phone"), "tablet": _("tablet")}


def kind_of(user_agent: str) -> str:
    """Return family and kind of device, such as `Firefox/phone`; `Other/computer` when nothing is known."""
    family = next((name for word, name in FAMILIES if word in user_agent), OTHER)
    device = "computer"
    if any(word in user_agent for word in TABLETS):
        device = "tablet"
    elif any(word in user_agent for word in PHONES):
        device = "phone"
    return f"{family}/{device}"


def this_browser() -> str:
    """Return the kind of browser that sent this request; empty outside of one."""
    return kind_of(request.headers.get("User-Agent", "")) if has_request_context() else ""
