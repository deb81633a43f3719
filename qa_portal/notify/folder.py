"""Messages as .eml files in a folder: for the demo and for trying things out."""

import os
import secrets
from pathlib import Path

from qa_portal import clock
from qa_portal.notify.message import ChannelDown, Message, to_email


class FolderChannel:
    """Writes each message to a file of its own that only the owner can read; the newest sorts last."""

    def __init__(self, folder: Path, *, sender: str) -> None:
        self.folder = folder
        self.sender = sender

    def send(self, message: Message) -> None:
        """Write the file whole or not at all.

        Raises: AddressRefused, ChannelDown.
        """
        content = to_email(message, sender=self.sender).as_bytes()
        name = f"{clock.now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}.eml"
        unfinished = self.folder / f".{name}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            unfinished.replace(self.folder / name)
        except OSError:
            raise ChannelDown("the mail folder cannot be written") from None
