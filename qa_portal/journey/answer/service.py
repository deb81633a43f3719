"""Use cases of the conversation. Clinicians hold a question to write in it; patients own theirs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import SYSTEM, Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import queries as clinic
from qa_portal.db import new_id, read, transaction
from qa_portal.errors import BadInput, NotFound, WrongStep
from qa_portal.identity.letters import post
from qa_portal.identity.models import LetterKind
from qa_portal.identity.queries import bounced_ids
from qa_portal.journey.answer import queries
from qa_portal.journey.answer.queries import Conversation
from qa_portal.question import consulting
from qa_portal.question.answering import Writer, drop_answer_draft, propose_answer, send_answer
from qa_portal.question.attachments import send_along
from qa_portal.question.beside import end_consults
from qa_portal.question.draft_models import AnswerDraft
from qa_portal.question.ledger import move, touch
from qa_portal.question.models import Answer, Question
from qa_portal.question.outgoing import WISH, schedule
from qa_portal.question.queries import (
    answer_draft_of,
    for_update,
    found,
    newest_answer,
    of_patient,
    publications_of,
    reply_draft_of,
)
from qa_portal.question.reading import (
    open_answer_draft,
    open_for,
    open_outgoing,
    open_reply_draft,
    open_subjects,
    open_waiting,
)
from qa_portal.question.replying import take_words
from qa_portal.question.sources import read_sources
from qa_portal.question.status import CODES_WITH_ADVICE, CloseCode, EntryKind, Helped, Step
from qa_portal.question.turns import turns
from qa_portal.question.writing import add_entry, keep_reply, seal_answer_draft


def open_work(user: Actor, question_id: str, language: str) -> Conversation:
    """Open a question for a clinician of its queue; who holds it also gets the draft.

    Raises: NotFound, Forbidden.
    """
    with transaction() as session:
        question = found(session, question_id)
        ensure(user, Permission.QUESTION_SEE, question)
        question.first_seen_at = question.first_seen_at or clock.now()
        seen = _conversation(session, user, question, "answer", language)
        draft = answer_draft_of(session, question_id)
        if draft is not None and question.holder_id == user.id:
            seen.draft.update(open_answer_draft(session, user, question, draft))
        seen.waiting.extend(open_waiting(session, user, question))
        return seen


def open_own(user: Actor, question_id: str, language: str) -> Conversation:
    """Open a patient's own question.

    Raises: NotFound.
    """
    with transaction() as session:
        question = found(session, question_id)
        ensure(user, Permission.QUESTION_OWN, question)
        if question.has_answer:
            question.answer_read_at = question.answer_read_at or clock.now()
        if question.shows_advice and question.advice_shown_at is None:
            question.advice_shown_at = clock.now()
            record(session, Action.ADVICE_SHOWN, actor=user, subject_id=question.id, categories=0)
        seen = _conversation(session, user, question, "own", language)
        draft = reply_draft_of(session, question_id)
        if draft is not None:
            seen.draft["message"] = open_reply_draft(session, user, question, draft)
        seen.waiting.extend(open_waiting(session, user, question))
        return seen


def list_own(user: Actor) -> list[tuple[Question, str]]:
    """Return a patient's questions, newest first, each with what it is about."""
    with transaction() as session:
        questions = of_patient(session, user)
        subjects = open_subjects(session, user, questions)
        return [(question, subjects[question.id]) for question in questions]


def save_draft(user: Actor, question_id: str, values: Mapping[str, Any]) -> None:
    """Keep what the holder has typed; it counts as being at work.

    Raises: NotFound, Forbidden, WrongStep (it is on its way already).
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_ANSWER, question)
        if question.is_sending:
            raise WrongStep("This answer is on its way. Take it back first to change it.")
        _keep_draft(session, user, question, values)
        touch(session, question)


def save_reply(user: Actor, question_id: str, message: str) -> None:
    """Keep what the patient has typed and not sent.

    Raises: NotFound.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_REPLY, question)
        keep_reply(session, question, message)


def answer(user: Actor, question_id: str, sent: Mapping[str, Any]) -> None:
    """Send an answer with its safety-net at once.

    Raises: NotFound, Forbidden, WrongStep, BadInput (a source's address).
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_ANSWER, question)
        send_answer(session, user, question, sent)


def send(user: Actor, question_id: str, sent: Mapping[str, Any]) -> datetime:
    """Send an answer as its form wishes, in half a minute or later, and return when it goes out.

    Raises: NotFound, Forbidden, WrongStep, BadInput (a source's address, or the time).
    """
    read_sources(sent)
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_ANSWER, question)
        _keep_draft(session, user, question, {name: value for name, value in sent.items() if name not in WISH})
        return schedule(session, user, question, sent)


def take_back(user: Actor, question_id: str) -> None:
    """Stop an answer that has not gone out yet; its words are a draft again.

    Raises: NotFound, Forbidden, WrongStep (it is with the patient already).
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUEUE_SEE, question)
        newest = newest_answer(session, question_id)
        if question.is_answered and newest is not None and newest.author_id == user.id:
            raise WrongStep("This answer is with the patient already.")
        ensure(user, Permission.QUESTION_ANSWER, question)
        move(session, question, Step.UNDO, actor=user)


def send_due(question_id: str) -> None:
    """Send the answer whose time has come; one that was taken back or went out already stays as it is."""
    with transaction() as session:
        question = session.get(Question, question_id, with_for_update=True)
        if question is None or question.send_at is None or question.send_at > clock.now():
            return
        draft = answer_draft_of(session, question_id)
        sent = open_outgoing(session, question, draft) if draft else None
        if draft is None or not sent:
            # Nothing that could go out: back to who wrote it, who sees what is missing.
            move(session, question, Step.UNDO, actor=SYSTEM, reason="unreadable")
            return
        send_answer(session, Writer(draft.author_id), question, sent)


def ask_back(user: Actor, question_id: str, message: str) -> None:
    """Ask the patient something; the promise rests until the reply.

    Raises: NotFound, Forbidden, WrongStep.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_ANSWER, question)
        _say(session, user, question, EntryKind.ASKED_BACK, message)
        move(session, question, Step.ASK_BACK, actor=user)
        post(session, question.patient_id, LetterKind.CLINICIAN_ASKED, f"/questions/{question.id}")


def note(user: Actor, question_id: str, message: str, colleague_id: str = "") -> None:
    """Leave a note for colleagues; the patient never sees it. Who is named in it (`@name`) or chosen is asked.

    Raises: NotFound, Forbidden; BadInput, when there is no such colleague.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_SEE, question)
        _say(session, user, question, EntryKind.NOTE, message)
        if question.queue_id in user.queue_ids:
            named = consulting.called(consulting.colleagues(session, user), message)
            for account_id in dict.fromkeys([*([colleague_id] if colleague_id else []), *named]):
                consulting.ask(session, user, question, account_id)
        if question.holder_id == user.id:
            touch(session, question)


def finish_consult(user: Actor, question_id: str) -> None:
    """Say that one has nothing more to say to a question one was asked about; it leaves one's list.

    Raises: NotFound.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_SEE, question)
        end_consults(session, question_id, of=user.id)
        record(session, Action.COLLEAGUE_DONE, actor=user, subject_id=question_id)


def put_in(user: Actor, question_id: str, typed: Mapping[str, Any], ready: Mapping[str, str]) -> None:
    """Put ready words into the draft as far as it is typed; what stands in a box of the safety-net already stays.

    Raises: NotFound, Forbidden, WrongStep.
    """
    bodies = [text for text in (typed.get("body", ""), ready.get("body", "")) if text]
    rest = {name: text for name, text in ready.items() if text and not typed.get(name)}
    save_draft(user, question_id, {**typed, **rest, "body": "\n\n".join(bodies)})


def may_write(user: Actor, question_id: str) -> Question:
    """Return a question somebody holds and may write in; nothing sealed in it is opened.

    Raises: NotFound, Forbidden.
    """
    question = found(read(), question_id)
    ensure(user, Permission.QUESTION_ANSWER, question)
    return question


def close_unanswered(user: Actor, question_id: str, code: CloseCode, advice: str) -> None:
    """Close without an answer, with a reason and with advice on where to go instead.

    Raises: NotFound, Forbidden, WrongStep, BadInput (a reason that is not one of these, or no advice).
    """
    if code not in CODES_WITH_ADVICE:
        raise BadInput({"code": ["Choose one of the reasons."]})
    if not advice.strip():
        raise BadInput({"advice": ["Say where the patient should go instead."]})
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_ANSWER, question)
        _say(session, user, question, EntryKind.ADVICE, advice)
        move(session, question, Step.CLOSE_UNANSWERED, actor=user, reason=code)
        record(session, Action.QUESTION_CLOSED, actor=user, subject_id=question.id, code=str(code))
        drop_answer_draft(session, question_id)
        post(session, question.patient_id, LetterKind.QUESTION_CLOSED, f"/questions/{question.id}")


def close_answered(user: Actor, question_id: str) -> None:
    """Close a question whose answer stands: the patient wrote again, such as thanks, and needs no more words.

    Raises: NotFound, Forbidden, WrongStep, BadInput (there is no answer yet).
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_ANSWER, question)
        if not question.has_answer:
            raise BadInput({"code": ["This question has no answer yet. Choose why you close it."]})
        move(session, question, Step.CLOSE, actor=user, reason=CloseCode.ANSWERED)
        record(session, Action.QUESTION_CLOSED, actor=user, subject_id=question.id, code=str(CloseCode.ANSWERED))
        drop_answer_draft(session, question_id)


def reply(user: Actor, question_id: str, message: str) -> None:
    """Add the patient's words to the thread; after an answer or a closing they open it again.

    The words are looked through for emergency signs, which only ever raise the level.
    Raises: NotFound, WrongStep.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_REPLY, question)
        take_words(session, user, question, message)
        _say(session, user, question, EntryKind.REPLY, message)
        draft = reply_draft_of(session, question_id)
        if draft is not None:
            session.delete(draft)


def close_own(user: Actor, question_id: str) -> None:
    """Close a patient's own question: the answer helped, and nothing more is needed.

    Raises: NotFound, WrongStep.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_REPLY, question)
        if not question.is_closed:
            if not question.is_answered:
                raise WrongStep("This question has moved on. Look at it again.")
            move(session, question, Step.CLOSE, actor=user, reason=CloseCode.ANSWERED)
        question.helped = Helped.YES
        question.outcome_at = clock.now()
        record(session, Action.OUTCOME_TOLD, actor=user, subject_id=question.id, helped=question.helped)


def propose(user: Actor, question_id: str, answer_id: str) -> None:
    """Propose an answer for publication; the patient allowed to be asked when sending the question.

    Raises: NotFound, Forbidden, BadInput (no consent, or proposed already).
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.PUBLICATION_PROPOSE, question)
        written = session.get(Answer, answer_id)
        if written is None or written.question_id != question_id:
            raise NotFound("There is no such answer.")
        if any(row.answer_id == answer_id for row in publications_of(session, question_id)):
            raise BadInput({"propose": ["This answer was proposed already."]})
        propose_answer(session, user, question, written)


def _keep_draft(session: Session, user: Actor, question: Question, values: Mapping[str, Any]) -> None:
    draft = answer_draft_of(session, question.id)
    if draft is None:
        draft = AnswerDraft(id=new_id(), question_id=question.id, revision=0)
        session.add(draft)
    draft.author_id = user.id
    seal_answer_draft(draft, values)


def _conversation(session: Session, user: Actor, question: Question, purpose: str, language: str) -> Conversation:
    clear = open_for(session, user, question, purpose)
    return Conversation(
        question=question,
        clear=clear,
        turns=turns(session, clear),
        queue_name=queries.queue_name(session, question, language),
        readers=clinic.member_counts(session).get(question.queue_id or "", 0),
        holder=clinic.member(session, question.holder_id) if question.holder_id else None,
        publications=list(publications_of(session, question.id)),
        mail_bounces=bool(bounced_ids(session, [question.patient_id])),
    )


def _say(session: Session, user: Actor, question: Question, kind: EntryKind, message: str) -> None:
    entry = add_entry(session, question, user, kind, message)
    record(session, Action.ENTRY_ADDED, actor=user, subject_id=question.id, entry_id=entry.id, kind=str(kind))
    if kind is not EntryKind.NOTE:
        send_along(session, user, question, entry)
