"""A million audit rows verify, on both databases, and one that is changed is named. Run: `make soak`."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from qa_portal.access.permissions import SYSTEM
from qa_portal.audit import chain
from qa_portal.audit.actions import Action
from qa_portal.audit.chain import AuditLink
from qa_portal.audit.log import AuditEntry, canonical, signer_of_app
from qa_portal.db import new_id, read, transaction

BATCH = 20_000
ROWS = 1_000_000
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.soak
@pytest.mark.usefixtures("in_app")
def test_a_million_rows_verify(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "BATCH", BATCH)
    for first in range(0, ROWS, BATCH):
        _write(first)
        chain.link()
    chain.anchor()
    started = time.perf_counter()
    seen: list[int] = []
    verdict = chain.verify(read(), seen.append)
    seconds = time.perf_counter() - started
    print(f"\n{any_database}: {verdict.verified:,} rows verified in {seconds:.1f} s")
    assert (verdict.sound, verdict.verified, seen[-1]) == (True, ROWS, ROWS), verdict.problem
    with transaction() as session:
        middle = session.get_one(AuditLink, ROWS // 2)
        session.execute(update(AuditEntry).where(AuditEntry.id == middle.entry_id).values(subject_id="changed"))
    verdict = chain.verify(read())
    assert verdict.verified == ROWS // 2 - 1
    assert middle.entry_id in (verdict.problem or "")


def _write(first: int) -> None:
    signer = signer_of_app()
    fields = '{"parts":3,"purpose":"answer","queue_id":null,"standing":"held","unreadable":0}'
    rows = []
    for number in range(first, first + BATCH):
        facts = (new_id(), START + timedelta(seconds=number), str(Action.QUESTION_OPENED), SYSTEM.id, "system")
        whole = (*facts, f"{number % 5000:032x}", fields)
        mac = signer.sign(signer.key_id, canonical(whole))
        names = ("id", "at", "action", "actor_id", "actor_role", "subject_id", "fields")
        rows.append({**dict(zip(names, whole, strict=True)), "mac": mac, "mac_key_id": signer.key_id})
    with transaction() as session:
        session.execute(insert(AuditEntry), rows)
