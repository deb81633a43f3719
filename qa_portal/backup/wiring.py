"""What backups tell others: the evidence page of the last copy and drill, the rotation of the root keys they need."""

from datetime import datetime, timedelta

from flask import Flask
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from qa_portal import clock, settings
from qa_portal.audit.evidence import Check, Finding, offer
from qa_portal.backup import erasures_log, records, shelf
from qa_portal.backup.archive import Kind
from qa_portal.crypto.keyring import RootKey, keyring
from qa_portal.crypto.uses import needs_root
from qa_portal.db import read

BACKUP_EVERY = timedelta(hours=26)
"""A nightly copy, and two hours for it to be made."""
DRILL_EVERY = timedelta(days=32)
HOUR = 3600


def init_app(app: Flask) -> None:
    """Offer two checks to the evidence, and say which root keys the copies need."""
    needs_root(app, "backup copies (run `qa-portal backup rewrap`)", count_under)
    needs_root(app, "newest copy of the keys store (run `qa-portal backup`)", count_made_before)
    offer(app, "backup", Check(_("A copy is made every night"), look_at_backup, _say_backup))
    offer(app, "drill", Check(_("A copy was put back as a test"), look_at_drill, _say_drill))


def count_under(root: RootKey) -> int:
    """Return how many copies, and logs of erasures, a root key opens."""
    here = settings.current()
    copies = sum(one.root_id == root.id for kind in Kind for one in shelf.archives(here, kind))
    return copies + (root.id in erasures_log.root_ids(here, keyring()))


def count_made_before(root: RootKey) -> int:
    """Return 1 while a restore would bring back keys wrapped with an older root: the newest copy holds them still."""
    copies = shelf.archives(settings.current(), Kind.KEYS)
    since = datetime.fromisoformat(root.changed_at or keyring().active.created_at)
    return int(bool(copies) and root.id != keyring().active.id and copies[-1].facts.made_at <= since)


def look_at_backup() -> Finding:
    """Look when the last copy was made."""
    at = records.last_backup_at(read())
    if at is None:
        return Finding(None, {})
    age = clock.now() - at
    return Finding(age <= BACKUP_EVERY, {"at": at.isoformat(), "hours": round(age.total_seconds() / HOUR)})


def look_at_drill() -> Finding:
    """Look what the last drill found, and when."""
    last = records.last_drill(read())
    if last is None:
        return Finding(None, {})
    young = clock.now() - last.at <= DRILL_EVERY
    figures = {"opened": last.opened, "unreadable": last.unreadable, "rto": last.rto, "rpo": last.rpo}
    return Finding(last.good and young, {"at": last.at.isoformat(), "day": f"{last.at:%Y-%m-%d}", **figures})


def _say_backup(finding: Finding) -> str:
    if finding.good is None:
        return str(gettext("No copy was made yet."))
    return str(gettext("The last copy was made %(hours)s hours before this look.", hours=finding.figures["hours"]))


def _say_drill(finding: Finding) -> str:
    seen = finding.figures
    if finding.good is None:
        return str(gettext("No copy was put back as a test yet."))
    done = gettext("On %(day)s a copy was put back in %(rto)s seconds.", day=seen["day"], rto=seen["rto"])
    found = gettext(
        "Of %(opened)s questions that were tried, %(unreadable)s did not open.",
        opened=seen["opened"],
        unreadable=seen["unreadable"],
    )
    return f"{done} {found}"
