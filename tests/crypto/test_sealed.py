"""A sealed value opens in its place with its key, and nowhere else."""

from dataclasses import fields, replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_portal.crypto.sealed import Place, Sealed, SealedColumn, seal, unseal
from qa_portal.errors import Unreadable

KEY = b"k" * 32
PLACE = Place("questions", "body", "a" * 32, "b" * 32, 3, "who wrote it")
OF_BEFORE = bytes.fromhex(
    "0101b212ea28ea4f7c632e5af42867e5ea4c4ce89e12f48d3875abe2b79f6d0156daf97395d3e8bab32f370978cd176db43a"
    "85b64dfc3c709ca925888ae872e0f11c69bd9f1e"
)
"""Sealed for an entry before entries were bound to who wrote them."""
texts = st.text(max_size=2000)


@given(texts)
def test_a_text_comes_back_as_it_was(clear: str) -> None:
    assert unseal(KEY, PLACE, seal(KEY, PLACE, clear)) == clear


@given(texts)
def test_the_text_stands_nowhere_in_the_ciphertext(clear: str) -> None:
    if len(clear) > 4:
        assert clear.encode() not in seal(KEY, PLACE, clear).to_bytes()


@pytest.mark.parametrize("fact", [field.name for field in fields(Place)])
def test_a_value_moved_to_another_place_does_not_open(fact: str) -> None:
    changed: dict[str, Any] = {fact: 4 if fact == "revision" else "other"}
    elsewhere = replace(PLACE, **changed)
    with pytest.raises(Unreadable):
        unseal(KEY, elsewhere, seal(KEY, PLACE, "mine"))


def test_what_was_sealed_before_it_was_bound_still_opens_and_nothing_since_does_unbound() -> None:
    entry = Place("entries", "body", "a" * 32, "b" * 32, bound_to="reply me")
    assert unseal(KEY, entry, Sealed(OF_BEFORE)) == "Does it itch?"
    for other in (replace(entry, row_id="c" * 32), replace(entry, owner_id="c" * 32), replace(entry, column="subject")):
        with pytest.raises(Unreadable):
            unseal(KEY, other, Sealed(OF_BEFORE))
    with pytest.raises(Unreadable):
        unseal(KEY, replace(entry, bound_to=""), seal(KEY, entry, "mine"))


def test_no_two_places_share_their_bytes() -> None:
    places = [
        Place("a", "bc", "d", "e"),
        Place("ab", "c", "d", "e"),
        Place("a", "b", "cd", "e"),
        Place("", "abc", "d", "e"),
    ]
    assert all(one.associated_data() != other.associated_data() for one, other in combinations(places, 2))


def test_every_flipped_bit_is_noticed() -> None:
    blob = seal(KEY, PLACE, "short").to_bytes()
    for position in range(len(blob) * 8):
        changed = bytearray(blob)
        changed[position // 8] ^= 1 << position % 8
        with pytest.raises(Unreadable):
            unseal(KEY, PLACE, Sealed(bytes(changed)))


def test_every_cut_is_noticed() -> None:
    blob = seal(KEY, PLACE, "short").to_bytes()
    for length in range(len(blob)):
        with pytest.raises(Unreadable):
            unseal(KEY, PLACE, Sealed(blob[:length]))


def test_another_key_does_not_open() -> None:
    with pytest.raises(Unreadable):
        unseal(b"x" * 32, PLACE, seal(KEY, PLACE, "mine"))


def test_length_tells_only_the_bucket() -> None:
    short = {len(seal(KEY, PLACE, "x" * count).to_bytes()) for count in range(29)}
    assert len(short) == 1
    assert len({len(seal(KEY, PLACE, "x" * count).to_bytes()) for count in range(2000)}) <= 12


def test_an_empty_text_is_sealed_like_any_other() -> None:
    sealed = seal(KEY, PLACE, "")
    assert len(sealed.to_bytes()) > 40
    assert unseal(KEY, PLACE, sealed) == ""


def test_a_sealed_value_prints_nothing_of_itself() -> None:
    sealed = seal(KEY, PLACE, "secret words")
    for shown in (repr(sealed), str(sealed), f"{sealed}", f"{[sealed]}"):
        assert shown.strip("[]") == "<sealed>"


def test_a_sealed_column_refuses_plain_text() -> None:
    with pytest.raises(TypeError):
        SealedColumn().process_bind_param("plain", None)  # type: ignore[arg-type]
