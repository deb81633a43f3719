"""What the clock asks after an answer."""

from collections.abc import Callable

from qa_portal.journey.aftercare import service
from qa_portal.outbox.topics import Topic

HANDLERS: dict[Topic, Callable[[str], None]] = {
    Topic.LOOK_AFTER: service.look_after,
    Topic.SAFETY_CASE: service.call_to_mind,
}
