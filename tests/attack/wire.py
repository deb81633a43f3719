"""Raw bytes to a server and back: what a client that follows no rules can send."""

import re
import socket
import time
from dataclasses import dataclass

STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
WAIT_SECONDS = 3.0


@dataclass(frozen=True)
class Heard:
    """Everything a server sent on one connection, and whether it closed it."""

    raw: bytes
    closed: bool

    @property
    def statuses(self) -> list[int]:
        """The status of each response, in order."""
        return [int(found) for found in STATUS.findall(self.raw)]


def talk(port: int, sent: bytes, *, then: bytes = b"", wait: float = WAIT_SECONDS) -> Heard:
    """Send bytes, then more if asked to, and listen until the server closes or says nothing any more."""
    heard, closed = b"", False
    with socket.create_connection(("127.0.0.1", port), 5) as line:
        line.settimeout(wait)
        try:
            line.sendall(sent)
            if then:
                time.sleep(0.2)
                line.sendall(then)
            while chunk := line.recv(65536):
                heard += chunk
            closed = True
        except TimeoutError:
            closed = False
        except OSError:
            closed = True
    return Heard(heard, closed)
