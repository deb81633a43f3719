"""What the shell needs to know of the clinic, and where it gets it from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from flask import Flask, current_app, g

EXTENSION = "qa_portal.web.clinic"
EDITION = "qa_portal.edition"
"""In the environment of a request that only reads: the edition of the facts as it began, if that was asked."""


class ClinicFacts(Protocol):
    """The clinic's public facts, as plain text. A row, a dataclass or a proxy will do."""

    @property
    def name(self) -> str:
        """The clinic's name, as people say it."""

    @property
    def emergency_number(self) -> str | None:
        """The number to call when life is at risk, such as 112."""

    @property
    def advice_number(self) -> str | None:
        """The number for urgent advice."""

    @property
    def phone(self) -> str | None:
        """The clinic's own telephone number."""

    @property
    def logo_url(self) -> str | None:
        """Path of the logo on this site."""

    @property
    def languages(self) -> Sequence[str]:
        """Codes of the languages the pages are shown in, such as `en`, `es`."""

    @property
    def timezone(self) -> str:
        """IANA name of the clinic's time zone."""

    @property
    def exit_url(self) -> str:
        """The page of the web "Leave quickly" leads to."""

    @property
    def brand_colour(self) -> str:
        """The clinic's own colour as hex, such as `#0b5d6b`; empty when it has none."""

    @property
    def edition(self) -> str:
        """Changes with every change of these facts; empty for a clinic nobody has described."""

    @property
    def has_brand(self) -> bool:
        """Whether the clinic has colours of its own at `/brand.css`."""


@dataclass(frozen=True, slots=True)
class PlainClinic:
    """The facts of a clinic nobody has described yet."""

    name: str = "Ask a clinician"
    emergency_number: str | None = None
    advice_number: str | None = None
    phone: str | None = None
    logo_url: str | None = None
    languages: Sequence[str] = ("en", "es")
    timezone: str = "UTC"
    exit_url: str = "https://www.wikipedia.org/"
    brand_colour: str = ""
    edition: str = ""
    has_brand: bool = False


class _Source:
    def __init__(self, provider: Callable[[], ClinicFacts]) -> None:
        self.provider = provider
        self.last: ClinicFacts = PlainClinic()


def use_clinic(app: Flask, provider: Callable[[], ClinicFacts]) -> None:
    """Let the pages of `app` take the clinic's facts from `provider`; it is asked once a request."""
    app.extensions[EXTENSION] = _Source(provider)


def clinic_facts() -> ClinicFacts:
    """Return the clinic's facts for this request."""
    facts: ClinicFacts | None = g.get("clinic_facts")
    if facts is None:
        source: _Source = current_app.extensions[EXTENSION]
        facts = g.clinic_facts = source.last = source.provider()
    return facts


def keep_last_facts() -> None:
    """Use the facts of an earlier page: a page about a failure asks nobody."""
    source: _Source = current_app.extensions[EXTENSION]
    g.clinic_facts = source.last
