"""Files: few, sealed before their row, seen by their author until they are sent, gone when they go."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from qa_portal import clock
from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.db import read
from qa_portal.errors import Forbidden, NotFound
from qa_portal.journey.answer import service as answering
from qa_portal.journey.ask import service as asking
from qa_portal.journey.attach import service
from qa_portal.journey.attach.queries import DRAFT, Target, own, work
from qa_portal.question import attaching
from qa_portal.question.attaching import Upload, sweep_orphans, tidy_name
from qa_portal.question.attachments import Attachment
from qa_portal.question.files import delete_files, root
from qa_portal.question.pictures import Kind, Problem
from qa_portal.settings import EXTENSION
from tests.support import hostile
from tests.support.story import Cast, Someone, Story, sent

PHOTO = Upload("my hand.jpg", hostile.photo())
LETTER = Upload("letter.pdf", hostile.PDF)
SECOND = timedelta(seconds=1)


def stored() -> list[Path]:
    """Return every file below the attachments."""
    return sorted(path for path in root().rglob("*") if path.is_file())


def waiting(person: Someone, target: Target) -> list[str]:
    """Return the names of what waits."""
    return [file.name for file in service.see(person, target)]


def test_files_of_a_draft_go_with_the_question(story: Story, cast: Cast) -> None:
    story.begun()
    assert service.add(cast.ana, DRAFT, PHOTO) is None
    clock.advance(SECOND)
    assert service.add(cast.ana, DRAFT, LETTER) is None
    assert waiting(cast.ana, DRAFT) == ["my hand.jpg", "letter.pdf"]
    story.question_id = asking.send(cast.ana, consent=True, lang="en")
    seen = answering.open_own(cast.ana, story.question_id, "en")
    assert [(file.name, file.kind, file.opens) for file in seen.asked_files] == [
        ("my hand.jpg", Kind.PICTURE, True),
        ("letter.pdf", Kind.PDF, True),
    ]
    assert waiting(cast.ana, own(story.question_id)) == []


def test_a_file_waits_for_its_author_alone_and_goes_with_the_words(story: Story, cast: Cast) -> None:
    story.claimed()
    service.add(cast.ines, work(story.question_id), LETTER)
    service.add(cast.ana, own(story.question_id), PHOTO)
    assert waiting(cast.ines, work(story.question_id)) == ["letter.pdf"]
    rows = {row.author_id: row.id for row in read().query(Attachment)}
    for person, target, mine in ((cast.ines, work, cast.ana), (cast.ana, own, cast.ines)):
        with pytest.raises(NotFound):
            service.open_one(person, target(story.question_id), rows[mine.id])
    answering.note(cast.ines, story.question_id, "Only among us.")
    answering.answer(cast.ines, story.question_id, sent())
    (turn,) = [turn for turn in answering.open_own(cast.ana, story.question_id, "en").turns if turn.kind == "answer"]
    assert [file.name for file in turn.files] == ["letter.pdf"]
    opened = service.open_one(cast.ana, own(story.question_id), rows[cast.ines.id])
    assert b"".join(opened.clear_segments) == hostile.PDF


def test_no_more_are_taken_than_the_limits_say(story: Story, cast: Cast, in_app: Flask) -> None:
    story.begun()
    in_app.extensions[EXTENSION] = replace(in_app.extensions[EXTENSION], attachments_per_message=2, attachment_mb=1)
    assert service.add(cast.ana, DRAFT, Upload("a.pdf", hostile.PDF + b" " * 1024 * 1024)) is Problem.TOO_LARGE
    assert [service.add(cast.ana, DRAFT, LETTER) for _ in range(3)] == [None, None, Problem.MESSAGE_FULL]
    in_app.extensions[EXTENSION] = replace(in_app.extensions[EXTENSION], attachments_per_message=9)
    in_app.extensions[EXTENSION] = replace(in_app.extensions[EXTENSION], attachments_per_question=2)
    assert service.add(cast.ana, DRAFT, LETTER) is Problem.QUESTION_FULL
    assert len(stored()) == 2


def test_only_who_holds_the_question_adds_to_an_answer(story: Story, cast: Cast) -> None:
    story.claimed()
    with pytest.raises(Forbidden):
        service.add(cast.tom, work(story.question_id), LETTER)
    for person, target in ((cast.ben, own), (cast.sol, work)):
        with pytest.raises(NotFound):
            service.add(person, target(story.question_id), LETTER)
    assert stored() == []


def test_what_is_removed_and_what_is_discarded_leaves_the_disk(story: Story, cast: Cast) -> None:
    story.begun()
    service.add(cast.ana, DRAFT, PHOTO)
    clock.advance(SECOND)
    service.add(cast.ana, DRAFT, LETTER)
    photo = service.see(cast.ana, DRAFT)[0]
    assert len(stored()) == 3
    service.remove(cast.ana, DRAFT, photo.id)
    assert len(stored()) == 1
    asking.discard(cast.ana)
    assert stored() == []
    assert read().query(Attachment).count() == 0


def test_what_was_sent_cannot_be_removed(story: Story, cast: Cast) -> None:
    story.begun()
    service.add(cast.ana, DRAFT, PHOTO)
    file_id = service.see(cast.ana, DRAFT)[0].id
    story.question_id = asking.send(cast.ana, consent=True, lang="en")
    with pytest.raises(NotFound):
        service.remove(cast.ana, own(story.question_id), file_id)
    assert len(stored()) == 2


def test_nothing_readable_is_on_the_disk(story: Story, cast: Cast) -> None:
    story.begun()
    for name, body in hostile.TAKEN.values():
        asked = service.add(cast.ana, DRAFT, Upload(f"{hostile.CANARY}{name}", body))
        assert asked in {None, Problem.MESSAGE_FULL}
    for path in stored():
        body = path.read_bytes()
        assert hostile.CANARY not in str(path)
        assert hostile.CANARY.encode() not in body
        assert b"%PDF" not in body
        assert b"\xff\xd8\xff" not in body[:64]
        assert path.stat().st_mode & 0o077 == 0


def _swap(one: Path, other: Path) -> None:
    held = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(held)


DAMAGE = ("gone", "emptied", "cut", "one bit", "swapped with another file", "swapped with its thumbnail")


@pytest.fixture
def two(story: Story, cast: Cast) -> list[Attachment]:
    """Two equal photos in a question."""
    story.begun()
    for _ in range(2):
        service.add(cast.ana, DRAFT, PHOTO)
    story.question_id = asking.send(cast.ana, consent=True, lang="en")
    return list(read().query(Attachment).order_by(Attachment.id))


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_file_that_was_touched_is_never_handed_out_and_the_page_stays(
    two: list[Attachment], story: Story, cast: Cast, damage: str
) -> None:
    folder = root() / story.question_id[:2] / story.question_id
    path, other = (folder / row.id for row in two)
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    elif damage.startswith("swapped"):
        _swap(path, other if "another" in damage else path.with_name(f"{path.name}.thumbnail"))
    else:
        changed = {"emptied": b"", "cut": whole[:-1], "one bit": whole[:-1] + bytes([whole[-1] ^ 1])}[damage]
        path.write_bytes(changed)
    with pytest.raises(NotFound):
        service.open_one(cast.ana, own(story.question_id), two[0].id)
    last = (
        read().query(AuditEntry).filter_by(action=str(Action.ATTACHMENT_OPENED)).order_by(AuditEntry.at.desc()).first()
    )
    assert last is not None
    assert '"unreadable":1' in last.fields
    assert len(answering.open_own(cast.ana, story.question_id, "en").asked_files) == 2


def test_a_file_is_there_before_its_row_and_one_without_a_row_is_swept(
    story: Story, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.begun()
    service.add(cast.ana, DRAFT, LETTER)

    def power_cut(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(attaching, "keep", power_cut)
        broken.setattr(service, "delete_files", lambda *_ids: None)
        with pytest.raises(KeyboardInterrupt):
            service.add(cast.ana, DRAFT, LETTER)
    assert (len(stored()), read().query(Attachment).count()) == (2, 1)
    assert sweep_orphans() == 0, "it may be on its way"
    for path in stored():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    assert sweep_orphans() == 1
    assert waiting(cast.ana, DRAFT) == ["letter.pdf"]
    assert service.see(cast.ana, DRAFT)[0].opens


def test_all_files_of_a_question_go_at_once(two: list[Attachment], story: Story) -> None:
    assert len(stored()) == 4
    delete_files(story.question_id)
    assert stored() == []


@pytest.mark.parametrize("name", hostile.NAMES)
def test_a_name_is_shown_without_folders_and_hidden_signs(name: str) -> None:
    shown = tidy_name(name)
    assert 0 < len(shown) <= attaching.MAX_NAME_CHARS + 1
    assert shown.isprintable()
    assert not {"/", "\\"} & set(shown)
