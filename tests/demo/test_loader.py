"""The demo hospital as it stands after loading: whole, on time, silent about its past, and loaded once."""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.app import create_app, work_of
from qa_portal.audit import chain
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.cli import main
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.reply_models import ReplyTemplate
from qa_portal.crypto.keystore import question_key
from qa_portal.db import db, read
from qa_portal.demo import content, history, loader
from qa_portal.demo.sign_ins import SignIn
from qa_portal.errors import Conflict, PortalError
from qa_portal.guide.models import Guide, GuideVersion
from qa_portal.identity.models import Account, Letter
from qa_portal.index.current import index
from qa_portal.library.models import Kind, Page, State
from qa_portal.outbox.queue import Work, dead_letters
from qa_portal.outbox.topics import Topic
from qa_portal.outbox.worker import Worker
from qa_portal.question.attachments import Attachment
from qa_portal.question.file_reading import does_open
from qa_portal.question.models import Publication, Question
from qa_portal.question.status import PublicationStatus, Status
from qa_portal.settings import Settings
from qa_portal.text.flags import Level
from qa_portal.text.markup import plain
from qa_portal.text.readability import grade
from tests.support import stores
from tests.support.forms import send
from tests.support.people import Mails, make

STATUSES = {*Status} - {Status.ERASED, Status.SENDING}


@dataclass(frozen=True)
class Demo:
    """A loaded demo hospital."""

    app: Flask
    settings: Settings
    sign_ins: list[SignIn]
    loaded_at: datetime


@pytest.fixture(scope="module")
def demo(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo hospital, loaded once for all tests that only look."""
    folder = tmp_path_factory.mktemp("demo")
    with stores.fresh(run_dir, folder / "portal", "sqlite") as made:
        settings = replace(made, demo=True)
        app = create_app(settings)
        with app.app_context():
            sign_ins = loader.load()
        yield Demo(app, settings, sign_ins, clock.now())
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


@pytest.fixture
def in_demo(demo: Demo) -> Iterator[Demo]:
    """The demo with its context open."""
    with demo.app.app_context():
        yield demo


def counts(*models: type) -> list[int]:
    """Return how many rows each table has."""
    return [read().scalar(select(func.count()).select_from(model)) or 0 for model in models]


def test_the_questions_stand_in_every_status(in_demo: Demo) -> None:
    rows = content.questions()
    found = Counter(read().scalars(select(Publication.status)))
    assert found == Counter(row["status"] for row in rows if row["status"] not in STATUSES)
    proposed = select(Publication.question_id)
    private = Counter(read().scalars(select(Question.status).where(Question.id.not_in(proposed))))
    assert private == Counter(row["status"] for row in rows if row["status"] in STATUSES)
    assert set(found) | set(private) == {*STATUSES, *PublicationStatus}


def test_each_was_sent_when_its_text_says(in_demo: Demo) -> None:
    ages = [(in_demo.loaded_at - sent).total_seconds() / 3600 for sent in read().scalars(select(Question.sent_at))]
    assert sorted(ages) == pytest.approx(sorted(row["sent_hours_ago"] for row in content.questions()), abs=0.1)


def test_urgent_ones_are_marked_and_their_writers_were_told(in_demo: Demo) -> None:
    for row in content.questions():
        if "expected_level" in row:
            sent = in_demo.loaded_at - timedelta(hours=row["sent_hours_ago"])
            near = Question.sent_at.between(sent - timedelta(minutes=5), sent + timedelta(minutes=1))
            question = read().scalars(select(Question).where(near)).one()
            assert question.urgency is Level(row["expected_level"])
            assert question.advice_shown_at is not None


def test_no_promise_is_broken_at_the_start(in_demo: Demo) -> None:
    waiting = read().scalars(select(Question).where(Question.status.in_(["queued", "claimed", "reopened", "received"])))
    assert all(question.promised_at and question.promised_at > in_demo.loaded_at for question in waiting)
    answered = read().scalars(select(Question).where(Question.answered_at.is_not(None))).all()
    assert all(row.first_promised_at and row.answered_at and row.answered_at for row in answered)


def test_nothing_the_rooms_wait_for_is_late(in_demo: Demo) -> None:
    for model in (Question, Publication):
        late = read().scalars(select(model).where(model.due_at < in_demo.loaded_at)).all()
        assert late == []


def test_a_question_of_the_demo_has_a_picture(in_demo: Demo) -> None:
    attachment = read().scalars(select(Attachment)).one()
    assert attachment.sent_at
    assert does_open(question_key(attachment.question_id, attachment.patient_id), attachment)


def test_nothing_was_opened_before_it_was_sent(in_demo: Demo) -> None:
    sent = {question.id: question.sent_at for question in read().scalars(select(Question))}
    opened = read().scalars(select(AuditEntry).where(AuditEntry.action == Action.QUESTION_OPENED)).all()
    assert opened
    assert not [entry for entry in opened if entry.subject_id in sent and entry.at < sent[entry.subject_id]]


def test_the_clock_runs_again(demo: Demo) -> None:
    assert abs(datetime.now(UTC) - clock.now()) < timedelta(seconds=5)


def test_two_guides_are_public_one_with_a_correction_and_one_is_being_written(in_demo: Demo) -> None:
    pages = read().scalars(select(Page).where(Page.slug.is_not(None)).order_by(Page.slug)).all()
    assert [page.path for page in pages] == ["/guides/high-blood-pressure", "/guides/looking-after-a-childs-fever"]
    for page in pages:
        assert page.is_live
        assert page.picked
        assert page.reviewed_by not in {"", page.answered_by}
        assert grade(plain(page.answer), "en") <= 8
    client = in_demo.app.test_client()
    assert "Correction, " in client.get(pages[1].path).text
    assert read().scalars(select(GuideVersion.title).where(GuideVersion.stage == "draft")).all() == ["Sleeping better"]


def test_there_are_sixty_pages_by_the_clinic_in_twelve_topics(in_demo: Demo) -> None:
    pages = read().scalars(select(Page).where(Page.kind == Kind.GUIDE, Page.slug.is_(None))).all()
    assert len(pages) == 60
    assert Counter(page.topic_slug for page in pages) == {topic["slug"]: 5 for topic in content.topics()}
    for page in pages:
        assert page.has_safety_net
        assert page.sources
        assert page.reviewed_by not in {"", page.answered_by}
        assert page.published_at < in_demo.loaded_at


def test_every_page_has_an_owner_and_a_date(in_demo: Demo) -> None:
    pages = read().scalars(select(Page).where(Page.state == State.LIVE)).all()
    assert [page.title for page in pages if page.owner_id is None or page.review_by_at is None] == []


def test_each_queue_has_its_lead_and_its_people(in_demo: Demo) -> None:
    names = {person["key"]: person["display_name"] for person in content.people()}
    for described in content.hospital()["queues"]:
        queue = clinic.queue_by_slug(read(), described["slug"])
        lead = clinic.lead_of(read(), queue.id)
        assert lead is not None
        assert lead.display_name == names[described["lead"]]
        assert len(clinic.members_of(read(), queue.id)) >= 2
    assert len(clinic.answering_members(read())) == 5


def test_the_sign_ins_are_beside_the_keys_and_nobody_elses(demo: Demo) -> None:
    path = demo.settings.demo_path
    assert path.parent == demo.settings.keys_dir
    assert path.stat().st_mode & 0o777 == 0o600
    rows = json.loads(path.read_text())
    assert [set(row) for row in rows] == [{"role", "email", "password", "name", "totp_secret"}] * 11
    assert len({row["password"] for row in rows}) == 11
    assert not path.with_name("demo.json.unfinished").exists()


def test_each_role_can_sign_in(demo: Demo) -> None:
    by_role = {one.role: one for one in demo.sign_ins}
    assert len(by_role) == 5
    for one in by_role.values():
        answer = send(demo.app.test_client(), "/sign-in", email=one.email, password=one.password)
        assert answer.status_code == 303, one.role


def test_loading_again_changes_nothing(in_demo: Demo) -> None:
    before = counts(Account, Question, Page, Work, AuditEntry)
    assert loader.load() == in_demo.sign_ins
    assert counts(Account, Question, Page, Work, AuditEntry) == before


def test_no_mail_of_the_past_waits(in_demo: Demo) -> None:
    assert counts(Letter) == [0]
    assert read().scalar(select(Work.id).where(Work.topic == Topic.MAIL)) is None


def test_the_worker_takes_over_and_mails_only_what_happens_now(demo: Demo, tmp_path: Path) -> None:
    shutil.copytree(demo.settings.data_dir, tmp_path / "data")
    shutil.copytree(demo.settings.keys_dir, tmp_path / "keys")
    mails = tmp_path / "mails"
    settings = Settings(data_dir=tmp_path / "data", keys_dir=tmp_path / "keys", demo=True, smtp_url=f"file:{mails}")
    app = create_app(settings)
    handlers, rounds = work_of(app)
    Worker(app, handlers, rounds).drain()
    with app.app_context():
        assert dead_letters(read()) == []
        assert chain.verify(read()).sound
        live = read().scalar(select(func.count()).select_from(Page).where(Page.state == State.LIVE))
        assert len(index().entries()) == live == 66
        now = Counter(read().scalars(select(Letter.kind)))
    assert now == {"publication_published": 1, "desk_waiting": 1}
    assert len(Mails(mails).texts()) == 2


def test_a_load_that_was_broken_off_goes_on(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(replace(settings, demo=True))
    rows = content.questions()
    # One that was answered is opened by somebody else in the privacy officer's story.
    answered = next(row for row in rows[:-3] if row["status"] == Status.ANSWERED)
    few = sorted([answered, *rows[-3:]], key=lambda row: -row["sent_hours_ago"])
    monkeypatch.setattr(content, "questions", lambda: few)
    tell = history.Story.tell

    def break_off(story: history.Story) -> None:
        if story.row is few[2]:
            raise PortalError("power cut")
        tell(story)

    with app.app_context():
        with monkeypatch.context() as patched:
            patched.setattr(history.Story, "tell", break_off)
            with pytest.raises(PortalError, match="power cut"):
                loader.load()
        assert not settings.demo_path.exists()
        begun = counts(Account, Question, Page)
        loaded = loader.load()
        assert begun == [11, 2, 60]
        assert counts(Account, Question, Page, Guide) == [11, 4, 62, 3]
    answer = send(app.test_client(), "/sign-in", email=loaded[0].email, password=loaded[0].password)
    assert answer.status_code == 303


def test_a_clinic_that_is_no_demo_is_left_alone(settings: Settings) -> None:
    app = create_app(replace(settings, demo=True))
    make(app, "real.person@example.org")
    with app.app_context():
        with pytest.raises(Conflict, match="empty"):
            loader.load()
        assert counts(Account, Page) == [1, 0]
    assert not settings.demo_path.exists()


@pytest.fixture
def command(demo: Demo) -> Callable[..., tuple[int, str]]:
    """Run `qa-portal demo ...` on the loaded demo; returns the exit code and what was printed."""

    def run(*words: str, on: str = "1") -> tuple[int, str]:
        env = {"QA_DEMO": on, "QA_DATA_DIR": str(demo.settings.data_dir), "QA_KEYS_DIR": str(demo.settings.keys_dir)}
        result = CliRunner().invoke(main, ["demo", *words], env=env)
        return result.exit_code, result.output

    return run


def test_the_command_prints_the_address_and_the_sign_ins(demo: Demo, command: Callable[..., tuple[int, str]]) -> None:
    code, told = command()
    assert code == 0
    assert "http://127.0.0.1:8000" in told
    for one in demo.sign_ins:
        assert any(one.email in line and one.password in line for line in told.splitlines())


def test_the_command_refuses_where_this_is_no_demo(command: Callable[..., tuple[int, str]]) -> None:
    code, told = command(on="0")
    assert code == 78
    assert "QA_DEMO=1" in told


def test_a_code_needs_the_demo_but_not_its_environment(
    demo: Demo, command: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    code, told = command("code", "dr.osei@demo.invalid", on="0")
    assert code == 0
    assert len(told.strip()) == 6
    elsewhere = {"QA_DATA_DIR": str(tmp_path / "data"), "QA_KEYS_DIR": str(tmp_path / "keys")}
    result = CliRunner().invoke(main, ["demo", "code", "dr.osei@demo.invalid"], env=elsewhere)
    assert result.exit_code == 78
    assert "There is no demo in" in result.output


def test_the_printed_code_lets_staff_in_and_patients_have_none(
    demo: Demo, command: Callable[..., tuple[int, str]]
) -> None:
    doctor = next(one for one in demo.sign_ins if one.role == Role.CLINICIAN)
    browser = demo.app.test_client()
    send(browser, "/sign-in", email=doctor.email, password=doctor.password)
    assert browser.get("/queue").status_code == 303
    code, told = command("code", doctor.email)
    assert code == 0
    assert send(browser, "/sign-in/code", code=told.strip()).headers["Location"] == "/queue"
    assert browser.get("/queue").status_code == 200
    patient = next(one for one in demo.sign_ins if one.role == Role.PATIENT)
    assert command("code", patient.email)[0] == 1


@pytest.mark.parametrize("address", ["nobody@demo.invalid", "not an address"])
def test_a_code_for_nobody_is_refused(command: Callable[..., tuple[int, str]], address: str) -> None:
    code, told = command("code", address)
    assert code == 1
    assert "Nobody" in told


def test_no_ready_words_are_due_for_review(in_demo: Demo) -> None:
    rows = read().scalars(select(ReplyTemplate)).all()
    assert rows
    assert min(row.review_by for row in rows) > in_demo.loaded_at.date()
