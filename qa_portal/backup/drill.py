"""A drill: the newest backup is put back into a passing place and looked at, so that nobody has to hope.

What is opened is opened through the readings, searched for the sign of a text that would not open, and never shown.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.audit import chain
from qa_portal.audit.log import AuditEntry
from qa_portal.backup import files, postgres, restoring, shelf, stores
from qa_portal.backup.archive import Archive, Kind, Progress
from qa_portal.crypto.sealed import PLACEHOLDER
from qa_portal.crypto.sources import source_of
from qa_portal.db import plain_engine, read, transaction
from qa_portal.identity.service import Known
from qa_portal.library import handlers as library
from qa_portal.question.models import Question
from qa_portal.question.reading import ClearQuestion, open_for
from qa_portal.question.status import Status
from qa_portal.settings import Settings

PURPOSE = "drill"
BATCH = 200
"""So many questions are opened in one transaction."""
Step = Callable[[str], None]
"""Is told what is done next."""


@dataclass(frozen=True, slots=True)
class Drilled:
    """What a drill found. Times in seconds; RPO is the age of the copy when the drill began."""

    main: Archive
    opened: int
    unreadable: int
    chain_problem: str | None
    pages: int
    index_is_same: bool
    rto_seconds: float
    rpo_seconds: float
    acts_missing: int
    """How many recorded acts of the living store are younger than the copy; -1 when that store was lost."""

    @property
    def good(self) -> bool:
        """True when everything opened and held."""
        return self.unreadable == 0 and self.chain_problem is None and self.index_is_same


def drill(
    settings: Settings, sample: int, progress: Progress = lambda _done: None, step: Step = lambda _name: None
) -> Drilled:
    """Put the newest backup back, open a sample of its questions, verify its chain, make its index; leave nothing.

    Raises: BackupProblem.
    """
    begun, began_at = time.monotonic(), clock.now()
    main = shelf.newest(settings, Kind.MAIN)
    with _passing_place(settings, main) as wanted:
        step("restoring")
        restoring.restore(wanted, progress)
        with restoring.opened(wanted.target):
            step("opening questions")
            opened, unreadable = _open_sample(sample)
            step("verifying the audit chain")
            # A copy is older than the heads kept outside the database: they would call its newest rows removed.
            verdict = chain.verify(read(), anchored=False)
            step("making the search index")
            pages = library.rebuild()
            same = library.is_same()
        rto = time.monotonic() - begun
    return Drilled(
        main=main,
        opened=opened,
        unreadable=unreadable,
        chain_problem=verdict.problem,
        pages=pages,
        index_is_same=same,
        rto_seconds=rto,
        rpo_seconds=(began_at - main.facts.made_at).total_seconds(),
        acts_missing=_acts_since(settings, main),
    )


@contextmanager
def _passing_place(settings: Settings, main: Archive) -> Iterator[restoring.Plan]:
    ring = source_of(settings).read()
    keys = shelf.newest(settings, Kind.KEYS)
    servers = {
        str(kind): stores.url_of(settings, kind) for kind in Kind if stores.engine_of(settings, kind) != "sqlite"
    }
    with files.work_folder(settings) as work, postgres.passing_databases(settings, servers) as urls:
        target = replace(
            restoring.target_of(settings, work / PURPOSE),
            database_url=urls.get("main", ""),
            keys_database_url=urls.get("keys", ""),
            smtp_url="null:",
        )
        wanted = restoring.Plan(settings, target, ring, main, keys, link_key_file=True)
        restoring.check(wanted)
        yield wanted


def _open_sample(most: int) -> tuple[int, int]:
    """Open questions chosen at random, each as its patient; return how many, and in how many a text would not open."""
    ids = read().execute(select(Question.id, Question.patient_id).where(Question.status != Status.ERASED)).all()
    chosen = random.SystemRandom().sample(ids, min(most, len(ids)))
    unreadable = 0
    for start in range(0, len(chosen), BATCH):
        with transaction() as session:
            for question_id, patient_id in chosen[start : start + BATCH]:
                patient = Known(patient_id, Role.PATIENT)
                question = session.get_one(Question, question_id)
                unreadable += _has_gap(open_for(session, patient, question, PURPOSE))
    return len(chosen), unreadable


def _has_gap(clear: ClearQuestion) -> bool:
    texts = [clear.subject, clear.body, *(entry.body for entry in clear.entries)]
    return PLACEHOLDER in [*texts, *(answer.body for answer in clear.answers)]


def _acts_since(settings: Settings, main: Archive) -> int:
    url = stores.url_of(settings, Kind.MAIN)
    if not stores.is_there(url):
        return -1
    engine = plain_engine(settings.database_url)
    try:
        with Session(engine) as session:
            younger = select(func.count()).select_from(AuditEntry).where(AuditEntry.at > main.facts.made_at)
            return session.scalar(younger) or 0
    finally:
        engine.dispose()
