"""Two patients with all they can have, every text of it known: for trying what happens when ciphertexts are moved."""

import json
from dataclasses import dataclass, field, replace
from datetime import date
from html import unescape
from typing import Any

from flask import Flask
from sqlalchemy import Table, select, update

from qa_portal.audit.log import AuditEntry
from qa_portal.clinic import duty
from qa_portal.crypto.sealed import PLACEHOLDER, Sealed, SealedColumn
from qa_portal.crypto.segments import SEGMENT_BYTES
from qa_portal.db import Base, new_id, read, transaction
from qa_portal.identity import profile
from qa_portal.identity.reading import ClearProfile
from qa_portal.inquiry.models import Case, CaseOutcome, GlassBreak
from qa_portal.journey.aftercare import service as aftercare
from qa_portal.journey.answer import service as answering
from qa_portal.journey.ask import service as asking
from qa_portal.journey.attach import service as attaching
from qa_portal.journey.attach.queries import DRAFT, Target, own, work
from qa_portal.journey.deidentify import service as desk
from qa_portal.journey.queue import service as queueing
from qa_portal.journey.review import service as review
from qa_portal.library.catalogue import starter_topics
from qa_portal.outbox.worker import Worker
from qa_portal.privacy.cases import service as cases
from qa_portal.privacy.glass import service as glass
from qa_portal.privacy.readings import service as readings
from qa_portal.privacy.retention import service as retention
from qa_portal.question.attaching import Upload
from qa_portal.question.holds import HoldCode
from qa_portal.question.models import Publication, Question
from qa_portal.question.safety import Finding, SafetyCase
from qa_portal.question.writing import seal_note, seal_proposal
from tests.safety.canaries import Canaries, opened_by_place
from tests.safety.story import Story
from tests.support import hostile
from tests.support.desk import SOURCE, settle
from tests.walks.crowd import NET

OWNERS = ("patient", "other patient")
LETTER = hostile.PDF.replace(b"%%EOF", b"%" + b"x" * 3 * SEGMENT_BYTES + b"\n%%EOF")
"""A PDF of four segments."""


@dataclass(frozen=True)
class Place:
    """Where one ciphertext stands."""

    table: Table = field(repr=False)
    column: str
    row_id: str


Blobs = dict[Place, bytes]


def blobs() -> Blobs:
    """Return every ciphertext of the main store by its place."""
    found: Blobs = {}
    for table in Base.metadata.sorted_tables:
        for column in (column for column in table.columns if isinstance(column.type, SealedColumn)):
            for row_id, value in read().execute(select(table.c.id, column).where(column.is_not(None))):
                found[Place(table, column.name, row_id)] = value.to_bytes()
    read().rollback()
    return found


def put(changed: Blobs) -> None:
    """Write ciphertexts to places, as a hand in the database would."""
    with transaction() as session:
        for place, blob in changed.items():
            table = place.table
            session.execute(update(table).where(table.c.id == place.row_id).values({place.column: Sealed(blob)}))


@dataclass
class World:
    """The story's people, with two questions open, and the texts that stand in them."""

    app: Flask
    story: Story
    worker: Worker
    canaries: Canaries = field(default_factory=Canaries)
    older: Blobs = field(default_factory=dict)
    """For places that were sealed more than once: what stood there before."""
    homes: dict[Place, set[str]] = field(default_factory=dict)
    """Which of the known texts each place holds."""
    ids: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Question and publication by owner."""
    inquiries: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Case and emergency access by owner."""
    safety: dict[str, str] = field(default_factory=dict)
    """Case of safety by owner."""

    def fill(self) -> None:
        """Give both patients a profile, a question with a thread, a publication in review, and a draft of another."""
        self.worker.drain()
        self._sealed_again(self._duty)
        for owner in OWNERS:
            self._sealed_again(lambda owner=owner: self._profile(owner))
            self.ids[owner] = self._question(owner)
            self._sealed_again(lambda owner=owner: self._drafts(owner))
            self.inquiries[owner] = self._inquiry(owner)
            self.safety[owner] = self._safety(owner)
        self.worker.drain()
        for (name, row_id), text in opened_by_place(read()).items():
            table, _, column = name.partition(".")
            held = {word for word, it in self.canaries.words.items() if it in text}
            self.homes[Place(Base.metadata.tables[table], column, row_id)] = held

    def _sealed_again(self, act: Any) -> None:
        """Do something twice; what stood there the first time is kept as older."""
        act()
        before = blobs()
        act()
        after = blobs()
        self.older |= {place: blob for place, blob in before.items() if after.get(place, blob) != blob}

    def _text(self, owner: str, name: str) -> str:
        return f"Here {self.canaries.of(f'{owner}: {name}')} stands"

    def _actor(self, name: str) -> Any:
        return self.story.people[name].actor

    def _duty(self) -> None:
        name = self._text("clinic", "duty name")
        duty.set_contact(self._actor("admin"), clear_name=name, clear_phone="01632 960 003", account_id=None)

    def _profile(self, owner: str) -> None:
        parts = {name: self._text(owner, name) for name in ("phone", "town", "street", "member_number")}
        names = {name: (self._text(owner, name),) for name in ("names", "relatives")}
        born = date(1931 + OWNERS.index(owner), 2, 3)
        profile.save(self._actor(owner), ClearProfile(birth_date=born, **names, **parts))  # type: ignore[arg-type]

    def _question(self, owner: str) -> tuple[str, str]:
        patient, clinician = self._actor(owner), self._actor("clinician")
        asking.begin(patient)
        asking.save(patient, {"about": "me", "age_band": "40_64", "wished": "skin", "signs": []})
        words = {"subject": self._text(owner, "subject"), "body": self._text(owner, "body")}
        asking.save(patient, words)
        self._file(owner, patient, DRAFT, "file with the question")
        question_id = asking.send(patient, consent=True, lang="en")
        self.worker.drain()
        queueing.claim(clinician, question_id)
        answering.note(clinician, question_id, self._text(owner, "note"))
        answering.ask_back(clinician, question_id, self._text(owner, "asked back"))
        self._file(owner, patient, own(question_id), "file with the reply")
        self._file(owner, patient, own(question_id), "letter with the reply", LETTER)
        answering.reply(patient, question_id, self._text(owner, "reply"))
        self._file(owner, clinician, work(question_id), "file with the answer")
        net = {part: self._text(owner, f"answer {part}") for part in NET}
        source = {"source_title_1": self._text(owner, "source"), "source_url_1": "https://world.example"}
        answering.answer(
            clinician,
            question_id,
            {"body": self._text(owner, "answer"), "propose": "yes", **net, **source},
        )
        self.worker.drain()
        publication_id = read().scalar(select(Publication.id).where(Publication.question_id == question_id))
        assert publication_id is not None
        self._publication(owner, publication_id)
        answering.reply(patient, question_id, self._text(owner, "second reply"))
        queueing.claim(clinician, question_id)
        return question_id, publication_id

    def _file(self, owner: str, person: Any, target: Target, name: str, body: bytes = b"") -> None:
        sent = Upload(self._text(owner, name), body or hostile.picture())
        assert attaching.add(person, target, sent) is None

    def _publication(self, owner: str, publication_id: str) -> None:
        """Prepare the words twice: the first time they come back with a note."""
        editor, second = self._actor("editor"), self._actor("second clinician")
        self._sealed_again(lambda: self._words(owner, publication_id))
        desk.submit(editor, publication_id)
        review.send_back(second, publication_id, self._text(owner, "review note"))
        self._sealed_again(lambda: self._words(owner, publication_id))
        desk.submit(editor, publication_id)
        _publication, clear = review.open_review(second, publication_id)
        review.accept(second, publication_id, clear.words.sha256())
        if owner == OWNERS[1]:
            review.ask_change(self._actor(owner), publication_id, self._text(owner, "wish"))
            with transaction() as session:
                publication = session.get_one(Publication, publication_id)
                seal_note(publication, "review_note", self._text(owner, "note back"))
                seal_proposal(publication, replace(clear.words, answer=self._text(owner, "proposed answer")))

    def _words(self, owner: str, publication_id: str) -> None:
        editor = self._actor("editor")
        words: dict[str, Any] = {name: self._text(owner, f"public {name}") for name in ("title", "question", "answer")}
        words |= {part: self._text(owner, f"public {part}") for part in NET}
        words |= {"topic": str(starter_topics()[0]["slug"]), "review_months": 36, **SOURCE}
        settle(editor, publication_id, words)

    def _drafts(self, owner: str) -> None:
        patient = self._actor(owner)
        asking.begin(patient)
        typed = {"subject": self._text(owner, "draft subject"), "body": self._text(owner, "draft body")}
        asking.save(patient, {"about": "me", "age_band": "40_64", "signs": [], **typed})
        question_id = self.ids[owner][0]
        answering.save_draft(self._actor("clinician"), question_id, {"body": self._text(owner, "answer draft")})
        answering.save_reply(patient, question_id, self._text(owner, "reply draft"))

    def _inquiry(self, owner: str) -> tuple[str, str]:
        """Let the patient report an opening, the officer note, answer, break the glass and hold the question."""
        patient, officer = self._actor(owner), self._actor("privacy officer")
        question_id = self.ids[owner][0]
        opening = readings.who_opened(patient, question_id, "en").people[0]
        readings.report(patient, question_id, opening.id, self._text(owner, "report"))
        case_id = read().scalars(select(Case.id).where(Case.question_id == question_id)).one()
        cases.note(officer, case_id, self._text(owner, "note on the case"))
        cases.close(officer, case_id, CaseOutcome.PROPER, self._text(owner, "answer to the report"))
        number = read().get_one(Question, question_id).number
        retention.hold(officer, number, HoldCode.COURT, self._text(owner, "why it is held"), whole=False)
        glass_id = glass.break_glass(officer, number, self._text(owner, "why the glass was broken"))
        assert read().get_one(GlassBreak, glass_id).question_id == question_id
        return case_id, glass_id

    def _safety(self, owner: str) -> str:
        """Let the clinician close a case of safety with a note."""
        question = read().get_one(Question, self.ids[owner][0])
        worse = SafetyCase(id=new_id(), question_id=question.id, queue_id=question.queue_id, outcome="worse")
        with transaction() as session:
            session.add(worse)
        aftercare.close_case(self._actor("clinician"), worse.id, Finding.EXPECTED, self._text(owner, "what was found"))
        return worse.id

    def pages(self) -> dict[str, str]:
        """Fetch every page that shows something of these two, as whoever may; return the texts."""
        wanted = [("clinician", "/duty"), ("editor", "/duty"), ("admin", "/admin/clinic/duty")]
        wanted += [("admin", f"/admin/staff/{self._actor('clinician').id}"), ("clinician", "/queue?list=mine")]
        wanted += [("editor", "/desk?status=reviewed"), ("second clinician", "/review")]
        wanted += [("privacy officer", "/officer/retention")]
        for owner in OWNERS:
            question_id, publication_id = self.ids[owner]
            own = ["/account", "/account/profile", "/ask", "/ask/write", "/ask/check", "/questions"]
            wanted += [(owner, path) for path in (*own, f"/questions/{question_id}", f"/publication/{publication_id}")]
            wanted += [("clinician", f"/work/{question_id}"), ("editor", f"/desk/{publication_id}")]
            wanted += [("clinician", f"/safety/{self.safety[owner]}")]
            case_id, glass_id = self.inquiries[owner]
            wanted += [(owner, f"/questions/{question_id}/readings"), ("admin", f"/officer/glass/{glass_id}")]
            wanted += [
                ("privacy officer", f"/officer/{place}") for place in (f"cases/{case_id}", f"glass/{glass_id}/text")
            ]
        return {f"{name} {path}": self.page(name, path) for name, path in wanted}

    def page(self, name: str, path: str) -> str:
        """Fetch one page; it must answer."""
        answer = self.story.people[name].client.get(path)
        # A broken glass whose reason does not open opens nothing.
        fine = {200, 303, 403} if "/glass/" in path else {200, 303}
        assert answer.status_code in fine, (name, path, answer.status_code)
        return unescape(answer.get_data(as_text=True))

    def look(self, changes: Blobs) -> "Seen":
        """Write ciphertexts to places, as a hand in the database would; look at the pages; put all back."""
        with self.app.app_context():
            before = blobs()
            known = set(read().scalars(select(AuditEntry.id)))
            put(changes)
        try:
            pages = self.pages()
            with self.app.app_context():
                rows = read().scalars(select(AuditEntry).where(AuditEntry.id.not_in(known))).all()
                counted = sum(int(json.loads(row.fields).get("unreadable") or 0) for row in rows)
        finally:
            with self.app.app_context():
                put({place: before[place] for place in changes})
        shown = {word: page for page, text in pages.items() for word, it in self.canaries.words.items() if it in text}
        return Seen(shown, sum(text.count(PLACEHOLDER) for text in pages.values()), counted)


@dataclass(frozen=True)
class Seen:
    """What was on the pages: known texts with a page they stood on, placeholders, and what the audit counted."""

    shown: dict[str, str]
    placeholders: int
    counted: int
