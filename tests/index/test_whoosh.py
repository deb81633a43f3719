"""What only an index on disk can get wrong."""

import os
import stat
from pathlib import Path

import pytest

from qa_portal.index.backend import IndexDamaged
from qa_portal.index.folder import FORMAT
from qa_portal.index.seals import read_seals
from qa_portal.index.whoosh import WhooshBackend
from qa_portal.index.whoosh_writing import SMALL_SEGMENTS
from tests.index.pages import ALL, FEVER, MIGRAINE, a_page

CANARY = "zqxvkwrtplm"


@pytest.fixture
def backend(tmp_path: Path) -> WhooshBackend:
    made = WhooshBackend(tmp_path / "index")
    made.rebuild(ALL)
    return made


def files_of(backend: WhooshBackend) -> list[Path]:
    build = backend.folder.live()
    assert build is not None
    return sorted(path for path in build.iterdir() if path.suffix in {".seg", ".toc"})


def test_putting_into_nothing_makes_an_index(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path / "index")
    backend.put(FEVER)
    assert backend.count() == 1


def test_the_folder_is_closed_to_others(backend: WhooshBackend) -> None:
    build = backend.folder.live()
    assert build is not None
    for folder in (backend.folder.root, build):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_reader_sees_what_another_process_wrote(backend: WhooshBackend) -> None:
    reader = WhooshBackend(backend.folder.root)
    assert reader.find("sunburn").total == 0
    backend.put(a_page("sun", title="Sunburn"))
    assert reader.find("sunburn").total == 1
    backend.drop("sun")
    assert reader.find("sunburn").total == 0
    backend.rebuild([a_page("sun", title="Sunburn")])
    assert reader.ids() == {"sun"}


def test_a_forked_process_opens_its_own_view(backend: WhooshBackend) -> None:
    assert backend.count() == len(ALL)
    child = os.fork()
    if child == 0:
        os._exit(0 if backend.find("fever").total else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert backend.find("fever").total


def test_the_words_of_a_dropped_page_leave_the_disk(backend: WhooshBackend) -> None:
    backend.put_many([a_page("secret", title=CANARY, answer=f"{CANARY} {CANARY}s"), *ALL])
    assert any(CANARY.encode() in path.read_bytes() for path in backend.folder.root.rglob("*.seg"))
    backend.drop("secret")
    everything = b"".join(path.read_bytes() for path in backend.folder.root.rglob("*") if path.is_file())
    assert CANARY.encode() not in everything
    assert backend.ids() == {page.public_id for page in ALL}


def test_the_text_of_an_answer_is_not_kept(backend: WhooshBackend) -> None:
    everything = b"".join(path.read_bytes() for path in backend.folder.root.rglob("*") if path.is_file())
    assert b"dark room" not in everything


def test_single_puts_do_not_pile_up_segments(backend: WhooshBackend) -> None:
    for number in range(4 * SMALL_SEGMENTS):
        backend.put(a_page(f"p{number}"))
    assert len([path for path in files_of(backend) if path.suffix == ".seg"]) <= 3 * SMALL_SEGMENTS
    assert backend.count() == len(ALL) + 4 * SMALL_SEGMENTS


def test_old_builds_and_old_seals_are_removed(backend: WhooshBackend) -> None:
    old = backend.folder.live()
    assert old is not None
    old.chmod(0)
    backend.rebuild([MIGRAINE])
    builds = list(backend.folder.root.glob("build-*"))
    assert builds == [backend.folder.live()]
    backend.put(FEVER)
    assert set(read_seals(builds[0])) == {path.name for path in files_of(backend)}


def test_a_build_of_another_format_counts_as_none(backend: WhooshBackend) -> None:
    build = backend.folder.live()
    assert build is not None
    other = build.rename(build.with_name(build.name.replace(f"build-{FORMAT}-", f"build-{FORMAT + 1}-")))
    (backend.folder.root / "CURRENT").write_text(other.name)
    with pytest.raises(IndexDamaged):
        backend.count()
