"""Many commands in a row, each in a process of its own, without paying for the same imports each time."""

import multiprocessing
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import qa_portal
from qa_portal.cli import main

ENTRANCES = (".__main__", ".wsgi", ".serving", ".build", ".build_vocabulary")
"""Modules that begin something when they are imported."""
WAIT_SECONDS = 120
Ended = subprocess.CompletedProcess[str]
_server = multiprocessing.get_context("forkserver")
_server.set_forkserver_preload(
    [name for _, name, _ in pkgutil.walk_packages(qa_portal.__path__, "qa_portal.") if not name.endswith(ENTRANCES)]
)


def run(words: list[str], env: dict[str, str], folder: Path, clear_input: str = "") -> Ended:
    """Run `qa-portal` with words in a fresh process, as a shell would; `folder` takes its streams."""
    streams = [folder / name for name in ("in", "out", "err")]
    streams[0].write_text(clear_input, encoding="utf-8")
    process = _server.Process(target=_command, args=(words, env, streams))
    process.start()
    process.join(WAIT_SECONDS)
    if process.is_alive():
        process.kill()
    out, err = (path.read_text(encoding="utf-8") for path in streams[1:])
    return subprocess.CompletedProcess(words, -9 if process.exitcode is None else process.exitcode, out, err)


def _command(words: list[str], env: dict[str, str], streams: list[Path]) -> None:
    os.environ.clear()
    os.environ.update(env)
    for number, path in enumerate(streams):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC * (number > 0), 0o600), number)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    main(words, prog_name="qa-portal")
