"""What the clock and the outbox ask for: looking at everything, at night and when somebody asks."""

from collections.abc import Callable

from qa_portal.outbox.topics import Topic
from qa_portal.outbox.worker import Round
from qa_portal.privacy.evidence import service

HANDLERS: dict[Topic, Callable[[str], None]] = {Topic.EVIDENCE_RUN: service.run}
PERIODIC: dict[str, Round] = {"look for evidence": (900.0, service.nightly)}
