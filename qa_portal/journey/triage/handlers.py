"""What the outbox asks of triage."""

from collections.abc import Callable

from qa_portal.journey.triage import service
from qa_portal.outbox.topics import Topic

PERIODIC: dict[str, tuple[float, Callable[[], object]]] = {
    "look again with changed emergency rules": (30.0, service.look_again)
}
HANDLERS: dict[Topic, Callable[[str], None]] = {Topic.ROUTE_QUESTION: service.route, Topic.LEARN_ROUTE: service.learn}
