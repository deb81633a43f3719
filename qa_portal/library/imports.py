"""Takes a file of answers into the library: in portions, each whole or not at all, and from where it stopped."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.db import new_id, transaction
from qa_portal.library.catalogue import starter_topics
from qa_portal.library.import_rows import Line, fingerprint, lines_of
from qa_portal.library.models import ImportRun, Page, Topic
from qa_portal.library.release import PageFacts, bump_epoch, fill, set_topics
from qa_portal.outbox import queue
from qa_portal.outbox.topics import Topic as Work
from qa_portal.text import short_names

PORTION_LINES = 500
"""Lines a transaction."""
BATCH_PAGES = 1_000
"""Pages that go into the index together."""
MOST_PROBLEMS = 100
"""Bad lines told one by one; the rest is only counted."""


@dataclass
class Outcome:
    """What an import did."""

    lines: int = 0
    """Lines of the file."""
    resumed_at: int = 0
    """Line after which this run began; 0 for the first."""
    taken: int = 0
    unchanged: int = 0
    bad: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)


def run(path: Path, *, file_format: str, tell: Callable[[int, int], None]) -> Outcome:
    """Import a file; `tell` gets (lines done, lines in all) after each portion.

    Raises: BadInput, when the file cannot be read.
    """
    digest, lines = fingerprint(path)
    run_id, outcome = _begin(digest, lines, file_format)
    rest = (line for line in lines_of(path, file_format) if line.number > outcome.resumed_at)
    for portion in _portions(rest):
        _take(run_id, portion, outcome)
        tell(portion[-1].number, lines)
    _finish(run_id)
    tell(lines, lines)
    return outcome


def _begin(digest: str, lines: int, file_format: str) -> tuple[str, Outcome]:
    """Find the unfinished run of this very file, or begin one."""
    with transaction() as session:
        unfinished = ImportRun.finished_at.is_(None)
        same = select(ImportRun).where(
            ImportRun.file_sha256 == digest, ImportRun.file_format == file_format, unfinished
        )
        known = session.scalars(same).first()
        if known is None:
            known = ImportRun(id=new_id(), file_sha256=digest, file_format=file_format, batch_id=new_id())
            known.started_at = clock.now()
            session.add(known)
            session.flush()
            if file_format != "plain":
                set_topics(session, starter_topics(), replace=False)
        return known.id, Outcome(lines=lines, resumed_at=known.last_line)


def _take(run_id: str, portion: list[Line], outcome: Outcome) -> None:
    facts = {line.facts.external_id: line.facts for line in portion if line.facts is not None}
    problems = [(line.number, line.problem) for line in portion if line.facts is None]
    with transaction() as session:
        run = session.get_one(ImportRun, run_id)
        known = {page.external_id: page for page in session.scalars(_pages_of(facts))}
        topics = _topics(session, {fact.topic_slug for fact in facts.values() if fact.topic_slug})
        changed = 0
        for external_id, fact in facts.items():
            wanted = replace(fact, topic_slug=topics.get(fact.topic_slug or ""))
            changed += _put(session, known.get(external_id), wanted, run)
        run.last_line = portion[-1].number
        run.bad += len(problems)
        run.taken += changed
        run.unchanged += len(facts) - changed
        run.batch_pages += changed
        if changed:
            bump_epoch(session)
        if run.batch_pages >= BATCH_PAGES:
            _announce(session, run)
    outcome.taken += changed
    outcome.unchanged += len(facts) - changed
    outcome.bad += len(problems)
    outcome.problems += problems[: MOST_PROBLEMS - len(outcome.problems)]


def _pages_of(facts: Iterable[str | None]) -> Select[Page]:
    return select(Page).where(Page.external_id.in_([external_id for external_id in facts if external_id]))


def _put(session: Session, known: Page | None, facts: PageFacts, run: ImportRun) -> bool:
    """Write a page unless it stands there already, or was taken away on purpose.

    All new pages of a run have its date, so that lists show them by title.
    """
    if known is not None and (not known.is_live or _is_same(known, facts)):
        return False
    dated = facts if known is not None else replace(facts, published_at=run.started_at)
    fill(session, known, dated).batch_id = run.batch_id
    return True


def _is_same(page: Page, facts: PageFacts) -> bool:
    names = ("kind", "lang", "topic_slug", "licence", "licence_url", "credit", "credit_url")
    return page.content_sha256 == facts.words.sha256() and all(getattr(page, n) == getattr(facts, n) for n in names)


def _topics(session: Session, names: Iterable[str]) -> dict[str, str]:
    """Slug for each topic named in the file, whether by its slug or its name; unknown ones are added."""
    known = {text: topic.slug for topic in session.scalars(select(Topic)) for text in _names(topic)}
    found: dict[str, str] = {}
    for name in names:
        slug = known.get(name.casefold()) or short_names.slug(name) or "other"
        if slug not in known.values():
            session.add(Topic(slug=slug, name_en=name, name_es=name, synonyms=[], position=len(known)))
            known[name.casefold()] = known[slug] = slug
        found[name] = slug
    session.flush()
    return found


def _names(topic: Topic) -> tuple[str, ...]:
    return topic.slug, topic.name_en.casefold(), topic.name_es.casefold()


def _announce(session: Session, run: ImportRun) -> None:
    """Let the worker index the batch that is full, and begin another."""
    queue.put(session, Work.INDEX_PUT_BATCH, run.batch_id)
    run.batch_id, run.batch_pages = new_id(), 0


def _finish(run_id: str) -> None:
    with transaction() as session:
        run = session.get_one(ImportRun, run_id)
        run.finished_at = clock.now()
        if run.batch_pages:
            _announce(session, run)


def _portions(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while portion := list(islice(lines, PORTION_LINES)):
        yield portion
