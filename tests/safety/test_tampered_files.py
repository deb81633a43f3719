"""A hand in the sealed files: segments cut, moved, exchanged. None of these is handed out, the others are."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import select

from qa_portal.crypto.sealed import place_of
from qa_portal.crypto.segments import FILE_HEAD_BYTES, OVERHEAD_BYTES, SEGMENT_BYTES
from qa_portal.db import read
from qa_portal.question.attachments import Attachment
from qa_portal.question.file_reading import THUMBNAIL, WHOLE
from qa_portal.question.files import path_of
from qa_portal.question.pictures import Kind
from tests.safety.tampering import ON_POSTGRESQL, ON_POSTGRESQL_LONG, ON_SQLITE, Tampering, on
from tests.safety.test_tampering import flip
from tests.safety.world import OWNERS

Spoil = Callable[[bytes], bytes]
STEP = SEGMENT_BYTES + OVERHEAD_BYTES


def _by_segments(change: Callable[[list[bytes]], list[bytes]]) -> Spoil:
    def spoil(blob: bytes) -> bytes:
        body = blob[FILE_HEAD_BYTES:]
        parts = [body[at : at + STEP] for at in range(0, len(body), STEP)]
        assert len(parts) > 2
        return blob[:FILE_HEAD_BYTES] + b"".join(change(parts))

    return spoil


SPOILS: dict[str, Spoil] = {
    "a bit of the head": flip(0),
    "a bit of the key id": flip(2),
    "a bit of the first segment": flip(FILE_HEAD_BYTES + 20),
    "a bit of the last byte": flip(-1),
    "cut by a byte": lambda blob: blob[:-1],
    "cut after the head": lambda blob: blob[:FILE_HEAD_BYTES],
    "emptied": lambda blob: b"",
    "a byte too long": lambda blob: blob + b"\0",
    "zeros": lambda blob: bytes(len(blob)),
}
SEGMENTS: dict[str, Spoil] = {
    "its first two segments exchanged": _by_segments(lambda parts: [parts[1], parts[0], *parts[2:]]),
    "its segments the other way round": _by_segments(lambda parts: parts[::-1]),
    "its first segment twice": _by_segments(lambda parts: [parts[0], parts[0], *parts[2:]]),
    "its second segment left out": _by_segments(lambda parts: [parts[0], *parts[2:]]),
    "its last segment left out": _by_segments(lambda parts: parts[:-1]),
    "a bit of a middle segment": _by_segments(lambda parts: [parts[0], flip(9)(parts[1]), *parts[2:]]),
}
MOVES = ("gone", "from the other patient", "from another file", "the other part of the file")
CASES = [
    *product(("letter",), (*SPOILS, *SEGMENTS, "gone", "from the other patient", "from another file")),
    *product(("picture", "thumbnail"), (*SPOILS, *MOVES)),
]


@on(ON_SQLITE, ON_POSTGRESQL_LONG)
@pytest.mark.parametrize(("what", "how"), CASES, ids=lambda part: part)
def test_a_file_that_was_touched_is_not_handed_out(hand: Tampering, what: str, how: str) -> None:
    _try(hand, what, how)


@on(ON_POSTGRESQL)
@pytest.mark.parametrize(("what", "how"), CASES[9::11], ids=lambda part: part)
def test_nor_on_postgresql(hand: Tampering, what: str, how: str) -> None:
    _try(hand, what, how)


@dataclass(frozen=True)
class _File:
    """One sealed file, and where it is asked for."""

    path: Path
    url: str


def _files(hand: Tampering, owner: str) -> dict[str, _File]:
    """Return a letter, two pictures and a thumbnail of somebody's question."""
    question_id = hand.world.ids[owner][0]
    with hand.world.app.app_context():
        wanted = select(Attachment).where(Attachment.question_id == question_id).order_by(Attachment.created_at)
        rows = read().scalars(wanted).all()
        letter = next(row for row in rows if row.kind != Kind.PICTURE)
        first, second = [row for row in rows if row.kind == Kind.PICTURE][:2]
        parts = {"letter": (letter, WHOLE), "picture": (first, WHOLE), "thumbnail": (first, THUMBNAIL)}
        parts |= {"another": (second, WHOLE), "another thumbnail": (second, THUMBNAIL)}
        url = f"/questions/{question_id}/files/"
        return {
            name: _File(path_of(place_of(row, part)), f"{url}{row.id}{'/thumbnail' if part == THUMBNAIL else ''}")
            for name, (row, part) in parts.items()
        }


def _try(hand: Tampering, what: str, how: str) -> None:
    files, foreign = _files(hand, OWNERS[0]), _files(hand, OWNERS[1])
    touched, counted = files[what], hand.counted()
    whole = touched.path.read_bytes()
    before = {name: _got(hand, file.url) for name, file in files.items()}
    assert {status for status, _body in before.values()} == {200}
    others = {"letter": "picture", "picture": "another", "thumbnail": "another thumbnail"}
    moved = {
        "from the other patient": foreign[what].path,
        "from another file": files[others[what]].path,
        "the other part of the file": files["thumbnail" if what == "picture" else "picture"].path,
    }
    if how == "gone":
        touched.path.unlink()
    else:
        touched.path.write_bytes(moved[how].read_bytes() if how in moved else (SPOILS | SEGMENTS)[how](whole))
    try:
        for url in (touched.url, touched.url.replace("/questions/", "/work/")):
            status, body = _got(hand, url)
            assert status == 404, url
            assert not any(body == sent for _status, sent in before.values())
        assert hand.counted() >= counted + 2, "an opening was not counted"
        for name, file in files.items():
            if name != what:
                assert _got(hand, file.url) == before[name], "another file is not what it was"
        page = f"{OWNERS[0]} /questions/{hand.world.ids[OWNERS[0]][0]}"
        assert hand.look(page) == hand.shown[page]
    finally:
        touched.path.write_bytes(whole)


def _got(hand: Tampering, url: str) -> tuple[int, bytes]:
    name = "clinician" if url.startswith("/work/") else OWNERS[0]
    answer = hand.world.story.people[name].client.get(url)
    return answer.status_code, answer.get_data()
