"""Word differences: nothing is lost, whatever the texts are."""

import time
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from qa_portal.text.diff import Change, Kind, word_diff

WORDS = st.lists(
    st.sampled_from(["my ", "son", " ", "Ravi", "[name 1]", "\r\n", "é", "e\u0301", "😀", ".", "don't"])
).map("".join)


def sides(changes: list[Change]) -> tuple[str, str]:
    before = "".join(change.text for change in changes if change.kind is not Kind.ADDED)
    return before, "".join(change.text for change in changes if change.kind is not Kind.REMOVED)


@settings(max_examples=300, deadline=None)
@given(st.one_of(WORDS, st.text()), st.one_of(WORDS, st.text()))
def test_both_texts_can_be_put_together_again(before: str, after: str) -> None:
    changes = word_diff(before, after)
    assert sides(changes) == (before, after)
    assert all(change.text for change in changes)
    assert all(one.kind is not other.kind for one, other in pairwise(changes))


def test_a_tag_stands_for_the_whole_name() -> None:
    assert word_diff("My son Ravi Kapoor fell.", "My son [name 1] fell.") == [
        Change(Kind.SAME, "My son "),
        Change(Kind.REMOVED, "Ravi Kapoor"),
        Change(Kind.ADDED, "[name 1]"),
        Change(Kind.SAME, " fell."),
    ]


def test_equal_texts_are_one_change_and_empty_texts_none() -> None:
    assert word_diff("same", "same") == [Change(Kind.SAME, "same")]
    assert word_diff("", "") == []


def test_long_texts_stay_quick_and_whole() -> None:
    before = " ".join(f"word{place % 50} w{place}" for place in range(15_000))
    after = " ".join(f"word{place % 50} w{place}" for place in range(15_000) if place % 3)
    begun = time.process_time()
    for one, other in ((before, after), ("a b " * 20_000, "b c " * 20_000)):
        assert sides(word_diff(one, other)) == (one, other)
    assert time.process_time() - begun < 20
