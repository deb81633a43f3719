"""What a clinic has before it says otherwise: texts that are true of the product itself, hours, numbers."""

from functools import cache
from importlib.resources import files

CONSENT_KINDS = ("ask", "publish")
"""May we ask you about publication? May we publish these exact words?"""
EXIT_URL = "https://www.wikipedia.org/"
"""A page nobody wonders about, for who has to leave quickly."""
NAME = "Our clinic"
EMERGENCY_NUMBER = "112"
"""Works from mobile phones in most countries; an administrator sets the clinic's own."""
TIME_ZONE = "UTC"


@cache
def text(kind: str, language: str) -> str:
    """Return a text that ships with the product."""
    return files("qa_portal.clinic").joinpath("texts", f"{kind}_{language}.md").read_text(encoding="utf-8").strip()
