"""What the outbox asks: finishing erasures, whoever began them."""

from collections.abc import Callable

from qa_portal.outbox.topics import Topic
from qa_portal.question.erasure import finish

HANDLERS: dict[Topic, Callable[[str], None]] = {Topic.FINISH_ERASURE: finish}
