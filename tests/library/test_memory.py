"""What a process keeps in memory: no more than its limit, and nothing from before a change."""

from qa_portal.library.memory import Memory


def test_the_one_asked_for_longest_ago_goes_first() -> None:
    kept: Memory[bytes] = Memory(30, len)
    kept.get("a", 1)
    for key in ("a", "b", "c"):
        kept.keep(key, bytes(10), 1)
    assert kept.get("a", 1) is not None
    kept.keep("d", bytes(10), 1)
    assert [kept.get(key, 1) is not None for key in "abcd"] == [True, False, True, True]
    assert (len(kept), kept.bytes) == (3, 30)


def test_what_is_larger_than_the_limit_is_not_kept() -> None:
    kept: Memory[bytes] = Memory(5, len)
    kept.get("a", 1)
    kept.keep("a", bytes(9), 1)
    assert (len(kept), kept.bytes) == (0, 0)


def test_under_another_mark_all_is_forgotten_and_what_comes_late_is_not_kept() -> None:
    kept: Memory[bytes] = Memory(30, len)
    kept.get("a", 1)
    kept.keep("a", b"old", 1)
    assert kept.get("a", 2) is None
    kept.keep("a", b"old", 1)
    assert kept.get("a", 2) is None
    kept.keep("a", b"new", 2)
    kept.keep("a", b"newer", 2)
    assert (kept.get("a", 2), kept.bytes) == (b"newer", 5)
