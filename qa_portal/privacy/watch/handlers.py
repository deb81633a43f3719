"""What the clock and the outbox ask for: unusual openings, how much is usual, a check of the chain."""

from collections.abc import Callable

from qa_portal.inquiry import habits, unusual
from qa_portal.outbox.topics import Topic
from qa_portal.outbox.worker import Round
from qa_portal.privacy.watch import service

HANDLERS: dict[Topic, Callable[[str], None]] = {Topic.CHAIN_CHECK: service.check_chain}
PERIODIC: dict[str, Round] = {
    "look for unusual openings": (60.0, unusual.look),
    "count openings": (3600.0, habits.count),
}
