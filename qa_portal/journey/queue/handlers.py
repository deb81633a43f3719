"""What the clock and the outbox ask of the lists."""

from collections.abc import Callable

from qa_portal.journey.queue import service
from qa_portal.outbox.topics import Topic

HANDLERS: dict[Topic, Callable[[str], None]] = {
    Topic.QUESTION_DUE: service.act_on_deadline,
    Topic.RETURN_CLAIMS: service.return_claims,
}
