"""What needs a root key is counted by the database: quick, and in the same memory however many keys there are."""

import time
import tracemalloc
from collections.abc import Callable

import pytest
from flask import Flask

from qa_portal.crypto import uses
from qa_portal.crypto.keyring import Purpose, keyring
from qa_portal.crypto.keystore import OwnerKey, kek_id_of
from qa_portal.crypto.sealed import Place, seal_bytes
from qa_portal.db import keys_read, keys_transaction, new_id

MANY = 40_000
MAX_SECONDS = 2.0
MAX_MEGABYTES = 2.0


def measured(act: Callable[[], object]) -> tuple[float, float]:
    """Return seconds, and the peak of memory in MB."""
    tracemalloc.start()
    begun = time.perf_counter()
    act()
    seconds = time.perf_counter() - begun
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return seconds, peak / 1e6


@pytest.mark.bench
def test_counting_forty_thousand_keys(in_app: Flask, any_database: str) -> None:
    kek = keyring().subkey(Purpose.KEK)
    for _ in range(0, MANY, 4000):
        ids = [new_id() for _ in range(4000)]
        places = [Place("owner_keys", "wrapped", one, one).associated_data() for one in ids]
        with keys_transaction() as session:
            wrapped = [seal_bytes(kek, place, bytes(32)) for place in places]
            session.add_all(OwnerKey(id=one, wrapped=blob) for one, blob in zip(ids, wrapped, strict=True))
    root = keyring().active
    with keys_read() as session:
        assert uses.count_wrapped(session, root) == MANY
        assert uses.kek_ids(session) == {root.kek_id} == {kek_id_of(wrapped[0])}
    for name, act in (
        ("uses_of", lambda: uses.uses_of(root)),
        ("strangers", lambda: uses.strangers(keyring())),
        ("count_keys", uses.count_keys),
    ):
        seconds, megabytes = measured(act)
        print(f"\n{any_database}, {MANY} keys: {name} {seconds * 1000:.0f} ms, peak {megabytes:.2f} MB", end="")
        assert seconds < MAX_SECONDS
        assert megabytes < MAX_MEGABYTES
