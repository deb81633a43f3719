"""nginx and gunicorn as they are shipped, running on this machine; nginx alone may be left out."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from qa_portal.settings import Settings
from tests.support import run, server
from tests.support.ports import free_port
from tests.support.server import Portal

CONFIG = Path(__file__).parents[2] / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@dataclass(frozen=True)
class Pair:
    """Where both listen, and where they write."""

    front: int
    back: int
    portal: Portal
    folder: Path

    @property
    def front_log(self) -> str:
        """What nginx has written, its log of errors, too."""
        return "".join(
            (self.folder / name).read_text(encoding="utf-8") for name in ("qa-portal.log", "qa-portal-error.log")
        )


@contextmanager
def serving(settings: Settings, folder: Path, role: str = "portal", **changed: str) -> Iterator[Pair]:
    """Run the pair; `changed` texts of nginx's file are replaced."""
    port = free_port()
    with server.running(settings, folder, role=role) as portal:
        text = CONFIG.read_text(encoding="utf-8").replace("/var/log/nginx", str(folder))
        text = text.replace("127.0.0.1:8000", f"127.0.0.1:{portal.settings.port}")
        text = text.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("listen [::]:80;", "")
        text = text.replace("answers.example.org", "127.0.0.1")
        for before, after in changed.items():
            text = text.replace(before, after)
        with nginx(text, port, folder):
            yield Pair(port, portal.settings.port, portal, folder)


@contextmanager
def nginx(text: str, port: int, folder: Path) -> Iterator[None]:
    """Run nginx with what stands in its `http` block."""
    if NGINX is None:
        run.missing("NGINX", "no nginx here")
    whole = f"daemon off; pid {folder}/pid; events {{ worker_connections 2048; }} http {{ {text} }}"
    (folder / "nginx.conf").write_text(whole, encoding="utf-8")
    command = [str(NGINX), "-e", str(folder / "error"), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        _wait(port)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("nginx did not start")
