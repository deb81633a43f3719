"""The audit log: declared fields only, whole with its act, and a chain that names the first break."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.permissions import SYSTEM
from qa_portal.audit import anchors, chain
from qa_portal.audit.actions import Action
from qa_portal.audit.chain import AuditCut, AuditLink
from qa_portal.audit.log import AuditEntry, record
from qa_portal.audit.retention import oldest_allowed, prune_before
from qa_portal.db import read, transaction
from qa_portal.errors import Conflict
from qa_portal.settings import Settings

pytestmark = pytest.mark.usefixtures("in_app")


def _record(count: int = 5) -> None:
    with transaction() as session:
        for number in range(count):
            record(session, Action.CONTACT_OPENED, actor=SYSTEM, subject_id=f"{number:032x}", purpose="mail")


def test_an_undeclared_field_is_refused() -> None:
    with transaction() as session, pytest.raises(ValueError, match="does not declare"):
        record(session, Action.CONTACT_OPENED, actor=SYSTEM, subject_id="x", words="I have a lump")


def test_a_long_text_is_no_code() -> None:
    with transaction() as session, pytest.raises(ValueError, match="too long"):
        record(session, Action.CONTACT_OPENED, actor=SYSTEM, subject_id="x", purpose="a" * 500)


def test_the_row_goes_when_the_act_fails() -> None:
    def act() -> None:
        with transaction() as session:
            record(session, Action.CONTACT_OPENED, actor=SYSTEM, subject_id="x", purpose="mail")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert read().scalar(select(func.count()).select_from(AuditEntry)) == 0


def test_what_was_read_stays_on_record_when_the_act_is_refused(any_database: str) -> None:
    def act() -> None:
        with transaction() as session:
            record(session, Action.CONTACT_OPENED, actor=SYSTEM, subject_id="x", purpose="mail")
            record(session, Action.SIGNED_IN, actor=SYSTEM, subject_id="x", session_id="x")
            session.flush()
            raise Conflict("Somebody else was first.")

    with pytest.raises(Conflict):
        act()
    assert read().scalars(select(AuditEntry.action)).all() == [Action.CONTACT_OPENED]


def test_an_untouched_chain_verifies_with_its_tail() -> None:
    _record(7)
    chain.link()
    _record(2)
    verdict = chain.verify(read())
    assert (verdict.verified, verdict.unlinked, verdict.problem) == (7, 2, None)


def test_linking_again_links_only_what_is_new() -> None:
    _record(3)
    assert chain.link() == 3
    assert chain.link() == 0
    _record(2)
    assert chain.link() == 2


def _change_action(session: Session, entry_id: str) -> None:
    session.execute(update(AuditEntry).where(AuditEntry.id == entry_id).values(actor_id="somebody else"))


def _delete_row(session: Session, entry_id: str) -> None:
    session.execute(delete(AuditLink).where(AuditLink.entry_id == entry_id))
    session.execute(delete(AuditEntry).where(AuditEntry.id == entry_id))


def _change_digest(session: Session, entry_id: str) -> None:
    session.execute(update(AuditLink).where(AuditLink.entry_id == entry_id).values(digest=bytes(32)))


@pytest.mark.parametrize("damage", [_change_action, _delete_row, _change_digest])
def test_damage_is_found_and_its_place_named(damage: Callable[[Session, str], None]) -> None:
    _record(6)
    chain.link()
    with transaction() as session:
        third = session.scalars(select(AuditLink).order_by(AuditLink.position).offset(2)).first()
        assert third is not None
        damage(session, third.entry_id)
    verdict = chain.verify(read())
    assert not verdict.sound
    assert verdict.verified == 2
    assert "3" in (verdict.problem or "")


def _link_anew_without_the_key(session: Session) -> None:
    """Make all links anew as somebody could who has the database, the program and no key."""
    session.execute(delete(AuditLink))
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.at, AuditEntry.id)).all()
    digest = chain.GENESIS
    for position, row in enumerate(rows, 1):
        digest = hashlib.sha256(digest + position.to_bytes(8, "big") + row.canonical() + row.mac).digest()
        session.add(AuditLink(position=position, entry_id=row.id, digest=digest))


def test_links_made_anew_without_the_key_are_found_at_the_first() -> None:
    _record(6)
    chain.link()
    with transaction() as session:
        _link_anew_without_the_key(session)
    verdict = chain.verify(read())
    assert verdict.verified == 0
    assert "link 1 " in (verdict.problem or "")


def _delete_and_renumber(session: Session, position: int) -> None:
    """Take a row out and close the gap: every later link moves one down, its digest with it."""
    entry_id = session.get_one(AuditLink, position).entry_id
    session.execute(delete(AuditLink).where(AuditLink.position == position))
    session.execute(delete(AuditEntry).where(AuditEntry.id == entry_id))
    for link in session.scalars(select(AuditLink).where(AuditLink.position > position).order_by(AuditLink.position)):
        session.execute(update(AuditLink).where(AuditLink.entry_id == link.entry_id).values(position=link.position - 1))


def test_a_row_taken_out_with_its_gap_closed_is_found_where_it_stood(any_database: str) -> None:
    _record(6)
    chain.link()
    with transaction() as session:
        _delete_and_renumber(session, 4)
    verdict = chain.verify(read(), anchored=False)
    assert verdict.verified == 3
    assert "link 4 " in (verdict.problem or "")


def test_a_row_nobody_signed_is_found_by_its_name(any_database: str) -> None:
    _record(3)
    chain.link()
    with transaction() as session:
        copied = session.scalars(select(AuditEntry)).first()
        assert copied is not None
        facts = {column.name: getattr(copied, column.name) for column in AuditEntry.__table__.columns}
        session.add(AuditEntry(**{**facts, "id": "f" * 32}))
    assert "f" * 32 in (chain.verify(read()).problem or "")
    chain.link()
    assert "f" * 32 in (chain.verify(read()).problem or "")


def _cut_the_newest(session: Session, count: int) -> None:
    newest = session.scalars(select(AuditLink).order_by(AuditLink.position.desc()).limit(count)).all()
    ids = [link.entry_id for link in newest]
    session.execute(delete(AuditLink).where(AuditLink.entry_id.in_(ids)))
    session.execute(delete(AuditEntry).where(AuditEntry.id.in_(ids)))


def test_newest_rows_that_are_gone_show_against_the_anchor(any_database: str) -> None:
    _record(6)
    chain.link()
    chain.anchor()
    with transaction() as session:
        _cut_the_newest(session, 2)
    assert chain.verify(read(), anchored=False).sound
    verdict = chain.verify(read())
    assert verdict.verified == 4
    assert "newest 2 rows were removed" in (verdict.problem or "")
    # New rows in their place do not hide it, and the worker does not anchor what goes on from nowhere.
    _record(5)
    chain.link()
    chain.anchor()
    assert "link 6 " in (chain.verify(read()).problem or "")


def test_an_anchor_that_was_changed_is_found(settings: Settings) -> None:
    _record(2)
    chain.link()
    chain.anchor()
    head = settings.anchors / anchors.HEAD_NAME
    head.write_text(head.read_text(encoding="utf-8").replace('"position": 2', '"position": 1'), encoding="utf-8")
    assert "anchor was changed" in (chain.verify(read()).problem or "")


def test_the_chain_goes_on_after_a_restore_and_says_so() -> None:
    _record(4)
    chain.link()
    chain.anchor()
    with transaction() as session:
        _cut_the_newest(session, 2)
    chain.anchor_anew()
    verdict = chain.verify(read())
    assert verdict.sound, verdict.problem
    actions = read().scalars(select(AuditEntry.action)).all()
    assert Action.CHAIN_ANCHORED_ANEW in actions


def test_heads_are_listed_hourly_and_the_newest_always() -> None:
    clock.set_to(datetime(2026, 3, 2, 10, tzinfo=UTC))
    for _ in range(3):
        _record(1)
        chain.link()
        chain.anchor()
        clock.advance(timedelta(minutes=40))
    kept = [(number, anchor.position) for number, anchor in anchors.kept()]
    assert kept == [(1, 1), (2, 3), (0, 3)]
    head = anchors.newest()
    chain.anchor()
    assert anchors.newest() == head


def test_a_row_with_an_old_time_is_linked_by_the_full_round() -> None:
    clock.set_to(datetime(2026, 3, 2, 10, tzinfo=UTC))
    _record(1)
    chain.link()
    clock.set_to(datetime(2026, 3, 1, 10, tzinfo=UTC))
    _record(1)
    assert chain.link() == 0
    assert chain.verify(read()).unlinked == 1
    assert chain.link_all() == 1
    assert chain.verify(read()).sound


OLD = datetime(2019, 6, 15, 12, tzinfo=UTC)
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def _seven_years_of_rows() -> None:
    for year in range(7):
        clock.set_to(OLD + timedelta(days=366 * year))
        _record(3)
        chain.link_all()
        chain.anchor()
    clock.set_to(NOW)


def test_the_chain_verifies_after_old_rows_are_deleted(any_database: str) -> None:
    _seven_years_of_rows()
    assert prune_before(datetime(2020, 1, 1, tzinfo=UTC)) == 3
    chain.link_all()
    chain.anchor()
    verdict = chain.verify(read())
    assert (verdict.sound, verdict.verified) == (True, 19), verdict.problem
    assert prune_before(datetime(2020, 1, 1, tzinfo=UTC)) == 0
    with transaction() as session:
        session.execute(delete(AuditCut))
    assert "link 1 is missing" in (chain.verify(read()).problem or "")


def test_a_cut_moved_by_hand_is_found() -> None:
    _seven_years_of_rows()
    prune_before(datetime(2020, 1, 1, tzinfo=UTC))
    with transaction() as session:
        fourth, fifth = session.get_one(AuditLink, 4), session.get_one(AuditLink, 5)
        session.execute(update(AuditCut).values(position=4, digest=fourth.digest))
        session.delete(fourth)
        assert fifth.position == 5
    assert "cut at link 4 was changed" in (chain.verify(read()).problem or "")


def test_rows_younger_than_six_years_are_never_deleted() -> None:
    _seven_years_of_rows()
    for moment in (datetime(2020, 3, 2, 10, tzinfo=UTC), NOW):
        with pytest.raises(Conflict, match="72 months"):
            prune_before(moment)
    assert oldest_allowed() == datetime(2020, 3, 1, tzinfo=UTC)
    assert oldest_allowed(75) == datetime(2019, 12, 1, tzinfo=UTC)


def test_a_changed_row_in_the_unlinked_tail_is_found() -> None:
    _record(2)
    with transaction() as session:
        session.execute(update(AuditEntry).values(subject_id="changed"))
    assert not chain.verify(read()).sound
