"""The audit log: declared fields only, whole with its act, and a chain that names the first break."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from qa_portal.access.permissions import SYSTEM
from qa_portal.audit import chain
from qa_portal.audit.actions import Action
from qa_portal.audit.chain import AuditLink
from qa_portal.audit.log import AuditEntry, record
from qa_portal.db import read, transaction

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


def test_a_changed_row_in_the_unlinked_tail_is_found() -> None:
    _record(2)
    with transaction() as session:
        session.execute(update(AuditEntry).values(subject_id="changed"))
    assert not chain.verify(read()).sound
