"""A server in a thread of the test's own process."""

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer
from threading import Thread

LOOK_SECONDS = 0.02
"""How often a server looks whether it shall end; the usual half second is most of a short test."""


@contextmanager
def serving(server: BaseServer) -> Iterator[None]:
    """Serve until the block ends."""
    thread = Thread(target=server.serve_forever, args=(LOOK_SECONDS,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
