"""One of everything, made through the services in a moment: the rows that routes ask for, and everybody signed in."""

from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from qa_portal.access.permissions import Role
from qa_portal.app import work_of
from qa_portal.clinic import duty, flag_rules, ready_service, setup
from qa_portal.clinic import queries as clinic
from qa_portal.clinic import service as clinic_service
from qa_portal.db import new_id, read, transaction
from qa_portal.identity import profile
from qa_portal.identity.reading import ClearProfile
from qa_portal.identity.sessions import COOKIE
from qa_portal.inquiry.models import Case, Unusual
from qa_portal.journey.answer import service as answering
from qa_portal.journey.ask import service as asking
from qa_portal.journey.attach import service as attaching
from qa_portal.journey.attach.queries import DRAFT, Target, own, work
from qa_portal.journey.deidentify import service as desk
from qa_portal.journey.forms import service as forms
from qa_portal.journey.queue import service as queueing
from qa_portal.journey.review import service as review
from qa_portal.library.catalogue import starter_topics
from qa_portal.library.release import set_topics
from qa_portal.outbox.worker import Worker
from qa_portal.privacy.glass import service as glass
from qa_portal.privacy.readings import service as readings
from qa_portal.question.attaching import Upload
from qa_portal.question.attachments import sent_of, waiting_of
from qa_portal.question.models import Publication, Question
from qa_portal.question.queries import newest_answer
from qa_portal.question.questionnaires import Item, Kind, form_to_json
from qa_portal.question.safety import SafetyCase
from qa_portal.question.status import EntryKind
from qa_portal.question.writing import add_entry
from tests.safety.hospital import FACTS
from tests.support import hostile, people
from tests.support.desk import SOURCE, settle
from tests.walks.crowd import NET

HOLIDAY = "2031-12-24"


@dataclass(frozen=True)
class Actor:
    """A person as the rules see them."""

    id: str
    role: Role
    queue_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Person:
    """Somebody with an account, and the browser they are signed in with."""

    name: str
    actor: Actor
    client: FlaskClient

    def at(self, app: Flask) -> "Person":
        """Return the same person with a browser of their own at a copy of the portal."""
        cookie, client = self.client.get_cookie(COOKIE), app.test_client()
        client.set_cookie(COOKIE, cookie.value if cookie else "")
        return replace(self, client=client)


@dataclass(frozen=True)
class Story:
    """Who is there, and the ids of what there is."""

    app: Flask
    people: dict[str, Person]
    question_id: str
    answer_id: str
    publication_id: str
    page_id: str
    queue_id: str
    looked_into: dict[str, str]
    """A case, an emergency access, an unusual opening, ready words and a list of the clinician's."""
    files: dict[str, str]
    """Ids of files: `sent` with the thread; waiting on the pages `own`, `work` and `draft`."""

    def in_copy(self, app: Flask) -> "Story":
        """Return the same story in a copy of its portal: the same people, with the cookies they had."""
        return replace(self, app=app, people={name: one.at(app) for name, one in self.people.items()})

    def ids(self) -> dict[str, str]:
        """Return a value for each variable of a route."""
        return {
            "question_id": self.question_id,
            "answer_id": self.answer_id,
            "publication_id": self.publication_id,
            "page_id": self.page_id,
            "queue_id": self.queue_id,
            "file_id": self.files["sent"],
            "draft_file_id": self.files["draft"],
            "account_id": self.people["clinician"].actor.id,
            "day": HOLIDAY,
            "patient_id": self.people["patient"].actor.id,
            "person_id": self.people["clinician"].actor.id,
            "record_id": self.question_id,
            "words_id": self.looked_into["ready_id"],
            **self.looked_into,
        }


def tell(app: Flask) -> Story:
    """Fill an empty portal."""
    with app.app_context(), transaction() as session:
        setup.load_defaults(session, FACTS)
        set_topics(session, starter_topics(), replace=False)
        queue_ids = {queue.slug: queue.id for queue in clinic.queues(session)}
    # Outside of any context: a request that finds one open would share what it remembers.
    cast = _everybody(app, queue_ids)
    with app.app_context():
        _furnish(cast)
        worker = Worker(app, *work_of(app))
        teller = _Teller(cast, worker, queue_ids["skin"])
        page_id = teller.publish()
        question_id, answer_id, publication_id = teller.leave_open()
        for name in ("patient", "other patient"):
            _begin_a_draft(cast[name].actor)
        files = teller.add_files(question_id)
        worker.drain()
        looked_into = _look_into(cast, question_id) | {"ready_id": _ready_words(cast["clinician"].actor)}
        looked_into |= {"rule_id": _an_emergency_rule(cast["admin"].actor)}
        looked_into |= _a_list(cast["clinician"].actor, question_id)
        worker.drain()
        return Story(app, cast, question_id, answer_id, publication_id, page_id, queue_ids["skin"], looked_into, files)


def _look_into(cast: dict[str, Person], question_id: str) -> dict[str, str]:
    """Let the patient report an opening, and the officer break the glass and find something unusual."""
    patient, officer = cast["patient"].actor, cast["privacy officer"].actor
    opening = readings.who_opened(patient, question_id, "en").people[0]
    readings.report(patient, question_id, opening.id, "I do not know this person.")
    number = read().get_one(Question, question_id).number
    glass_id = glass.break_glass(officer, number, "The patient called and cannot be reached any more.")
    unusual = Unusual(
        id=new_id(),
        entry_id=opening.id,
        person_id=opening.actor_id,
        question_id=question_id,
        at=opening.at,
        reasons="unassigned,night",
    )
    queue_id = read().get_one(Question, question_id).queue_id
    worse = SafetyCase(id=new_id(), question_id=question_id, queue_id=queue_id, outcome="worse")
    with transaction() as session:
        session.add_all((unusual, worse))
        case_id = session.scalars(select(Case.id)).one()
    return {"case_id": case_id, "glass_id": glass_id, "finding_id": unusual.id, "safety_id": worse.id}


def _everybody(app: Flask, queue_ids: dict[str, str]) -> dict[str, Person]:
    wanted: dict[str, tuple[Role, tuple[str, ...]]] = {
        "patient": (Role.PATIENT, ()),
        "other patient": (Role.PATIENT, ()),
        "clinician": (Role.CLINICIAN, ("skin",)),
        "second clinician": (Role.CLINICIAN, ("skin",)),
        "clinician elsewhere": (Role.CLINICIAN, ("heart",)),
        "editor": (Role.EDITOR, ()),
        "privacy officer": (Role.PRIVACY_OFFICER, ()),
        "admin": (Role.ADMIN, ()),
    }
    cast = {}
    for name, (role, slugs) in wanted.items():
        mine = tuple(queue_ids[slug] for slug in slugs)
        email = f"{name.replace(' ', '.')}@story.example"
        found = people.someone(app, email, role, **({"queue_ids": mine} if mine else {}))
        cast[name] = Person(name, Actor(found.id, role, frozenset(mine)), found.client)
    return cast


def _furnish(cast: dict[str, Person]) -> None:
    """Give the clinic a logo, a holiday and somebody on call, and the patient a profile."""
    admin = cast["admin"].actor
    picture = BytesIO()
    Image.new("RGB", (64, 64), (20, 90, 140)).save(picture, "PNG")
    clinic_service.set_logo(admin, picture.getvalue())
    clinic_service.add_holiday(admin, date.fromisoformat(HOLIDAY), "Closed")
    duty.set_contact(admin, clear_name="Nadia Duty", clear_phone="01632 960 001", account_id=None)
    facts = ClearProfile(names=("Ines Kowal",), relatives=("Marek",), phone="01632 960 002", town="Tewkesbury")
    profile.save(cast["patient"].actor, facts)


def _ready_words(owner: Actor) -> str:
    """Let somebody keep ready words and share them with their team."""
    [team] = owner.queue_ids
    texts = {"lang": "en", "shortcut": "hands", "title": "Dry hands", "body": "A thick cream helps.", **NET}
    return ready_service.save(owner, None, {**texts, "share": team, "review_by": date(2027, 6, 1)})


def _an_emergency_rule(admin: Actor) -> str:
    """Let the clinic add a phrase to the emergency rules."""
    return flag_rules.add(admin, {"phrase": "hands like glimmerstone", "level": "urgent", "category": "sepsis"})


def _a_list(owner: Actor, question_id: str) -> dict[str, str]:
    """Let somebody keep a list of questions; one like it stands in the thread, not filled in."""
    items = (Item("Does it itch?", Kind.YES_NO),)
    form_id = forms.keep(owner, None, {"title": "Dry hands", "lang": "en", "active": "yes"}, items)
    with transaction() as session:
        question = session.get_one(Question, question_id)
        entry = add_entry(session, question, owner, EntryKind.FORM, form_to_json("Dry hands", items))
        return {"form_id": form_id, "entry_id": entry.id}


def _begin_a_draft(patient: Actor) -> None:
    asking.begin(patient)
    asking.save(patient, {"about": "me", "age_band": "40_64", "wished": ""})


@dataclass
class _Teller:
    cast: dict[str, Person]
    worker: Worker
    queue_id: str

    def _asked(self) -> str:
        patient = self.cast["patient"].actor
        _begin_a_draft(patient)
        asking.save(patient, {"signs": [], "wished": "skin"})
        asking.save(patient, {"subject": "Dry skin on the hands", "body": "My hands are dry and itchy since May."})
        question_id = asking.send(patient, consent=True, lang="en")
        self.worker.drain()
        return question_id

    def _answered(self) -> tuple[str, str, str]:
        question_id = self._asked()
        clinician = self.cast["clinician"].actor
        queueing.claim(clinician, question_id)
        body = "Use a plain, thick cream many times a day, and wear gloves for washing up."
        answering.answer(clinician, question_id, {"body": body, **NET, "propose": "yes"})
        self.worker.drain()
        answer = newest_answer(read(), question_id)
        found = read().scalar(select(Publication.id).where(Publication.question_id == question_id))
        assert answer is not None
        assert found is not None
        return question_id, answer.id, found

    def _to_review(self, publication_id: str) -> None:
        editor = self.cast["editor"].actor
        seen = desk.open_desk(editor, publication_id)
        words = {
            "title": "What helps dry hands?",
            "question": "My hands are dry and itchy.",
            "answer": seen.clear.words.answer,
            "topic": str(starter_topics()[0]["slug"]),
            "review_months": 36,
            **SOURCE,
            **NET,
        }
        settle(editor, publication_id, words)
        desk.submit(editor, publication_id)

    def publish(self) -> str:
        """Take one question all the way; return the id of its public page."""
        _question, _answer, publication_id = self._answered()
        self._to_review(publication_id)
        second = self.cast["second clinician"].actor
        _publication, clear = review.open_review(second, publication_id)
        review.accept(second, publication_id, clear.words.sha256())
        wording = clinic.consent_wording(read(), "publish").version
        review.approve(self.cast["patient"].actor, publication_id, clear.words.sha256(), wording=wording)
        self.worker.drain()
        page_id = read().scalar(select(Publication.page_id).where(Publication.id == publication_id))
        assert page_id is not None
        return page_id

    def leave_open(self) -> tuple[str, str, str]:
        """Leave a question claimed again after its answer, whose public words are in review."""
        question_id, answer_id, publication_id = self._answered()
        self._to_review(publication_id)
        self._add(self.cast["patient"], own(question_id))
        answering.reply(self.cast["patient"].actor, question_id, "Thank you. Is sun good for it?")
        queueing.claim(self.cast["clinician"].actor, question_id)
        answering.note(self.cast["clinician"].actor, question_id, "Asked about sun.")
        answering.save_draft(self.cast["clinician"].actor, question_id, {"body": "A little sun"})
        return question_id, answer_id, publication_id

    def add_files(self, question_id: str) -> dict[str, str]:
        """Let files wait for the patient's next message, the clinician's, and the draft; name one of each."""
        patient, clinician = self.cast["patient"], self.cast["clinician"]
        draft = asking.see(patient.actor)
        assert draft is not None
        ids = {"sent": sent_of(read(), question_id)[0].id}
        places = {"own": (patient, own(question_id)), "work": (clinician, work(question_id)), "draft": (patient, DRAFT)}
        for name, (person, target) in places.items():
            self._add(person, target)
            ids[name] = waiting_of(read(), person.actor, target.question_id or draft.id)[0].id
        return ids

    def _add(self, person: Person, target: Target) -> None:
        assert attaching.add(person.actor, target, Upload("hands.jpg", hostile.picture())) is None
        read().rollback()
