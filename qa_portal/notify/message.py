"""The message, what a channel promises, and the two ways of failing."""

from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Protocol

from qa_portal import clock
from qa_portal.errors import PortalError, Unavailable

POLICY = SMTP.clone(max_line_length=200)
"""Long enough that a link is never folded, far below SMTP's limit of 998."""


class AddressRefused(PortalError):
    """The address takes no mail and never will: a bounce. Trying again does not help."""


class ChannelDown(Unavailable):
    """The channel did not work this time; the message is still to be sent."""


@dataclass(frozen=True, slots=True)
class Message:
    """One text for one address. Its `repr` shows neither."""

    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    end_url: str = field(default="", repr=False)
    """Where such mails are ended by one POST without signing in: the mail program's own button. Source: RFC 8058."""


class Channel(Protocol):
    """A way to send messages."""

    def send(self, message: Message) -> None:
        """Hand a message over for good.

        Raises: AddressRefused, ChannelDown.
        """


def to_email(message: Message, *, sender: str) -> EmailMessage:
    """Write a message as an e-mail that asks for no automatic reply.

    Raises: AddressRefused, when the address cannot stand in a header.
    """
    mail = EmailMessage(policy=POLICY)
    mail["From"] = sender
    try:
        mail["To"] = message.to
    except ValueError:
        raise AddressRefused("the address is not one mail can be sent to") from None
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">") or "localhost")
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if message.end_url:
        mail["List-Unsubscribe"] = f"<{message.end_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.text, cte="7bit" if message.text.isascii() else "quoted-printable")
    return mail
