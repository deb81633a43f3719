"""What the outbox asks of the desk."""

from collections.abc import Callable

from qa_portal.journey.deidentify import service
from qa_portal.outbox.topics import Topic

HANDLERS: dict[Topic, Callable[[str], None]] = {Topic.MAKE_DRAFT: service.make_draft}
