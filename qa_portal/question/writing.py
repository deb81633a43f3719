"""Writing the private record: every text is sealed under the question's key before it touches a row."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import Actor
from qa_portal.crypto.keystore import question_key
from qa_portal.crypto.sealed import seal_into
from qa_portal.db import new_id
from qa_portal.question.draft_models import AnswerDraft, ReplyDraft
from qa_portal.question.models import Answer, AskDraft, Entry, Publication, Question
from qa_portal.question.safety import SafetyCase
from qa_portal.question.status import EntryKind
from qa_portal.text.wording import PublicWords, SafetyNet, Source, sources_to_json

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Signs of a receipt number: none that looks like another."""
NUMBER_SIGNS = 8


def new_number() -> str:
    """Return a fresh receipt number like `7F3K-92QD`: for people to read out, never a secret."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(NUMBER_SIGNS))
    return f"{signs[:4]}-{signs[4:]}"


def seal_ask_draft(draft: AskDraft, payload: Mapping[str, Any]) -> None:
    """Seal what the patient has typed so far, as the draft's next revision."""
    draft.revision += 1
    draft.updated_at = clock.now()
    seal_into(question_key(draft.id), draft, payload=_json(payload))


def seal_answer_draft(draft: AnswerDraft, payload: Mapping[str, Any]) -> None:
    """Seal what the clinician has typed so far, as the draft's next revision."""
    draft.revision += 1
    draft.updated_at = clock.now()
    seal_into(question_key(draft.question_id), draft, payload=_json(payload))


def seal_reply_draft(draft: ReplyDraft, clear_words: str) -> None:
    """Seal what the patient has typed to a question so far, as the draft's next revision."""
    draft.revision += 1
    draft.updated_at = clock.now()
    seal_into(question_key(draft.question_id), draft, payload=clear_words)


def keep_reply(session: Session, question: Question, clear_words: str) -> None:
    """Keep what a patient has typed to a question and not sent, in place of what was kept before."""
    draft = session.scalar(select(ReplyDraft).where(ReplyDraft.question_id == question.id))
    if draft is None:
        draft = ReplyDraft(id=new_id(), question_id=question.id, revision=0)
        session.add(draft)
    seal_reply_draft(draft, clear_words)


def seal_question(question: Question, subject: str, body: str, signs: Mapping[str, Any]) -> None:
    """Seal a question's words and what the emergency check found in them, as its next revision."""
    question.revision += 1
    # Everything sealed to the revision before must move along; routing is found anew.
    question.routing = None
    seal_into(question_key(question.id), question, subject=subject, body=body, signs=_json(signs))


def seal_routing(question: Question, routing: Mapping[str, Any]) -> None:
    """Seal what the router found: the terms that decided are the patient's words."""
    seal_into(question_key(question.id), question, routing=_json(routing))


def add_entry(session: Session, question: Question, author: Actor, kind: EntryKind, body: str) -> Entry:
    """Add a message to the thread."""
    entry = Entry(id=new_id(), question_id=question.id, author_id=author.id, kind=kind)
    seal_into(question_key(question.id), entry, body=body)
    session.add(entry)
    return entry


def add_answer(
    session: Session,
    question: Question,
    author: Actor,
    *,
    body: str,
    safety_net: SafetyNet,
    sources: tuple[Source, ...] = (),
) -> Answer:
    """Add an answer with its safety-net.

    Raises: ValueError, when a part of the safety-net is empty.
    """
    if not safety_net.is_whole:
        raise ValueError("an answer needs all four parts of its safety-net")
    answer = Answer(id=new_id(), question_id=question.id, author_id=author.id)
    seal_into(
        question_key(question.id),
        answer,
        body=body,
        expect=safety_net.expect,
        worry=safety_net.worry,
        do_now=safety_net.do_now,
        by_when=safety_net.by_when,
        sources=sources_to_json(sources),
    )
    session.add(answer)
    return answer


def seal_publication(
    publication: Publication, words: PublicWords, marks: Mapping[str, Any], notes: Mapping[str, str] | None = None
) -> None:
    """Seal the public words and the desk's decisions as the next revision.

    `notes` are what others said of the words (`change_wish`, `review_note`, `proposal`); what is not given is dropped.
    """
    publication.revision += 1
    publication.change_wish = publication.review_note = publication.proposal = None
    net = words.safety_net
    seal_into(
        question_key(publication.question_id),
        publication,
        title=words.title,
        question_text=words.question,
        answer_text=words.answer,
        expect=net.expect,
        worry=net.worry,
        do_now=net.do_now,
        by_when=net.by_when,
        sources=sources_to_json(words.sources),
        marks=_json(marks),
        **{column: text for column, text in (notes or {}).items() if text},
    )


def seal_note(publication: Publication, column: str, text: str) -> None:
    """Seal the patient's wish for a change (`change_wish`) or the reviewer's note (`review_note`)."""
    seal_into(question_key(publication.question_id), publication, **{column: text})


def seal_case_note(case: SafetyCase, note: str) -> None:
    """Seal what a case of safety came to."""
    seal_into(question_key(case.question_id), case, note=note)


def seal_proposal(publication: Publication, words: PublicWords) -> None:
    """Seal the words a second clinician would rather see."""
    seal_into(question_key(publication.question_id), publication, proposal=words.canonical().decode())


def wipe_publication(publication: Publication) -> None:
    """Forget the sealed words of a publication that will not be public."""
    for column in (
        "title question_text answer_text expect worry do_now by_when sources marks change_wish review_note proposal"
    ).split():
        setattr(publication, column, None)


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
