"""Which channel a URL names."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from qa_portal.errors import SettingsProblem
from qa_portal.notify.folder import FolderChannel
from qa_portal.notify.message import Channel
from qa_portal.notify.nowhere import NullChannel
from qa_portal.notify.smtp import smtp_from


def channel_from(url: str, *, sender: str) -> Channel:
    """Return the channel for `smtp://...`, `smtps://...`, `file:FOLDER` or `null:`.

    Raises: SettingsProblem.
    """
    parts = urlsplit(url)
    if parts.scheme in {"smtp", "smtps"}:
        return smtp_from(parts, sender=sender)
    if parts.scheme == "file" and parts.path:
        return FolderChannel(Path(unquote(parts.path)), sender=sender)
    if parts.scheme == "null":
        return NullChannel()
    raise SettingsProblem("QA_SMTP_URL must be smtp://host, smtps://host, file:FOLDER or null:.")
