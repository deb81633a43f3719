"""What the clock asks of guides: making public what is due, and looking whether the words are those checked."""

from collections.abc import Callable

from qa_portal.journey.guides.service import compare_with_checks, release_due
from qa_portal.outbox.topics import Topic

COMPARE_SECONDS = 60.0
"""How often public guides are compared with what was checked."""
HANDLERS: dict[Topic, Callable[[str], None]] = {Topic.RELEASE_GUIDE: release_due}
PERIODIC: dict[str, tuple[float, Callable[[], None]]] = {
    "compare guides with their checks": (COMPARE_SECONDS, compare_with_checks)
}
