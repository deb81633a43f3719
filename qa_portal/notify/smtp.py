"""Messages over SMTP, encrypted on the way: STARTTLS with `smtp://`, TLS from the first byte with `smtps://`."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qs, unquote

from qa_portal.errors import SettingsProblem
from qa_portal.notify.message import AddressRefused, ChannelDown, Message, to_email

TIMEOUT_SECONDS = 20.0
"""How long one step of the talk with the mail server may take."""
PLAIN_PORT, SUBMISSION_PORT, TLS_PORT = 25, 587, 465
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class SmtpChannel:
    """A mail server. `tls` is "implicit", "starttls" (demanded, never skipped) or "none"."""

    host: str
    port: int
    tls: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_seconds: float = TIMEOUT_SECONDS

    def send(self, message: Message) -> None:
        """Hand the message to the mail server.

        Raises: AddressRefused (a 5xx answer to the recipient), ChannelDown (anything else).
        """
        mail = to_email(message, sender=self.sender)
        try:
            server = self._connect()
        except (smtplib.SMTPException, OSError):
            raise ChannelDown("the mail server cannot be reached safely") from None
        try:
            server.send_message(mail)
        except (smtplib.SMTPException, OSError, UnicodeEncodeError) as problem:
            # What the server says may repeat the address, so it does not go into the message.
            raise _verdict(problem) from None
        finally:
            _leave(server)

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.tls == "implicit":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout_seconds, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout_seconds)
        try:
            if self.tls == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
        except (smtplib.SMTPException, OSError):
            server.close()
            raise
        return server


def smtp_from(url: SplitResult, *, sender: str) -> SmtpChannel:
    """Read `smtp://user:password@host:port` (STARTTLS) or `smtps://...`.

    `?starttls=no` is for a mail server on this machine only.
    Raises: SettingsProblem.
    """
    try:
        port = url.port
    except ValueError:
        raise SettingsProblem("QA_SMTP_URL has a port that is no number.") from None
    host = url.hostname or ""
    if not host:
        raise SettingsProblem("QA_SMTP_URL names no mail server: write smtp://user:password@host:port.")
    tls = _tls(url, host)
    default_port = {"implicit": TLS_PORT, "starttls": SUBMISSION_PORT, "none": PLAIN_PORT}[tls]
    return SmtpChannel(
        host=host,
        port=port or default_port,
        tls=tls,
        sender=sender,
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
    )


def _tls(url: SplitResult, host: str) -> str:
    if url.scheme == "smtps":
        return "implicit"
    if parse_qs(url.query).get("starttls") != ["no"]:
        return "starttls"
    if host not in THIS_MACHINE:
        raise SettingsProblem("QA_SMTP_URL: starttls=no is allowed for a mail server on this machine only.")
    return "none"


def _leave(server: smtplib.SMTP) -> None:
    # The message was accepted or refused by now: a failing goodbye must not have it sent twice.
    with suppress(smtplib.SMTPException, OSError):
        server.quit()


def _verdict(problem: Exception) -> AddressRefused | ChannelDown:
    if _is_about_the_address(problem):
        return AddressRefused("the mail server refuses this address for good")
    return ChannelDown("the mail server did not take the message")


def _is_about_the_address(problem: Exception) -> bool:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPDataError):
        # Enhanced status 5.1.x speaks of the address, the other 5.x.x of the message (RFC 3463).
        words = problem.smtp_error
        return (words if isinstance(words, bytes) else words.encode()).startswith(b"5.1.")
    return isinstance(problem, (smtplib.SMTPNotSupportedError, UnicodeEncodeError))
