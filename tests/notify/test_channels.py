"""The channels: real talk with a mail server on this machine, and the folder."""

import socket
import ssl
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from qa_portal.errors import SettingsProblem
from qa_portal.notify import AddressRefused, ChannelDown, Message, channel_from
from qa_portal.notify.smtp import SmtpChannel

SENDER = "Demo Clinic <no-reply@clinic.example>"
LINK = "http://127.0.0.1:8000/verify?t=" + "a" * 32 + "." + "b" * 40


class Postbox:
    """A mail server's memory: what came, and what it answers to which address."""

    def __init__(self) -> None:
        self.received: list[Envelope] = []
        self.answers: dict[str, str] = {}
        self.answer_to_data = "250 OK"
        # The names aiosmtpd looks for.
        self.handle_RCPT = self._take_address
        self.handle_DATA = self._take_text

    async def _take_address(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def _take_text(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer_to_data.startswith("250"):
            self.received.append(envelope)
        return self.answer_to_data


class Server(Controller):
    """A mail server on a free port; with `tls` it demands STARTTLS."""

    tls: ssl.SSLContext | None = None

    def factory(self) -> SMTP:
        """Return the protocol for one connection."""
        return SMTP(
            self.handler,
            hostname="mail.example",
            enable_SMTPUTF8=False,
            tls_context=self.tls,
            require_starttls=self.tls is not None,
        )


@pytest.fixture
def postbox() -> Postbox:
    """What the server of this test receives."""
    return Postbox()


@pytest.fixture
def server(postbox: Postbox) -> Iterator[Server]:
    """A running mail server."""
    controller = Server(postbox, hostname="127.0.0.1", port=_free_port())
    controller.start()
    yield controller
    if controller.server is not None:
        controller.stop()


@pytest.fixture
def url(server: Server) -> str:
    """The URL of the running mail server."""
    return f"smtp://127.0.0.1:{server.port}?starttls=no"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _message(to: str = "anna@example.org", text: str = f"Open this:\n\n{LINK}\n") -> Message:
    return Message(to=to, subject="You have a message", text=text)


def test_a_message_arrives_with_its_link_in_one_piece(url: str, postbox: Postbox) -> None:
    channel_from(url, sender=SENDER).send(_message())
    (envelope,) = postbox.received
    assert envelope.rcpt_tos == ["anna@example.org"]
    assert envelope.mail_from == "no-reply@clinic.example"
    assert isinstance(envelope.content, bytes)
    assert LINK.encode() in envelope.content
    mail = message_from_bytes(envelope.content, policy=default)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == "You have a message"


def test_letters_beyond_ascii_arrive_as_they_were(url: str, postbox: Postbox) -> None:
    channel_from(url, sender=SENDER).send(_message(text="Tiene un mensaje en la clínica.\n" + LINK))
    content = postbox.received[0].content
    assert isinstance(content, bytes)
    body = message_from_bytes(content, policy=default).get_content()
    assert "clínica" in body
    assert LINK in body


@pytest.mark.parametrize("answer", ["550 5.1.1 no such user", "553 5.1.3 bad address", "521 no mail here"])
def test_a_5xx_to_the_recipient_is_a_bounce(url: str, postbox: Postbox, answer: str) -> None:
    postbox.answers["gone@example.org"] = answer
    with pytest.raises(AddressRefused) as refused:
        channel_from(url, sender=SENDER).send(_message("gone@example.org"))
    assert "gone@example.org" not in str(refused.value)


@pytest.mark.parametrize("answer", ["450 try later", "421 busy"])
def test_a_4xx_is_for_later(url: str, postbox: Postbox, answer: str) -> None:
    postbox.answers["anna@example.org"] = answer
    with pytest.raises(ChannelDown):
        channel_from(url, sender=SENDER).send(_message())


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ("550 5.1.1 unknown mailbox", AddressRefused),
        ("554 5.7.1 looks like spam", ChannelDown),
        ("452 disk full", ChannelDown),
    ],
)
def test_after_the_text_only_a_word_on_the_address_is_a_bounce(
    url: str, postbox: Postbox, answer: str, failure: type[Exception]
) -> None:
    postbox.answer_to_data = answer
    with pytest.raises(failure):
        channel_from(url, sender=SENDER).send(_message())


def test_an_address_the_server_cannot_write_is_a_bounce(url: str) -> None:
    with pytest.raises(AddressRefused):
        channel_from(url, sender=SENDER).send(_message("žofie@example.org"))


def test_an_address_cannot_add_a_header(url: str, postbox: Postbox) -> None:
    with pytest.raises(AddressRefused):
        channel_from(url, sender=SENDER).send(_message("a@example.org\r\nBcc: b@example.org"))
    assert postbox.received == []


def test_a_server_without_starttls_gets_nothing(url: str, postbox: Postbox) -> None:
    with pytest.raises(ChannelDown):
        channel_from(url.partition("?")[0], sender=SENDER).send(_message())
    assert postbox.received == []


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate_path, key_path = tmp_path / "server.pem", tmp_path / "server.key"
    certificate_path.write_bytes(made.public_bytes(Encoding.PEM))
    key_path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate_path, key_path


@pytest.fixture
def starttls_url(postbox: Postbox, certificate: tuple[Path, Path]) -> Iterator[str]:
    """The URL of a mail server that takes mail over STARTTLS only."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    controller = Server(postbox, hostname="127.0.0.1", port=_free_port())
    controller.tls = context
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def test_starttls_reaches_a_server_whose_certificate_is_known(
    starttls_url: str, postbox: Postbox, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    channel_from(starttls_url, sender=SENDER).send(_message())
    assert len(postbox.received) == 1


def test_starttls_refuses_a_certificate_it_does_not_know(starttls_url: str, postbox: Postbox) -> None:
    with pytest.raises(ChannelDown):
        channel_from(starttls_url, sender=SENDER).send(_message())
    assert postbox.received == []


def test_a_server_that_is_away_is_for_later(url: str, server: Server) -> None:
    server.stop()
    with pytest.raises(ChannelDown):
        channel_from(url, sender=SENDER).send(_message())


def test_a_password_is_read_from_the_url_and_never_printed() -> None:
    channel = channel_from("smtps://clinic%40example.org:p%2Fw@mail.example.org", sender=SENDER)
    assert isinstance(channel, SmtpChannel)
    assert (channel.user, channel.password, channel.port) == ("clinic@example.org", "p/w", 465)
    assert "p/w" not in repr(channel)


@pytest.mark.parametrize(
    "wrong",
    [
        "smtp://",
        "smtp://mail.example.org:mail",
        "smtp://mail.example.org?starttls=no",
        "file:",
        "http://x",
        "",
    ],
)
def test_a_url_that_names_no_safe_channel_is_refused(wrong: str) -> None:
    with pytest.raises(SettingsProblem):
        channel_from(wrong, sender=SENDER)


def test_the_folder_holds_one_private_file_a_message(tmp_path: Path) -> None:
    channel = channel_from(f"file:{tmp_path}/mails", sender=SENDER)
    channel.send(_message())
    channel.send(_message(text="Más tarde.\n"))
    files = sorted((tmp_path / "mails").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert LINK.encode() in files[0].read_bytes()


def test_a_folder_that_cannot_be_written_is_for_later(tmp_path: Path) -> None:
    (tmp_path / "mails").write_text("a file stands where the folder should be")
    with pytest.raises(ChannelDown):
        channel_from(f"file:{tmp_path}/mails", sender=SENDER).send(_message())


def test_the_null_channel_takes_everything() -> None:
    channel_from("null:", sender=SENDER).send(_message())


def test_a_message_prints_neither_address_nor_text() -> None:
    assert "anna" not in repr(_message())
    assert "verify" not in repr(_message())
