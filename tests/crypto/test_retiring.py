"""An old root goes only when nobody can need it; exports and anchors it signed stay ours; the paper is renewed."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from qa_portal import clock
from qa_portal import db as store
from qa_portal.app import create_app
from qa_portal.audit import anchors, chain
from qa_portal.cli.install import prepare
from qa_portal.cli.rotation import alone
from qa_portal.crypto import kept, proving, retiring, rotation, uses
from qa_portal.crypto.keyring import Keyring, Purpose, RootKey, keyring
from qa_portal.crypto.keystore import OwnerKey, new_owner_key, rewrapped_owner_key
from qa_portal.crypto.sources import KeyFile, source_of
from qa_portal.db import db, keys_read, keys_transaction, new_id, read, transaction
from qa_portal.errors import KeyProblem, Unavailable
from qa_portal.identity import links, relookup, rotating
from qa_portal.identity.closing import close_account
from qa_portal.identity.models import Account, LinkGrant
from qa_portal.inquiry import exports
from qa_portal.settings import Settings
from tests.backup.crowd import Patient, ask, new_patient, told, written
from tests.crypto.turning import WORDS, Command, aged, close_links, older, retire, rotate
from tests.support.forms import send
from tests.support.people import make


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotating, "SETTLE_SECONDS", 0.0)
    monkeypatch.setattr(store, "SQLITE_ASKS_EVERY_SECONDS", 0.0)


def later() -> None:
    """Let the time of grace pass."""
    clock.advance(retiring.GRACE + timedelta(seconds=1))


def rotate_and_retire(settings: Settings) -> str:
    """Change the root key for good; return the id of the one that went."""
    rotate(settings)
    close_links()
    later()
    gone = older().id
    retire(settings, gone)
    return gone


def test_a_root_stays_a_minute_after_its_rotation(people: list[Patient], settings: Settings) -> None:
    rotate(settings)
    close_links()
    clock.advance(retiring.GRACE - timedelta(seconds=5))
    with pytest.raises(KeyProblem, match="try again after"):
        retire(settings, older().id)
    later()
    retire(settings, older().id)


def test_a_process_that_cannot_read_the_new_keys_writes_nothing_with_the_old(
    app: Flask, settings: Settings, any_database: str
) -> None:
    """Its key service is down: it goes on with what it has, and must not wrap what nobody could ever open."""
    stale = create_app(settings)
    old = settings.root_key_path.read_bytes()
    with app.app_context():
        rotate_and_retire(settings)
    newest = settings.root_key_path.read_bytes()
    settings.root_key_path.write_text("{")
    with stale.app_context():
        assert keyring().active.id.encode() in old
        with pytest.raises(Unavailable):
            new_owner_key(new_id())
        for engine in db.engines.values():
            engine.dispose()
    settings.root_key_path.write_bytes(newest)
    with app.app_context():
        new_owner_key(new_id())
        assert list(proving.verify(keyring())) == []


def test_a_key_wrapped_at_the_last_moment_keeps_the_root(
    people: list[Patient], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    rotate(settings)
    later()
    old = older()

    def counted_then_written(root: RootKey) -> list[uses.Use]:
        found = uses.uses_of(root)
        with keys_transaction() as session:
            row = session.get_one(OwnerKey, people[0].id)
            row.wrapped = rewrapped_owner_key(
                row.id, row.wrapped, keyring().subkey(Purpose.KEK), old.subkey(Purpose.KEK)
            )
        return found

    monkeypatch.setattr(retiring, "uses_of", counted_then_written)
    with pytest.raises(KeyProblem, match="1 keys were wrapped"):
        retire(settings, old.id)
    rotate(settings)
    monkeypatch.undo()
    assert told(settings, people) == written(people)


def test_a_beginning_that_died_leaves_nothing_behind(
    people: list[Patient], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(_file: KeyFile, _ring: Keyring) -> None:
        raise OSError("no space left on device")

    signed = exports.signed_table(("when", "who"), [("2026-01-01", "ab12")])
    with monkeypatch.context() as full:
        full.setattr(KeyFile, "write", full_disk)
        with pytest.raises(OSError, match="no space"):
            rotation.begin(settings, source_of(settings))
    assert list(proving.verify(keyring())) == []
    rotate_and_retire(settings)
    assert list(proving.verify(keyring())) == []
    assert exports.check(signed).is_good
    with keys_read() as session:
        assert set(kept.envelopes(session)) == {root.id for root in keyring()}


def test_exports_signed_before_are_recognised_and_changed_ones_are_not(
    in_app: Flask, settings: Settings, any_database: str
) -> None:
    signed = exports.signed_table(("when", "who"), [("2026-01-01", "ab12")])
    for _time in range(2):
        rotate_and_retire(settings)
        found = exports.check(signed)
        assert (found.whole, found.ours) == (True, True)
    for at in range(0, len(signed) - 2, 7):
        changed = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
        assert not exports.check(changed).is_good, f"byte {at} was changed"
    with keys_transaction() as session:
        for row in session.query(kept.KeptKey):
            row.wrapped = row.wrapped[:-1] + bytes([row.wrapped[-1] ^ 1])
    assert not exports.check(signed).ours, "a changed row of the keys store vouches for a signer"
    assert {one.table for one in proving.verify(keyring())} == {"kept_keys"}


def test_anchors_and_audit_rows_of_a_retired_root_still_count(people: list[Patient], settings: Settings) -> None:
    chain.link_all()
    position, digest = chain.head(read())
    anchors.keep(anchors.make(position, digest))
    old = keyring().active.id
    rotate_and_retire(settings)
    head = anchors.newest()
    assert head is not None
    assert head.key_id == old
    assert head.is_ours
    assert not replace(head, position=head.position + 1).is_ours
    chain.link_all()
    assert chain.verify(read()).sound


def test_open_links_can_be_ended_and_others_are_left_alone(app: Flask, settings: Settings, command: Command) -> None:
    make(app, "ana@example.org")
    send(app.test_client(), "/reset", email="ana@example.org")
    with app.app_context():
        rotate(settings)
        old = older()
        assert links.count_open_before(old) == 1
        clock.advance(retiring.GRACE)
        send(app.test_client(), "/reset", email="ana@example.org")
        before, after = read().query(LinkGrant).order_by(LinkGrant.created_at).all()
        assert links.end_open_before(old) == 1
        read().expire_all()
        assert (before.is_open, after.is_open) == (False, True)
        later()
        retire(settings, old.id)
        assert links.works(read(), after.kind, links.secret_of(after))
    said = command("retire", "--end-links", source_of(settings).read().active.id).stderr
    assert "seals everything new" in said
    with app.app_context():
        read().rollback()
        assert read().get_one(LinkGrant, after.id).is_open, "a refused retire ended a link"


def test_somebody_who_left_does_not_keep_a_rotation_going(people: list[Patient], settings: Settings) -> None:
    with transaction() as session:
        close_account(session, session.get_one(Account, people[0].id))
    rotate(settings)
    assert relookup.count_under(older()) == 0
    later()
    retire(settings, older().id)


def test_a_new_paper_opens_and_the_one_before_does_not(
    command: Command, people: list[Patient], settings: Settings
) -> None:
    first = _printed(command("paper").stdout)
    second = _printed(command("paper").stdout)
    assert first != second
    rotate_and_retire(settings)
    assert "opens every root key here" in command("status").stdout
    settings.root_key_path.unlink()
    old = command("recover", typed=f"{first}\n")
    assert old.returncode == 78
    assert not settings.root_key_path.exists()
    back = command("recover", typed=f"{second}\n")
    assert back.returncode == 0, back.stderr
    assert told(settings, people) == written(people)


def test_a_paper_is_not_stopped_by_an_older_root_in_the_copy(
    people: list[Patient], settings: Settings, command: Command
) -> None:
    """The copy beside the keys was put back from an older day: it holds a retired root under another paper."""
    stale = settings.recovery_path.read_bytes()
    rotate_and_retire(settings)
    printed = _printed(command("paper").stdout)
    settings.recovery_path.write_bytes(stale)
    settings.root_key_path.unlink()
    back = command("recover", typed=f"{printed}\n")
    assert back.returncode == 0, back.stderr
    assert told(settings, people) == written(people)


def test_one_command_at_a_time_changes_the_keys(people: list[Patient], settings: Settings, command: Command) -> None:
    with alone(settings):
        second = command("rotate")
    assert second.returncode == 78
    assert "Another command" in second.stderr


def test_keys_that_others_keep_are_changed_through_files(tmp_path: Path) -> None:
    """QA_ROOT_KEYS is a value of the environment: each change goes into a file, and somebody puts it there."""
    place = Settings(data_dir=tmp_path / "data", keys_dir=tmp_path / "keys", key_source="secret")

    def command(*words: str, held: str = "") -> str:
        out = tmp_path / "out.json"
        done = Command(replace(place, root_keys=held))(*words, "--out", str(out))
        assert done.returncode == 0, done.stderr
        assert ("Put the content of" in done.stdout) == out.exists()
        changed = out.read_text(encoding="utf-8") if out.exists() else held
        out.unlink(missing_ok=True)
        assert not [key for key in json.loads(changed)["keys"] if key["secret"] in done.stdout + done.stderr]
        return aged(changed)

    made = command("init")
    here = replace(place, root_keys=made)
    prepare(here)
    with create_app(here).app_context():
        patient = new_patient("ana@example.org")
        ask(patient, WORDS)
    refused = Command(here)("rotate")
    assert refused.returncode == 78
    assert "--out FILE" in refused.stderr
    first = source_of(here).read().active.id
    begun = command("rotate", held=made)
    spent = command("rotate", held=begun)
    assert command("rotate", held=spent) == aged(spent), "there was something left to write"
    left = command("retire", first, held=spent)
    assert len(json.loads(left)["keys"]) == 1
    assert told(replace(place, root_keys=left), [patient]) == written([patient])
    command("paper", held=left)
    assert not any(tmp_path.rglob("root.json"))


def _printed(said: str) -> str:
    return "".join(line.strip() + " " for line in said.splitlines() if line.startswith("    ")).strip()
