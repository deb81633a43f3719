"""A reader asks for a topic by mail, says yes, gets one mail a week when there is something new, and leaves."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select

from qa_portal import clock
from qa_portal.crypto.erasures import ErasureMark
from qa_portal.crypto.keyring import keyring
from qa_portal.crypto.keystore import OwnerKey
from qa_portal.crypto.sources import source_of
from qa_portal.db import keys_read, read, transaction
from qa_portal.identity import relookup, rotating
from qa_portal.identity.addresses import follow_lookup
from qa_portal.identity.follower_models import Follower
from qa_portal.identity.handlers import CHANNEL
from qa_portal.journey.upkeep import service as upkeep
from qa_portal.library import release
from qa_portal.library.models import Topic
from qa_portal.notify import AddressRefused, Message
from qa_portal.outbox.queue import dead_letters, waiting
from qa_portal.outbox.worker import Worker
from qa_portal.question import erasure
from qa_portal.settings import Settings
from tests.crypto.turning import rotate
from tests.follow.conftest import Reader, followers, guide
from tests.support.forms import TOKEN, send, token_of
from tests.support.people import LINK
from tests.support.story import MONDAY, Cast

DAY, WEEK = timedelta(days=1), timedelta(days=7)
EARLY = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _monday_morning() -> None:
    clock.set_to(MONDAY)


def go_to(moment: datetime, worker: Worker) -> None:
    """Move the clock and let the worker do what the outbox and the clock ask for then."""
    clock.set_to(moment)
    worker._last.clear()
    worker.drain()


def keys_of(app: Flask, ids: list[str]) -> list[str]:
    """Those of some owners who still have a key."""
    with app.app_context(), keys_read() as keys:
        return list(keys.scalars(select(OwnerKey.id).where(OwnerKey.id.in_(ids))))


def test_nothing_but_one_mail_is_sent_before_the_yes(app: Flask, rosa: Reader, worker: Worker) -> None:
    rosa.ask()
    for path in ("/follow/skin", "/follow/skin"):
        rosa.ask(path)
    guide(app, "How do I keep my hands soft?")
    go_to(MONDAY + 6 * DAY, worker)
    (mail,) = rosa.got()
    assert "wants to get this by mail: Skin." in mail
    assert "hands soft" not in mail
    assert len(LINK.findall(mail)) == 1


def test_a_program_that_opens_the_link_does_not_say_yes(app: Flask, rosa: Reader, mails: object) -> None:
    rosa.ask()
    page = app.test_client().get(rosa.mails.link(rosa.email))
    assert page.status_code == 200
    assert "Yes, send me these mails" in page.text
    assert [row.is_confirmed for row in followers(app)] == [False]


def test_the_link_says_yes_once(app: Flask, rosa: Reader) -> None:
    rosa.follow()
    assert [row.is_confirmed for row in followers(app)] == [True]
    assert rosa.client.get(rosa.mails.link(rosa.email)).status_code == 410
    form = {
        "t": rosa.mails.link(rosa.email).partition("?t=")[2],
        "csrf_token": token_of(rosa.client.get("/follow").text),
    }
    assert rosa.client.post("/following/confirm", data=form).status_code == 410


def test_the_page_answers_the_same_whether_or_not_the_address_is_known(app: Flask, rosa: Reader, luis: Reader) -> None:
    rosa.follow()
    before = [row.id for row in followers(app)]
    known, unknown = (TOKEN.sub("", reader.ask()) for reader in (rosa, luis))
    assert known.replace(rosa.email, "") == unknown.replace(luis.email, "")
    assert len(rosa.got()) == 1
    assert len(followers(app)) == len(before) + 1
    with app.app_context(), keys_read() as keys:
        mine = {row.id for row in followers(app)}
        assert mine <= set(keys.scalars(select(OwnerKey.id)))


def test_a_key_made_for_an_address_that_is_known_is_dropped(app: Flask, rosa: Reader) -> None:
    with app.app_context(), keys_read() as keys:
        before = set(keys.scalars(select(OwnerKey.id)))
    for _ in range(3):
        rosa.ask()
    with app.app_context(), keys_read() as keys:
        assert set(keys.scalars(select(OwnerKey.id))) - before == {row.id for row in followers(app)}


def test_one_mail_a_week_and_none_when_nothing_is_new(app: Flask, rosa: Reader, worker: Worker) -> None:
    guide(app, "It was there before")
    clock.advance(EARLY)
    rosa.follow()
    go_to(MONDAY + DAY, worker)
    first = guide(app, "How do I keep\nmy hands soft?")
    guide(app, "Somebody else wrote this", kind="imported", external_id="x1", licence="CC0")
    guide(app, "Another topic", topic_slug=None)
    go_to(MONDAY + WEEK, worker)
    assert len(rosa.got()) == 1, "it is not a week since the yes"
    go_to(MONDAY + WEEK + 2 * EARLY, worker)
    mail = rosa.got()[1]
    assert mail.startswith("1 new answer - ")
    assert f"How do I keep my hands soft?\nhttp://127.0.0.1:8000/answers/{first}\n" in mail
    for other in ("there before", "Somebody else", "Another topic"):
        assert other not in mail
    for days in (8, 9, 14, 15, 21, 22):
        go_to(MONDAY + days * DAY + 2 * EARLY, worker)
    assert len(rosa.got()) == 2
    clock.advance(EARLY)
    guide(app, "Newer")
    guide(app, "Newest")
    go_to(MONDAY + 4 * WEEK, worker)
    assert len(rosa.got()) == 2
    go_to(MONDAY + 4 * WEEK + 2 * EARLY, worker)
    assert rosa.got()[2].startswith("2 new answers - ")
    assert "hands soft" not in rosa.got()[2]


def test_a_worker_that_was_away_for_weeks_writes_once_on_the_same_day(app: Flask, rosa: Reader, worker: Worker) -> None:
    rosa.follow()
    clock.advance(EARLY)
    guide(app, "New")
    go_to(MONDAY + 3 * WEEK + DAY, worker)
    assert len(rosa.got()) == 2
    assert [row.next_at for row in followers(app)] == [MONDAY + 4 * WEEK]


def test_at_most_ten_titles_and_where_the_others_are(app: Flask, rosa: Reader, worker: Worker) -> None:
    rosa.follow()
    for number in range(12):
        clock.advance(EARLY)
        guide(app, f"Title {number:02}")
    go_to(MONDAY + WEEK, worker)
    assert re.findall(r"Title (\d\d)", rosa.got()[1]) == [f"{number:02}" for number in range(11, 1, -1)]
    assert "There are more here:\nhttp://127.0.0.1:8000/topics/skin\n" in rosa.got()[1]


def test_a_page_that_was_taken_away_meanwhile_is_left_out(app: Flask, rosa: Reader, worker: Worker) -> None:
    rosa.follow()
    clock.advance(EARLY)
    gone, _stays = guide(app, "Gone by then"), guide(app, "Still there")
    with app.app_context(), transaction() as session:
        release.withdraw(session, gone)
    go_to(MONDAY + WEEK, worker)
    assert "Still there" in rosa.got()[1]
    assert "Gone by then" not in rosa.got()[1]


def test_no_mail_when_all_that_was_new_is_taken_away(app: Flask, rosa: Reader, worker: Worker) -> None:
    rosa.follow()
    clock.advance(EARLY)
    gone = guide(app, "Gone by then")
    with app.app_context(), transaction() as session:
        release.withdraw(session, gone)
    go_to(MONDAY + WEEK, worker)
    assert len(rosa.got()) == 1


def test_everything_can_be_followed(app: Flask, rosa: Reader, worker: Worker) -> None:
    rosa.follow("/follow")
    clock.advance(EARLY)
    guide(app, "Skin things")
    guide(app, "Other things", topic_slug=None)
    go_to(MONDAY + WEEK, worker)
    assert "everything we publish" in rosa.got()[1]
    assert "Skin things" in rosa.got()[1]
    assert "Other things" in rosa.got()[1]


def test_one_tap_ends_it_without_a_cookie_and_the_key_goes(app: Flask, rosa: Reader, worker: Worker) -> None:
    rosa.follow()
    clock.advance(EARLY)
    guide(app, "New")
    go_to(MONDAY + WEEK, worker)
    (row,) = followers(app)
    stranger = app.test_client()
    page = stranger.get(rosa.way_out())
    assert (page.status_code, len(followers(app))) == (200, 1), "a program that follows links ends nothing"
    newest = max(rosa.mails.folder.glob("*.eml"))
    mail = message_from_bytes(newest.read_bytes(), policy=default)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = str(mail["List-Unsubscribe"])
    assert url == f"<http://127.0.0.1:8000{rosa.way_out()}>"
    answer = app.test_client().post(rosa.way_out(), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert followers(app) == []
    go_to(clock.now() + timedelta(minutes=1), worker)
    assert keys_of(app, [row.id]) == []
    assert app.test_client().post(rosa.way_out()).status_code == 410
    guide(app, "Newer")
    go_to(MONDAY + 3 * WEEK, worker)
    assert len(rosa.got()) == 2


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1] + ("0" if t[-1] != "0" else "1"), lambda t: t.partition(".")[0], lambda _t: ""]
)
def test_nobody_ends_the_mails_of_another(app: Flask, rosa: Reader, spoil: object) -> None:
    rosa.follow()
    confirm = rosa.mails.link(rosa.email).partition("?t=")[2]
    for secret in (confirm, spoil(confirm)):  # type: ignore[operator]
        assert app.test_client().get(f"/following/end?t={secret}").status_code == 410
        assert app.test_client().post(f"/following/end?t={secret}").status_code == 410
    assert len(followers(app)) == 1


def test_an_address_nobody_confirmed_is_forgotten_after_a_week(
    app: Flask, rosa: Reader, luis: Reader, worker: Worker
) -> None:
    rosa.ask()
    luis.follow()
    (row,) = (row for row in followers(app) if not row.is_confirmed)
    go_to(MONDAY + WEEK - EARLY, worker)
    assert len(followers(app)) == 2
    go_to(MONDAY + WEEK + EARLY, worker)
    assert [row.is_confirmed for row in followers(app)] == [True]
    go_to(clock.now() + timedelta(minutes=1), worker)
    assert keys_of(app, [row.id]) == []
    assert rosa.client.get(rosa.mails.link(rosa.email)).status_code == 410


def test_an_older_copy_that_is_put_back_forgets_again_who_left(app: Flask, rosa: Reader, worker: Worker) -> None:
    rosa.follow()
    clock.advance(EARLY)
    guide(app, "New")
    go_to(MONDAY + WEEK, worker)
    (row,) = followers(app)
    assert app.test_client().post(rosa.way_out()).status_code == 200
    go_to(clock.now() + timedelta(minutes=1), worker)
    with app.app_context():
        with transaction() as session:
            session.execute(delete(ErasureMark))
            columns = Follower.__table__.columns.keys()
            session.execute(insert(Follower).values({name: getattr(row, name) for name in columns}))
        assert erasure.replay() == 1
    assert followers(app) == []


def test_who_follows_for_months_keeps_the_key(app: Flask, rosa: Reader, worker: Worker) -> None:
    rosa.follow()
    for days in (31, 62, 93):
        go_to(MONDAY + days * DAY, worker)
    go_to(clock.now() + timedelta(minutes=1), worker)
    assert keys_of(app, [row.id for row in followers(app)]) == [row.id for row in followers(app)] != []


def test_the_link_is_over_when_the_week_is_even_before_the_sweep(rosa: Reader) -> None:
    rosa.ask()
    clock.set_to(MONDAY + WEEK + timedelta(minutes=1))
    assert rosa.client.get(rosa.mails.link(rosa.email)).status_code == 410


def test_who_asked_in_spanish_gets_spanish(app: Flask, rosa: Reader, worker: Worker) -> None:
    rosa.client.get("/es/follow/skin")
    rosa.follow("/es/follow/skin")
    clock.advance(EARLY)
    page_id = guide(app, "How do I keep my hands soft?")
    go_to(MONDAY + WEEK, worker)
    asked, told = rosa.got()
    assert "quiere recibir esto por correo: Piel." in asked
    assert told.startswith("1 respuesta nueva - ")
    assert f"http://127.0.0.1:8000/es/answers/{page_id}\n" in told
    shown = app.test_client().get(rosa.way_out(), follow_redirects=True)
    assert "No me envíen más estos correos" in shown.text
    assert app.test_client().post(rosa.way_out()).status_code == 200
    assert followers(app) == []


def test_a_recall_reaches_those_who_follow_the_topic_and_nobody_else(
    app: Flask, rosa: Reader, luis: Reader, worker: Worker, cast: Cast
) -> None:
    with app.app_context(), transaction() as session:
        session.add(Topic(slug="heart", name_en="Heart", name_es="Corazón"))
    page_id = guide(app, "How do I keep my hands soft?")
    rosa.follow()
    luis.follow("/follow/heart")
    clock.advance(EARLY)
    with app.app_context():
        upkeep.recall(cast.eve, [page_id], reason="unsafe", notice="The dose was wrong.")
    worker.drain()
    mail = rosa.got()[1]
    assert "The dose was wrong." in mail
    assert f"How do I keep my hands soft?\nhttp://127.0.0.1:8000/answers/{page_id}\n" in mail
    assert "/following/end?t=" in mail
    assert len(luis.got()) == 1
    with app.app_context():
        assert dead_letters(read()) == []


def test_a_bounce_ends_it(app: Flask, rosa: Reader, worker: Worker) -> None:
    class Refusing:
        def send(self, message: Message) -> None:
            raise AddressRefused("no")

    app.extensions[CHANNEL] = Refusing()
    rosa.ask()
    assert followers(app) == []


def test_one_address_gets_only_so_many_first_mails_a_day(app: Flask, rosa: Reader) -> None:
    with app.app_context(), transaction() as session:
        session.add_all(Topic(slug=f"t{n}", name_en=f"T{n}", name_es=f"T{n}") for n in range(8))
    for number in range(8):
        rosa.ask(f"/follow/t{number}")
    assert len(rosa.got()) == len(followers(app)) == 5


def test_one_caller_asks_only_so_often(settings: Settings, app: Flask) -> None:
    assert settings.rate_follow == "1000/minute"
    assert Settings().rate_follow == "10/hour"


def test_a_topic_that_is_not_there_and_an_address_that_is_none(app: Flask, rosa: Reader) -> None:
    assert rosa.client.get("/follow/nothing").status_code == 404
    answer = send(rosa.client, "/follow/skin", email="rosa at home")
    assert answer.status_code == 422
    assert "Enter an e-mail address like name@example.org." in answer.text


def test_an_address_is_found_after_a_rotation_and_its_links_still_work(
    app: Flask, rosa: Reader, worker: Worker, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotating, "SETTLE_SECONDS", 0.0)
    rosa.follow()
    clock.advance(EARLY)
    guide(app, "New")
    go_to(MONDAY + WEEK, worker)
    with app.app_context():
        rotate(settings)
        older = next(root for root in keyring() if root is not keyring().active)
        assert relookup.count_under(older) == 0
        (row,) = followers(app)
        assert row.email_key_id == keyring().active.id
        assert row.email_lookup == row.email_lookup_next == follow_lookup(rosa.email, "skin")
        assert len(list(source_of(settings).read())) == 2
    rosa.ask()
    assert len(followers(app)) == 1
    assert app.test_client().get(rosa.way_out()).status_code == 200


def test_two_topics_of_one_address_do_not_tell_that_they_are_of_one(app: Flask, rosa: Reader) -> None:
    rosa.ask()
    rosa.ask("/follow")
    lookups = [row.email_lookup for row in followers(app)]
    assert len(set(lookups)) == 2
    with app.app_context():
        assert not [work for work in waiting(read()) if "rosa" in work.subject_id]


def test_topic_and_answer_pages_lead_to_it(app: Flask, public_app: Flask) -> None:
    page_id = guide(app, "How do I keep my hands soft?")
    for path in ("/topics/skin", f"/answers/{page_id}"):
        assert 'href="/follow/skin"' in public_app.test_client().get(path).text
        assert 'href="/es/follow/skin"' in public_app.test_client().get(f"/es{path}").text
