"""Planting made-up private words, and looking whether any of them stands somewhere in clear."""

import secrets
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

from sqlalchemy.engine import make_url

from qa_portal import clock, settings
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import SYSTEM, Actor, Permission, Role
from qa_portal.audit import chain
from qa_portal.audit.actions import Action
from qa_portal.audit.evidence import EvidenceRun, Figures, Finding, checks_of_app, keep, newest
from qa_portal.audit.log import record
from qa_portal.audit.sweep import sweep
from qa_portal.crypto.keystore import new_question_key
from qa_portal.crypto.lookup import token
from qa_portal.db import Base, KeysBase, keys_read, new_id, read, transaction
from qa_portal.identity import profile
from qa_portal.identity.enrol import Enrolment, enrol
from qa_portal.identity.models import Account, AccountState
from qa_portal.identity.reading import ClearProfile
from qa_portal.identity.service import Known
from qa_portal.outbox.queue import put
from qa_portal.outbox.topics import Topic
from qa_portal.privacy.evidence import queries
from qa_portal.question.models import AskDraft
from qa_portal.question.queries import ask_draft_of
from qa_portal.question.reading import open_ask_draft
from qa_portal.question.writing import seal_ask_draft
from qa_portal.text.flags import Level

FIELDS = ("names", "relatives", "town", "street", "member_number", "subject", "body", "search")
"""What is planted: parts of a profile, a draft, and words typed into the search."""
LETTERS = "bcdfghjklmnpqrst"
"""One for each hexadecimal digit: a word of consonants alone is nobody's name."""
WORD_LETTERS = 20
ANSWER_SECONDS = 10
PLANTED_BEFORE = timedelta(hours=1)
"""A run is kept when it has ended: its words were planted so much earlier at most. Older files cannot hold them."""
EVERY = timedelta(hours=24)
NIGHT_HOURS = range(1, 5)
"""UTC hours in which a run begins by itself; later only when none was made for two days."""


def ask_for_run(user: Actor) -> None:
    """Let the worker look at everything now.

    Raises: Forbidden.
    """
    ensure(user, Permission.AUDIT_READ, user)
    with transaction() as session:
        put(session, Topic.EVIDENCE_RUN, user.id)


def nightly() -> None:
    """Run once a night; by day only when the nights were missed."""
    last = newest(read())
    now = clock.now()
    by_night = now.hour in NIGHT_HOURS and (last is None or now - last.at >= EVERY / 2)
    if by_night or (last is not None and now - last.at >= 2 * EVERY):
        run()


def run(_asked_by: str = "") -> None:
    """Plant new words, look for the old and the new ones, look at all that the rooms offer, and keep what was found."""
    last, run_id = newest(read()), new_id()
    account_id = last.account_id if last is not None else _new_canary()
    words = words_of(run_id)
    _plant(account_id, words)
    reached = _search(words["search"])
    wanted = sorted({*words.values(), *(words_of(last.id).values() if last else ())})
    findings = {name: check.look() for name, check in checks_of_app().items()}
    findings["canaries"] = look_for(wanted, last, reached=reached)
    with transaction() as session:
        keep(session, account_id, findings, run_id)
        bad = sum(finding.good is False for finding in findings.values())
        record(session, Action.EVIDENCE_RUN, actor=SYSTEM, subject_id=run_id, checks=len(findings), bad=bad)


def words_of(run_id: str) -> dict[str, str]:
    """Return the words of a run. They are made from its id and a key of ours, so that they are stored nowhere."""
    return {"address": _word("address"), **{name: _word(f"{run_id}:{name}") for name in FIELDS}}


def look_for(words: list[str], last: EvidenceRun | None, *, reached: bool) -> Finding:
    """Look for words in all that this installation writes."""
    here = settings.current()
    since = (last.at - PLANTED_BEFORE).timestamp() if last else 0.0

    def changed_since(path: Path) -> bool:
        try:
            return path.stat().st_mtime >= since
        except OSError:
            return False

    swept = sweep(_places(here), words, changed_since)
    tables = list(_tables_with(here, words))
    found = len(swept.found) + len(tables)
    figures: Figures = {
        "files": swept.files,
        "megabytes": round(swept.size_bytes / 1e6, 1),
        "words": len(words),
        "found": found,
        "where": ", ".join([*(Path(name).name for name in swept.found), *tables])[:200],
        "web": int(reached),
    }
    return Finding(found == 0, figures)


def look_at_nothing() -> Finding:
    """Stand in for what a run does itself: planting comes before looking."""
    return Finding(None, {})


def look_at_chain() -> Finding:
    """Walk the audit chain."""
    verdict = chain.verify(read())
    checked = verdict.verified + (verdict.unlinked if verdict.sound else 0)
    return Finding(verdict.sound, {"verified": checked, "problem": verdict.problem})


def _places(here: settings.Settings) -> list[Path]:
    named = [Path(name) for name in here.log_paths.split(":") if name]
    # Temporary files of web and worker lie among the data.
    return [here.data_dir, here.keys_dir, *named]


def _tables_with(here: settings.Settings, words: list[str]) -> Iterator[str]:
    # The files of SQLite lie in the folders; a server's own are not ours to read, so it is asked.
    if make_url(here.database_url).get_backend_name() == "postgresql":
        yield from queries.tables_with(read(), Base.metadata.sorted_tables, words)
    if make_url(here.keys_database_url).get_backend_name() == "postgresql":
        with keys_read() as session:
            yield from queries.tables_with(session, KeysBase.metadata.sorted_tables, words)


def _word(seed: str) -> str:
    return "".join(LETTERS[int(digit, 16)] for digit in token("canary", seed)[:WORD_LETTERS])


def _new_canary() -> str:
    """Make the patient who is nobody. The account is shut at once: no mail goes there and nobody signs in."""
    account_id = enrol(Enrolment(f"{_word('address')}@canary.invalid", secrets.token_urlsafe()))
    with transaction() as session:
        session.get_one(Account, account_id).state = AccountState.SUSPENDED
    return account_id


def _plant(account_id: str, words: dict[str, str]) -> None:
    """Write the words the way a patient's words are written, and read them once the way they are read."""
    canary = Known(account_id, Role.PATIENT)
    profile.save(
        canary,
        ClearProfile(
            names=(words["names"],),
            relatives=(words["relatives"],),
            town=words["town"],
            street=words["street"],
            member_number=words["member_number"],
        ),
    )
    profile.own_profile(canary)
    typed = {"subject": words["subject"], "body": f"It is about {words['body']} and it hurts."}
    with transaction() as session:
        old = ask_draft_of(session, canary)
        draft_id = old.id if old is not None else new_id()
    if old is None:
        new_question_key(draft_id, account_id)
    with transaction() as session:
        draft = ask_draft_of(session, canary) or AskDraft(id=draft_id, patient_id=account_id, revision=0)
        draft.level = Level.ROUTINE
        session.add(draft)
        seal_ask_draft(draft, typed)
        session.flush()
        open_ask_draft(session, canary, draft)


def _search(word: str) -> bool:
    """Search for a word over the web, past every proxy and log in front; False when the site was not reached."""
    site = urlsplit(settings.current().base_url)
    kind = HTTPSConnection if site.scheme == "https" else HTTPConnection
    try:
        with closing(kind(site.netloc, timeout=ANSWER_SECONDS)) as web:
            web.request("GET", f"/search?q={quote(word)}")
            return web.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
