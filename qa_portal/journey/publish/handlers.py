"""What the outbox and the clock ask of the bridge."""

from collections.abc import Callable

from qa_portal.journey.publish import deadlines, service
from qa_portal.outbox.topics import Topic

HANDLERS: dict[Topic, Callable[[str], None]] = {
    Topic.PUBLISH: service.publish,
    Topic.PUBLICATION_DUE: deadlines.act_on_deadline,
}
CHECK_SECONDS = 60.0
"""How often the public pages are compared with what their patients approved, in seconds."""
PERIODIC: dict[str, tuple[float, Callable[[], None]]] = {
    "compare_with_approvals": (CHECK_SECONDS, service.compare_with_approvals),
}
