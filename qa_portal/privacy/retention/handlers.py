"""What the outbox and the clock ask of retention."""

from collections.abc import Callable

from qa_portal.outbox.topics import Topic
from qa_portal.outbox.worker import Round
from qa_portal.privacy.retention import service

HANDLERS: dict[Topic, Callable[[str], None]] = {Topic.PURGE_QUESTIONS: service.purge_questions}
PERIODIC: dict[str, Round] = {"sweep drafts and orphan keys": (3600.0, service.sweep)}
