"""No mail at all: for a portal that is being set up."""

from qa_portal.notify.message import Message


class NullChannel:
    """Takes every message and sends none."""

    def send(self, message: Message) -> None:
        """Forget the message."""
