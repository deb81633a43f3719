"""What the outbox asks of the conversation."""

from collections.abc import Callable

from qa_portal.journey.answer import service
from qa_portal.outbox.topics import Topic

HANDLERS: dict[Topic, Callable[[str], None]] = {Topic.SEND_ANSWER: service.send_due}
