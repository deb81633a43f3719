"""A mail server in a thread: what the portal sends over SMTP, to be read by a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.ports import free_port


class Mailbox:
    """Keeps what came, oldest first."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.url = ""
        # The name aiosmtpd looks for.
        self.handle_DATA = self._take

    async def _take(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        message = message_from_bytes(envelope.original_content or b"", policy=default)
        self.messages.append(message)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """Return what was sent to one address."""
        return [message for message in self.messages if address in str(message["To"])]


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Run a server on a free port of this machine."""
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    mailbox.url = f"smtp://127.0.0.1:{controller.port}?starttls=no"
    try:
        yield mailbox
    finally:
        controller.stop()
