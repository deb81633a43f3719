"""The emergency rules as this clinic uses them: the pack that ships, what the clinic added, and who signed for both.

A clinic adds and never takes away. A phrase it takes out again stays on record; a rule of the pack cannot be taken out.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic.flag_models import FlagRule, FlagSignature
from qa_portal.clinic.wording import BAD_SWITCH, FLAG_PHRASE_SHORT, FLAG_PHRASE_TAKEN
from qa_portal.db import new_id, transaction
from qa_portal.errors import BadInput, NotFound, WrongStep
from qa_portal.text.flags import Addition, Level, Pack, load
from qa_portal.text.flags.words import cut

LEAST_WORDS_CHARS = 4
"""A phrase shorter than this would fire on half of all letters."""


@dataclass(frozen=True, slots=True)
class RulesInUse:
    """The rules a text is looked at with now."""

    version: str
    """Of the pack that ships."""
    digest: str
    """Of the pack and the additions together: what a signature stands for."""
    additions: tuple[FlagRule, ...]
    signature: FlagSignature | None
    """The newest one for exactly these rules; None while nobody has signed them."""


def additions_of(session: Session) -> tuple[FlagRule, ...]:
    """Return the phrases the clinic added and uses, oldest first."""
    wanted = select(FlagRule).where(FlagRule.ended_at.is_(None)).order_by(FlagRule.added_at, FlagRule.id)
    return tuple(session.scalars(wanted))


def pack_of(session: Session) -> Pack:
    """Return the compiled rules in use; the same object as long as nothing is added."""
    return load(tuple(_addition(row) for row in additions_of(session)))


def edition(session: Session) -> str:
    """Return the digest of the rules in use: another one after every change of the pack or of what was added."""
    return _digest(additions_of(session))


def _digest(additions: tuple[FlagRule, ...]) -> str:
    told = [load().digest, *((row.phrase, row.level, row.category) for row in additions)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def in_use(session: Session) -> RulesInUse:
    """Return which rules are in use, and who signed for them."""
    rows = additions_of(session)
    digest = _digest(rows)
    signed = select(FlagSignature).where(FlagSignature.digest == digest).order_by(FlagSignature.signed_at.desc())
    return RulesInUse(load().version, digest, rows, session.scalar(signed.limit(1)))


def categories() -> list[str]:
    """Return the categories a phrase can be put into."""
    return sorted(load().categories)


def add(user: Actor, values: Mapping[str, str]) -> str:
    """Add a phrase that raises the level from now on; return its id.

    Raises: Forbidden; BadInput, when it is too short, or there already.
    """
    phrase = " ".join(cut(values["phrase"], load().aliases).texts)
    with transaction() as session:
        ensure(user, Permission.CLINIC_EDIT, FlagRule)
        if len(phrase) < LEAST_WORDS_CHARS:
            raise BadInput({"phrase": [FLAG_PHRASE_SHORT]})
        if values["category"] not in load().categories:
            raise BadInput({"category": [BAD_SWITCH]})
        if any(row.phrase == phrase for row in additions_of(session)):
            raise BadInput({"phrase": [FLAG_PHRASE_TAKEN]})
        row = FlagRule(
            id=new_id(),
            phrase=phrase,
            lang=values.get("lang", "en"),
            level=Level(values["level"]),
            category=values["category"],
            added_by_id=user.id,
            added_at=clock.now(),
        )
        try:
            load(tuple(_addition(one) for one in (*additions_of(session), row)))
        except ValueError:
            raise BadInput({"phrase": [FLAG_PHRASE_SHORT]}) from None
        session.add(row)
        record(session, Action.FLAG_RULE_ADDED, actor=user, subject_id=row.id, level=row.level, category=row.category)
        return row.id


def take_out(user: Actor, rule_id: str) -> None:
    """Use one of the clinic's own phrases no longer; it stays on record.

    Raises: Forbidden; NotFound; WrongStep, when it is out already.
    """
    with transaction() as session:
        ensure(user, Permission.CLINIC_EDIT, FlagRule)
        row = session.get(FlagRule, rule_id)
        if row is None:
            raise NotFound("There is no such rule.")
        if row.ended_at is not None:
            raise WrongStep("This phrase is out of use already.")
        row.ended_at = clock.now()
        record(session, Action.FLAG_RULE_ENDED, actor=user, subject_id=row.id)


def sign(user: Actor, digest: str) -> None:
    """Sign for the rules that were shown, as a clinician.

    Raises: Forbidden; WrongStep, when they changed meanwhile.
    """
    with transaction() as session:
        ensure(user, Permission.FLAGS_SIGN, FlagSignature)
        rules = in_use(session)
        if rules.digest != digest:
            raise WrongStep("The rules have changed meanwhile. Look at them again.")
        session.add(
            FlagSignature(id=new_id(), pack=rules.version, digest=digest, signed_by_id=user.id, signed_at=clock.now())
        )
        record(session, Action.FLAGS_SIGNED, actor=user, subject_id=digest[:32], pack=rules.version)


def _addition(row: FlagRule) -> Addition:
    return Addition(f"clinic-{row.id[:12]}", row.category, Level(row.level), (row.phrase,))
