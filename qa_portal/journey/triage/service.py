"""The use case of triage: read a question as the system, find its queue, set its promise."""

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import flag_rules
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.flag_models import FlagRun
from qa_portal.clinic.promise import promise
from qa_portal.crypto.sealed import PLACEHOLDER
from qa_portal.db import transaction
from qa_portal.journey.triage import queries
from qa_portal.question.ledger import move, set_alarm
from qa_portal.question.lessons import keep, learned, learned_for_update
from qa_portal.question.models import Question
from qa_portal.question.queries import for_update
from qa_portal.question.questionnaires import clear_words_of
from qa_portal.question.reading import ClearQuestion, open_for
from qa_portal.question.status import Status, Step
from qa_portal.question.writing import seal_routing
from qa_portal.text.flags import Flags, find
from qa_portal.text.routing import QueueTerms, Ranking, Router
from qa_portal.text.routing.centroids import known_words

MAX_RULES_RECORDED = 10
OFFERS = 3
"""So many queues are offered to staff, the best first."""


def route(question_id: str) -> None:
    """Send a new question to the queue it was sent for, or to the one its words lead to; else to intake.

    A promise already given is never made later.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        if question.where is not Status.RECEIVED:
            return
        clear = open_for(session, SYSTEM, question, "route")
        ranking = _rank(session, clear, question)
        question.queue_id = _queue_for(session, question, ranking)
        seal_routing(question, {"ranked": ranking.ranked[:OFFERS], "terms": ranking.terms, "auto": ranking.auto})
        earliest = promise(session, question.queue_id, clock.now(), level=question.level)
        question.promised_at = min(question.promised_at or earliest, earliest)
        move(session, question, Step.ROUTE, actor=SYSTEM)
        record(
            session,
            Action.QUESTION_ROUTED,
            actor=SYSTEM,
            subject_id=question.id,
            queue_id=question.queue_id,
            auto=ranking.auto,
            level=question.level,
        )


def learn(question_id: str) -> None:
    """Let a question that was answered teach where its like belong; the words that counted are sealed with it."""
    with transaction() as session:
        question = for_update(session, question_id)
        if question.answered_at is None or question.is_erased:
            return
        clear = open_for(session, SYSTEM, question, "route")
        before = clear.routing.get("taught", {})
        if clear.body == PLACEHOLDER or before.get("queue") == question.queue_id:
            return
        queues = queries.queue_terms(session)
        lessons = learned_for_update(session, known_words(queues))
        if before:
            lessons.take_off(before["seen"], before["queue"])
        seen = lessons.learn(_words(clear), _listed(queues, clear, question), str(question.queue_id))
        keep(session, lessons)
        seal_routing(question, clear.routing | {"taught": {"queue": question.queue_id, "seen": sorted(seen)}})


def look_again() -> int:
    """Look at every open question with the emergency rules in use, once after each change; return how many it raised.

    A level only goes up. One question a transaction: what was interrupted begins anew, and changes nothing twice.
    """
    with transaction() as session:
        rules = flag_rules.in_use(session)
        if session.get(FlagRun, rules.digest) is not None:
            return 0
        question_ids = queries.open_ids(session)
    raised = sum(_look_at(question_id) for question_id in question_ids)
    with transaction() as session:
        count = len(question_ids)
        session.merge(FlagRun(digest=rules.digest, ran_at=clock.now(), questions=count, raised=raised))
        record(
            session,
            Action.FLAGS_RAN_AGAIN,
            actor=SYSTEM,
            subject_id=rules.digest[:32],
            questions=count,
            raised=raised,
        )
    return raised


def _look_at(question_id: str) -> bool:
    with transaction() as session:
        question = for_update(session, question_id)
        if not question.is_open:
            return False
        clear = open_for(session, SYSTEM, question, "flags")
        found = _worst(session, clear, question)
        before = question.urgency
        question.raise_to(found.level)
        if question.urgency is before:
            return False
        record(
            session,
            Action.QUESTION_RAISED,
            actor=SYSTEM,
            subject_id=question.id,
            before=str(before),
            after=question.level,
            rules=",".join(found.rules[:MAX_RULES_RECORDED])[:200],
        )
        if question.queue_id:
            sooner = promise(session, question.queue_id, clock.now(), level=question.level)
            question.promised_at = min(question.promised_at or sooner, sooner)
            if question.where in {Status.QUEUED, Status.REOPENED}:
                set_alarm(session, question)
        return True


def _worst(session: Session, clear: ClearQuestion, question: Question) -> Flags:
    """Read what the patient said as it was read when it came: the question, and each message by itself."""
    pack = flag_rules.pack_of(session)
    messages = (clear_words_of(entry.kind, entry.body) for entry in clear.entries)
    found = [find(_words(clear), pack=pack)]
    found += [find(words, question.lang, pack=pack) for words in messages if words]
    return max(found, key=lambda flags: flags.level.rank)


def _rank(session: Session, clear: ClearQuestion, question: Question) -> Ranking:
    queues = queries.queue_terms(session)
    lessons = learned(session, known_words(queues))
    return lessons.rank(_words(clear), _listed(queues, clear, question))


def _listed(queues: Sequence[QueueTerms], clear: ClearQuestion, question: Question) -> Ranking:
    return _router(tuple(queues)).rank(clear.body, title=clear.subject, age_band=question.age_band)


def _words(clear: ClearQuestion) -> str:
    return f"{clear.subject}\n{clear.body}"


@lru_cache(maxsize=4)
def _router(queues: tuple[QueueTerms, ...]) -> Router:
    # Compiling the term lists costs more than ranking; they change when an admin edits them.
    return Router(queues)


def _queue_for(session: Session, question: Question, ranking: Ranking) -> str:
    open_ids = {queue.id for queue in clinic.queues(session)}
    if question.wished_queue_id in open_ids:
        return str(question.wished_queue_id)
    if ranking.auto and ranking.ranked and ranking.ranked[0] in open_ids:
        return ranking.ranked[0]
    return clinic.intake_queue(session).id
