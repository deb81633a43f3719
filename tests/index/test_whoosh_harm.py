"""Harm to the folder of the index: it is named, it runs nothing, and a rebuild gets over it."""

import os
import pickle
import shutil
import stat
from contextlib import suppress
from pathlib import Path

import pytest
from whoosh.filedb.filestore import FileStorage

from qa_portal.index import seals
from qa_portal.index.backend import IndexDamaged
from qa_portal.index.seals import seal
from qa_portal.index.whoosh import WhooshBackend
from tests.index.pages import ALL, a_page
from tests.index.test_whoosh import CANARY, files_of


@pytest.fixture
def backend(tmp_path: Path) -> WhooshBackend:
    made = WhooshBackend(tmp_path / "index")
    made.rebuild(ALL)
    return made


def test_without_a_folder_reading_says_damaged(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged):
        WhooshBackend(tmp_path / "nowhere").find("fever")


@pytest.mark.parametrize("harm", ["cut", "empty", "overwrite", "delete", "flip"])
@pytest.mark.parametrize("which", [".seg", ".toc"])
def test_damage_is_named_and_healed_by_a_rebuild(backend: WhooshBackend, harm: str, which: str) -> None:
    path = next(path for path in files_of(backend) if path.suffix == which)
    content = path.read_bytes()
    if harm == "delete":
        path.unlink()
    else:
        middle = len(content) // 2
        flipped = content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]
        path.write_bytes(
            {"cut": content[:middle], "empty": b"", "overwrite": b"\xa5" * len(content), "flip": flipped}[harm]
        )
    fresh = WhooshBackend(backend.folder.root)
    with pytest.raises(IndexDamaged):
        fresh.verify()
    with suppress(IndexDamaged):  # a read that does not touch the harmed bytes may succeed
        fresh.find("fever")
    assert fresh.rebuild(ALL) == len(ALL)
    fresh.verify()
    assert fresh.find("toddler").total == 1


@pytest.mark.parametrize("harm", ["cut", "delete", "flip", "other", "folder"])
@pytest.mark.parametrize("which", [".seg", ".toc", "SEALS"])
def test_the_writer_sees_harm_before_any_reader(backend: WhooshBackend, harm: str, which: str) -> None:
    backend.put(a_page("another"))
    assert not backend.needs_rebuild()
    build = backend.folder.live()
    assert build is not None
    path = next(path for path in sorted(build.iterdir()) if path.name.endswith(which))
    content = path.read_bytes()
    path.unlink()
    if harm == "folder":
        path.mkdir()
    elif harm != "delete":
        flipped = bytes([content[0] ^ 1]) + content[1:]
        path.write_bytes({"cut": content[:-1], "flip": flipped, "other": b"{}"}[harm])
    assert backend.needs_rebuild()
    backend.rebuild(ALL)
    assert not backend.needs_rebuild()
    backend.verify()


def test_a_reader_of_overwritten_postings_is_not_told_that_there_is_nothing(backend: WhooshBackend) -> None:
    reader = WhooshBackend(backend.folder.root)
    assert reader.find("fever").total
    assert reader.find("xylophone").total == 0
    for path in files_of(backend):
        path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(IndexDamaged):
        reader.find("xylophone")


def test_files_that_come_and_go_while_somebody_writes_are_no_harm_to_a_reader(backend: WhooshBackend) -> None:
    reader = WhooshBackend(backend.folder.root)
    assert reader.find("xylophone").total == 0
    build = backend.folder.live()
    assert build is not None
    (build / "left.seg").write_bytes(b"left")
    seal(build, {"_MAIN_99.toc": build / "left.seg"})
    (build / "left.seg").unlink()
    assert reader.find("xylophone").total == 0
    assert not reader._watched.is_harmed(build)
    assert reader._watched.broken(build)


def test_a_file_is_read_again_only_when_it_changed(backend: WhooshBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not backend.needs_rebuild()
    monkeypatch.setattr(seals, "_digest", lambda path: pytest.fail(f"{path.name} was read again"))
    assert not backend.needs_rebuild()


class Trap:
    """Unpickled, it makes a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


def test_a_table_of_contents_that_was_not_sealed_is_never_unpickled(backend: WhooshBackend, tmp_path: Path) -> None:
    toc = next(path for path in files_of(backend) if path.suffix == ".toc")
    content = toc.read_bytes()
    start = content.index(b"\x80\x02")
    evil = pickle.dumps(Trap(tmp_path / "trap"), 2)
    # One byte of length stands before the pickle of the schema; two bytes of the old length go with it.
    toc.write_bytes(content[: start - 2] + bytes([len(evil)]) + evil + content[start:])
    stream = FileStorage(str(toc.parent)).open_file(toc.name)
    stream.seek(start - 2)
    pickle.loads(stream.read_string())
    stream.close()
    (tmp_path / "trap").rmdir()
    for act in (WhooshBackend(backend.folder.root).count, lambda: backend.put(a_page("another"))):
        with pytest.raises(IndexDamaged):
            act()
    assert not (tmp_path / "trap").exists()


@pytest.mark.parametrize("mode", [0o770, 0o702])
def test_a_folder_others_may_write_to_is_not_read(backend: WhooshBackend, mode: int) -> None:
    backend.folder.root.chmod(mode)
    with pytest.raises(IndexDamaged):
        backend.find("fever")
    assert backend.needs_rebuild()
    backend.rebuild(ALL)
    assert stat.S_IMODE(backend.folder.root.stat().st_mode) == 0o700
    assert backend.find("fever").total


@pytest.mark.parametrize("name", ["CURRENT", "CURRENT.new", "WRITER", "DAMAGED", ""])
def test_odd_things_in_its_place_do_not_stop_a_rebuild(backend: WhooshBackend, name: str) -> None:
    root = backend.folder.root
    if name:
        (root / name).unlink(missing_ok=True)
        (root / name / "deep").mkdir(parents=True)
    else:
        shutil.rmtree(root)
        root.touch()
    backend.report_damage()
    backend.rebuild(ALL)
    backend.verify()
    assert not backend.needs_rebuild()
    assert backend.find("fever").total


def test_a_report_that_cannot_be_left_fails_no_reader(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for root in (tmp_path / "nowhere", tmp_path / "file" / "below"):
        backend = WhooshBackend(root)
        backend.report_damage()
        assert backend.needs_rebuild()


def test_a_file_cut_under_an_open_view_kills_nobody(backend: WhooshBackend) -> None:
    assert backend.find("fever").total
    for path in files_of(backend):
        os.truncate(path, 10)
    backend._view._cache.clear()  # type: ignore[union-attr]
    with pytest.raises(IndexDamaged):
        backend.find("migraine paracetamol")


def test_what_a_writer_left_that_died_is_no_harm_and_goes_with_the_next_commit(backend: WhooshBackend) -> None:
    build = backend.folder.live()
    assert build is not None
    left = build / "MAIN_0123456789abcdef.seg"
    left.write_bytes(CANARY.encode())
    backend.verify()
    assert not backend.needs_rebuild()
    backend.put(a_page("another"))
    assert not left.exists()


def test_a_report_of_damage_stays_until_the_next_build(backend: WhooshBackend) -> None:
    backend.folder.report_damage()
    assert backend.folder.is_reported()
    backend.rebuild(ALL)
    assert not backend.folder.is_reported()
