"""Ready words as whoever answers is offered them: their own, their team's and the clinic's, with gaps filled in."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import ensure, scope
from qa_portal.access.permissions import Actor, Permission
from qa_portal.clinic.reply_models import ReplyTemplate
from qa_portal.errors import NotFound
from qa_portal.index.words import query_words, stems_of
from qa_portal.text.routing import starter

PARTS = ("expect", "worry", "do_now", "by_when")
"""The four parts of a safety-net, as a form has them."""
GAPS = ("patient_age", "clinic_phone", "my_name", "promised")
"""What ready words may leave open in curly brackets; it is filled in for each question."""
GAP = re.compile(r"\{(" + "|".join(GAPS) + r")\}")
FIELDS = 2
"""So many fields of medicine a text may belong to."""
MOST_NETS = 4
"""More safety-nets than this are no quick choice."""


def offered(session: Session, user: Actor, lang: str) -> list[ReplyTemplate]:
    """Return the ready words somebody may use in a language, by their short names."""
    mine = scope(user, Permission.READY_USE, ReplyTemplate)
    chosen = select(ReplyTemplate).where(mine, ReplyTemplate.lang == lang)
    return list(session.scalars(chosen.order_by(ReplyTemplate.shortcut, ReplyTemplate.title, ReplyTemplate.id)))


def searched(session: Session, user: Actor, words: str) -> list[ReplyTemplate]:
    """Return the ready words somebody may use in any language that hold all of these words; all for none."""
    chosen = select(ReplyTemplate).where(scope(user, Permission.READY_USE, ReplyTemplate))
    rows = session.scalars(chosen.order_by(ReplyTemplate.lang, ReplyTemplate.shortcut, ReplyTemplate.id))
    wanted = words.casefold().split()
    return [row for row in rows if all(word in _everything(row).casefold() for word in wanted)]


def one(session: Session, user: Actor, ready_id: str) -> ReplyTemplate:
    """Return ready words by id. Raises: NotFound."""
    row = session.get(ReplyTemplate, ready_id)
    if row is None:
        raise NotFound("There is nothing here.")
    ensure(user, Permission.READY_USE, row)
    return row


def is_due(row: ReplyTemplate, today: date | None = None) -> bool:
    """True from the day on which somebody should have looked at the words again."""
    return row.review_by <= (today or clock.now().date())


def has_net(row: ReplyTemplate) -> bool:
    """True when all four parts of the safety-net are there."""
    return all(getattr(row, part) for part in PARTS)


def nets_for(rows: list[ReplyTemplate], clear_text: str) -> list[ReplyTemplate]:
    """Return the ready words whose safety-net fits a question, the nearest first; none rather than a wrong one."""
    shared = {row.id: _shared(row, clear_text) for row in rows if has_net(row)}
    fields = _fields(clear_text)
    near = [row for row in rows if shared.get(row.id) and not fields.isdisjoint(_fields_of_ready(_told(row)))]
    return sorted(near, key=lambda row: (-shared[row.id], is_due(row), row.title))[:MOST_NETS]


def _shared(row: ReplyTemplate, clear_text: str) -> int:
    there = set(stems_of(f"{row.title} {row.shortcut.replace('-', ' ')}", row.lang))
    return sum(not there.isdisjoint(word.stems) for word in query_words(clear_text, row.lang))


def _told(row: ReplyTemplate) -> str:
    return f"{row.title}. {(row.topic_slug or '').replace('-', ' ')}. {row.worry}"


def _fields(clear_text: str) -> frozenset[str]:
    """Return the fields of medicine a text may belong to: one word in common means little, as "burning" does."""
    ranking = starter.router().rank(clear_text)
    return frozenset(slug for slug in ranking.ranked[:FIELDS] if ranking.scores[slug] > 0)


_fields_of_ready = lru_cache(maxsize=256)(_fields)
"""Of the clinic's own words only: nothing a patient wrote is kept."""


def filled(row: ReplyTemplate, values: Mapping[str, str]) -> dict[str, str]:
    """Return the words by the boxes of the answer's form, with the gaps filled in."""
    return {name: GAP.sub(lambda gap: values[gap.group(1)], getattr(row, name)) for name in ("body", *PARTS)}


def _everything(row: ReplyTemplate) -> str:
    return " ".join((row.shortcut, row.title, row.body, row.expect, row.worry, row.do_now, row.by_when))
