"""The sweep for canaries sees what it is meant to see."""

import base64
from pathlib import Path

import pytest

from qa_portal.audit.sweep import OVERLAP_BYTES, PIECE_BYTES, hits, sweep
from tests.safety.canaries import Canaries

WORD = Canaries().of("a field")
FORMS = {
    "plain": WORD.encode(),
    "upper case": WORD.upper().encode(),
    "utf-16": f"a {WORD} b".encode("utf-16"),
    "utf-16 the other way": f"a {WORD} b".encode("utf-16-be"),
    "hex": f"x{WORD}".encode().hex().encode(),
    "hex in upper case": WORD.encode().hex().upper().encode(),
    **{f"base64, {n} before": base64.b64encode(b"x" * n + WORD.encode() + b"more") for n in range(4)},
}


@pytest.mark.parametrize("form", FORMS)
def test_a_word_is_found_in_every_form(form: str, tmp_path: Path) -> None:
    content = bytes(range(256)) * 3 + FORMS[form] + bytes(range(256))
    assert {word for word, _form in hits(content, [WORD, "another word"])} == {WORD}
    (tmp_path / "file").write_bytes(content)
    assert list(sweep([tmp_path], [WORD]).found) == [str(tmp_path / "file")]


def test_a_word_in_the_name_of_a_file_is_found(tmp_path: Path) -> None:
    (tmp_path / f"{WORD}.txt").touch()
    assert sweep([tmp_path], [WORD]).found != {}


def test_the_envelope_of_a_mail_is_no_find_but_its_text_is(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_text(f"From: x@y.example\nTo: {WORD}@y.example\n\nHello.\n", encoding="utf-8")
    assert sweep([tmp_path], [WORD]).found == {}
    (tmp_path / "2.eml").write_text(f"To: {WORD}@y.example\n\nHello {WORD}.\n", encoding="utf-8")
    assert list(sweep([tmp_path], [WORD]).found) == [str(tmp_path / "2.eml")]


@pytest.mark.parametrize("before", [PIECE_BYTES - 8, PIECE_BYTES, 2 * PIECE_BYTES - OVERLAP_BYTES - 8])
def test_a_word_across_the_cut_of_two_pieces_is_found(before: int, tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"\0" * before + f"it hurts {WORD} a lot".encode() + b"\0" * PIECE_BYTES)
    swept = sweep([tmp_path / "large"], [WORD])
    assert list(swept.found) == [str(tmp_path / "large")]
    assert swept.files == 1


def test_what_others_own_and_what_is_no_file_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text(WORD, encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "theirs")
    assert sweep([tmp_path], [WORD], lambda path: path.name != "theirs").found == {}
    assert sweep([tmp_path / "nowhere"], [WORD]).files == 0
