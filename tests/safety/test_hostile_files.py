"""Files that mean harm, against the portal as it runs: nothing shown but what we drew, nothing stored unsealed.

The workers are measured while many threads send the largest pictures there may be.
"""

import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from qa_portal.settings import Settings
from tests.safety.canaries import sweep, sweep_open_files
from tests.safety.hospital import OFTEN, at_ease, office, open_hospital
from tests.support import hostile, people, server
from tests.walks.browser_of_lines import Visitor
from tests.walks.crowd import sign_in

MOST_KILOBYTES = 300 * 1024
SENDERS = 8
FILE = re.compile(r'href="(/ask/files/[0-9a-f]{32})"')


@pytest.fixture
def portal(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[server.Portal]:
    """The portal with room for many files, and a folder of its own for whatever is temporary."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    roomy = replace(at_ease(settings, tmp_path / "mails"), rate_upload=OFTEN)
    roomy = replace(roomy, attachments_per_message=100, attachments_per_question=100)
    open_hospital(roomy)
    with office(roomy) as app:
        for number in range(SENDERS):
            people.make(app, f"patient{number}@canary.example")
    with server.running(roomy, tmp_path) as running:
        yield running


def enter(portal: server.Portal, number: int = 0) -> Visitor:
    """Return the browser of a patient who has begun a draft."""
    visitor = sign_in(Visitor(portal.url), f"patient{number}@canary.example")
    visitor.send("/ask", "/ask")
    return visitor


def test_nothing_hostile_is_shown_or_stored_unsealed(portal: server.Portal, tmp_path: Path) -> None:
    with closing(enter(portal)) as patient:
        for title, (name, body, _problem) in hostile.REFUSED.items():
            page = patient.upload("/ask/files", f"{hostile.CANARY} {name}", body)
            assert (page.status, 'id="file-error"' in page.text) == (422, True), title
        assert FILE.findall(patient.get("/ask/files").text) == []
        for name, body in hostile.TAKEN.values():
            assert patient.upload("/ask/files", name, body).status == 200
        # A browser never sends a line end in a name, and a part without a name is no file.
        names = [name for name in hostile.NAMES if name and "\n" not in name]
        for name in names:
            assert patient.upload("/ask/files", name, hostile.PDF).status == 200
        page = patient.get("/ask/files")
        assert "<img src=x" not in page.text
        assert "49.jpg" not in page.text
        paths = list(dict.fromkeys(FILE.findall(page.text)))
        assert len(paths) == len(hostile.TAKEN) + len(names)
        for path in paths:
            _is_harmless(patient, path)
    _nothing_is_left(portal, tmp_path)


def _is_harmless(patient: Visitor, path: str) -> None:
    answer = patient.get(path)
    said = {name.lower(): value for name, value in answer.headers.items()}
    assert answer.status == 200
    assert said["x-content-type-options"] == "nosniff"
    assert said["cache-control"] == "no-store"
    assert said["cross-origin-resource-policy"] == "same-origin"
    assert "sandbox" in said["content-security-policy"]
    if said["content-type"] == "application/pdf":
        assert re.fullmatch(r'attachment; filename="attachment-[0-9a-f]{8}\.pdf"', said["content-disposition"])
    else:
        assert said["content-type"] == "image/jpeg"
        assert hostile.CANARY not in answer.text


def _nothing_is_left(portal: server.Portal, folder: Path) -> None:
    assert sweep([folder], [hostile.CANARY]) == {}
    assert sweep_open_files(portal.groups(), [hostile.CANARY], [folder]) == {}
    assert [path for path in (folder / "tmp").rglob("*") if path.is_file()] == []
    for path in (portal.settings.data_dir / "attachments").rglob("*"):
        assert not path.is_file() or path.read_bytes()[:2] == b"\x01\x01", "not sealed"


def test_a_body_that_is_too_large_leads_to_words_and_one_cut_off_leaves_nothing(
    portal: server.Portal, tmp_path: Path
) -> None:
    with closing(enter(portal)) as patient:
        page = patient.upload("/ask/files", "large.jpg", bytes(100 * 1024 * 1024))
        assert (page.status, page.path) == (200, "/ask/files?problem=too_large")
        assert "up to 10 MB" in page.text
        typed = {"subject": "My hands", "body": "They itch since May."}
        assert patient.send("/ask/write", "/ask/autosave", then="files", **typed).path == "/ask/files"
        _cut_off(portal, patient)
        assert FILE.findall(patient.get("/ask/files").text) == []
        assert patient.get("/ask/write").area("body") == typed["body"]
    assert not (portal.settings.data_dir / "attachments").exists()
    _nothing_is_left(portal, tmp_path)


def _cut_off(portal: server.Portal, patient: Visitor) -> None:
    cookies = "; ".join(f"{name}={value}" for name, value in patient._cookies.items())
    head = (
        f"POST /ask/files HTTP/1.1\r\nHost: 127.0.0.1:{portal.settings.port}\r\nCookie: {cookies}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 900000\r\n\r\n"
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    )
    with closing(socket.create_connection(("127.0.0.1", portal.settings.port), 5)) as raw:
        raw.sendall(head.encode() + hostile.photo() + hostile.CANARY.encode() * 50_000)


@contextmanager
def _watched(groups: list[int], highest: dict[str, int]) -> Iterator[None]:
    """Note the most memory each process of ours has, while something goes on."""
    over = Event()

    def look() -> None:
        while not over.wait(0.05):
            for process in (path for path in Path("/proc").iterdir() if path.name.isdigit()):
                try:
                    if _group(process) in groups:
                        line = (process / "cmdline").read_bytes().split(b"\0")
                        kind = "draws" if any(part.endswith(b"redraw.py") for part in line) else "serves"
                        name = f"{kind} {process.name}"
                        highest[name] = max(highest.get(name, 0), _resident(process))
                except (OSError, IndexError, ValueError):
                    continue

    watching = Thread(target=look)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()


def _group(process: Path) -> int:
    return int((process / "stat").read_text().rpartition(")")[2].split()[2])


def _resident(process: Path) -> int:
    return int(re.findall(r"VmHWM:\s+(\d+)", (process / "status").read_text())[0])


def test_no_worker_grows_past_its_memory_under_the_largest_pictures(portal: server.Portal) -> None:
    large = hostile.picture("JPEG", (7728, 5152), quality=90)
    large += b"\0" * (10 * 1024 * 1024 - len(large) - 1000)
    highest: dict[str, int] = {}
    visitors = [enter(portal, number) for number in range(SENDERS)]
    with _watched(portal.groups(), highest), ThreadPoolExecutor(SENDERS) as pool:
        sending = [pool.submit(visitor.upload, "/ask/files", "large.jpg", large) for visitor in visitors]
        answers = [one.result().status for one in sending]
    for visitor in visitors:
        visitor.close()
    serving = [size for name, size in highest.items() if name.startswith("serves")]
    drawing = [size for name, size in highest.items() if name.startswith("draws")]
    print(f"\n{answers}: workers {max(serving) // 1024} MB, drawing {max(drawing) // 1024} MB at most")
    assert set(answers) <= {200, 422}
    assert answers.count(200) >= SENDERS // 2
    assert max(serving) < MOST_KILOBYTES
    assert max(drawing) < MOST_KILOBYTES
