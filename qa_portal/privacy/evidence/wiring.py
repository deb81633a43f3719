"""What the room itself looks at: planted words and the audit chain. Other rooms offer theirs."""

from flask import Flask
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from qa_portal.audit.evidence import Check, Finding, offer
from qa_portal.privacy.evidence import service


def init_app(app: Flask) -> None:
    """Offer the two checks of this room."""
    offer(app, "canaries", Check(_("Private words stay sealed"), service.look_at_nothing, _say_canaries))
    offer(app, "chain", Check(_("The record of openings is whole"), service.look_at_chain, _say_chain))


def _say_canaries(finding: Finding) -> str:
    seen = finding.figures
    if finding.good is None:
        return str(gettext("Not looked at yet."))
    looked = gettext(
        "%(words)s made-up private words were looked for in %(files)s files (%(size)s MB) and in the databases.",
        words=seen["words"],
        files=seen["files"],
        size=seen["megabytes"],
    )
    web = "" if seen["web"] else gettext("The site itself could not be reached, so its logs were not tried.")
    if finding.good:
        found = gettext("None was found in clear.")
    else:
        found = gettext("Found in these places: %(where)s.", where=seen["where"])
    return f"{looked} {found} {web}".strip()


def _say_chain(finding: Finding) -> str:
    seen = finding.figures
    if finding.good is None:
        told = gettext("Not looked at yet.")
    elif finding.good:
        told = gettext("%(rows)s entries were checked, one by one. None was changed or removed.", rows=seen["verified"])
    else:
        told = gettext("Broken: %(problem)s.", problem=seen["problem"])
    return str(told)
