"""Whole rows, and the wrapped keys with them, change hands: whoever they come to reads nothing of the other patient."""

from html import unescape

import pytest
from sqlalchemy import select

from qa_portal.crypto.keystore import OwnerKey, QuestionKey
from qa_portal.db import Base, read
from qa_portal.identity.models import Account, Profile
from qa_portal.inquiry.models import Case, CaseNote, GlassBreak
from qa_portal.question.attachments import Attachment
from qa_portal.question.draft_models import AnswerDraft, ReplyDraft
from qa_portal.question.models import Answer, AskDraft, Entry, Publication, Question
from qa_portal.question.status import EntryKind
from tests.safety.hands import Move, exchange, write
from tests.safety.tampering import ON_POSTGRESQL, ON_POSTGRESQL_LONG, ON_SQLITE, Tampering, on
from tests.safety.world import OWNERS, World

KEY: list[Move] = [(QuestionKey, "wrapped"), (QuestionKey, "owner_id")]
PERSON: list[Move] = [(OwnerKey, "wrapped")]
MOVES: dict[str, list[Move]] = {
    "a question gets another patient": [(Question, "patient_id")],
    "a draft gets another patient": [(AskDraft, "patient_id")],
    "a file gets another question": [(Attachment, "question_id")],
    "a profile gets another patient": [(Profile, "account_id")],
    "a message goes to another question": [(Entry, "question_id")],
    "an answer goes to another question": [(Answer, "question_id")],
    "an answer that is written goes to another question": [(AnswerDraft, "question_id")],
    "a reply that is written goes to another question": [(ReplyDraft, "question_id")],
    "a publication goes to another question": [(Publication, "question_id")],
    "a publication gets another patient": [(Publication, "patient_id")],
    "a case gets another patient": [(Case, "patient_id")],
    "a note goes to another case": [(CaseNote, "case_id")],
    "a broken glass stands before another question": [(GlassBreak, "question_id")],
    "a broken glass stands before another question, with its number": [
        (GlassBreak, "question_id"),
        (GlassBreak, "number"),
    ],
    "the key of a question becomes another's": [(QuestionKey, "wrapped")],
    "the key of a question gets another owner": [(QuestionKey, "owner_id")],
    "the key of a person becomes another's": PERSON,
    "a question with the owner of its key": [(Question, "patient_id"), (QuestionKey, "owner_id")],
    "a question with its key": [(Question, "patient_id"), *KEY],
    "a question with its key and its person's": [(Question, "patient_id"), *KEY, *PERSON],
    "a draft with its key": [(AskDraft, "patient_id"), *KEY],
    "a draft with its key and its person's": [(AskDraft, "patient_id"), *KEY, *PERSON],
    "all texts of a question with its key": [
        *((Question, name) for name in ("subject", "body", "signs", "routing", "revision")),
        *KEY,
    ],
    "the thread with its key": [(Entry, "question_id"), (Answer, "question_id"), *KEY],
    "the thread with its key and its person's": [(Entry, "question_id"), (Answer, "question_id"), *KEY, *PERSON],
    "the files with their key": [(Attachment, "question_id"), (Attachment, "patient_id"), *KEY],
    "a publication with its key": [(Publication, "question_id"), (Publication, "patient_id"), *KEY],
    "a publication with its key and its person's": [
        *((Publication, name) for name in ("question_id", "patient_id", "answer_id")),
        *KEY,
        *PERSON,
    ],
    "both drafts of a thread with their key": [(AnswerDraft, "question_id"), (ReplyDraft, "question_id"), *KEY],
    "a profile with its person's key": [(Profile, "account_id"), *PERSON],
    "an address with its person's key": [(Account, "email"), *PERSON],
    "a case with its notes and its person's key": [
        (Case, "patient_id"),
        (CaseNote, "case_id"),
        (CaseNote, "owner_id"),
        (CaseNote, "author_id"),
        *PERSON,
    ],
    "all of a person": [
        *((model, "patient_id") for model in (Question, AskDraft, Attachment, Publication, Case)),
        (Profile, "account_id"),
        *KEY,
        *PERSON,
    ],
}
"""What is exchanged at once, between the rows of the two patients."""


ENTRIES = Base.metadata.tables["entries"]
SOME = (
    "a message goes to another question",
    "the key of a person becomes another's",
    "a question with its key and its person's",
    "all of a person",
)
"""Tried on PostgreSQL in the short form, too."""


@on(ON_SQLITE, ON_POSTGRESQL_LONG)
@pytest.mark.parametrize("move", MOVES)
def test_a_row_that_changes_hands_takes_no_text_along(hand: Tampering, move: str) -> None:
    _try(hand, move)


@on(ON_POSTGRESQL)
@pytest.mark.parametrize("move", SOME)
def test_a_row_that_changes_hands_takes_no_text_along_there_either(hand: Tampering, move: str) -> None:
    _try(hand, move)


def _try(hand: Tampering, move: str) -> None:
    world, counted = hand.world, hand.counted()
    with world.app.app_context():
        undo = exchange(world, MOVES[move])
    try:
        for owner, other in (OWNERS, OWNERS[::-1]):
            for page, text in _pages_of(world, owner, other).items():
                assert _words_of(world, other, text) == [], page
        assert world.canaries.of("clinic: duty name") in world.page("clinician", "/duty")
    finally:
        with world.app.app_context():
            undo()
    assert hand.counted() > counted, "no audit row tells of it"


def _words_of(world: World, owner: str, text: str) -> list[str]:
    return [word for word, it in world.canaries.words.items() if word.startswith(f"{owner}: ") and it in text]


def _pages_of(world: World, owner: str, other: str) -> dict[str, str]:
    """Fetch what somebody can reach of their own things and, by its id, of the other's; and what staff see."""
    wanted = [
        (owner, path) for path in ("/account", "/account/profile", "/ask", "/ask/write", "/ask/check", "/questions")
    ]
    for question_id, publication_id in (world.ids[owner], world.ids[other]):
        paths = (f"/questions/{question_id}", f"/publication/{publication_id}", f"/questions/{question_id}/readings")
        wanted += [(owner, path) for path in paths]
    (question_id, publication_id), (case_id, glass_id) = world.ids[owner], world.inquiries[owner]
    wanted += [("clinician", f"/work/{question_id}"), ("editor", f"/desk/{publication_id}")]
    wanted += [("privacy officer", f"/officer/cases/{case_id}"), ("privacy officer", f"/officer/glass/{glass_id}/text")]
    wanted += [("admin", f"/officer/glass/{glass_id}")]
    return {f"{name} {path}": _page(world, name, path) for name, path in wanted}


def _page(world: World, name: str, path: str) -> str:
    answer = world.story.people[name].client.get(path)
    assert answer.status_code in {200, 303, 403, 404}, (name, path, answer.status_code)
    return unescape(answer.get_data(as_text=True))


@on(ON_SQLITE, ON_POSTGRESQL)
def test_a_note_among_staff_never_becomes_a_message_to_the_patient(hand: Tampering) -> None:
    world, counted = hand.world, hand.counted()
    with world.app.app_context():
        notes = read().scalars(select(Entry.id).where(Entry.kind == EntryKind.NOTE)).all()
        read().rollback()
        write(ENTRIES, "kind", dict.fromkeys(notes, str(EntryKind.REPLY)))
    try:
        shown = world.page(OWNERS[0], f"/questions/{world.ids[OWNERS[0]][0]}")
    finally:
        with world.app.app_context():
            write(ENTRIES, "kind", dict.fromkeys(notes, str(EntryKind.NOTE)))
    assert world.canaries.of(f"{OWNERS[0]}: note") not in shown
    assert hand.counted() > counted
