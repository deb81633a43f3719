"""What the clock and the outbox ask of the lists."""

from collections.abc import Callable

from qa_portal.journey.queue import service
from qa_portal.outbox.topics import Topic
from qa_portal.outbox.worker import Round
from qa_portal.question import absences, figures

HANDLERS: dict[Topic, Callable[[str], None]] = {
    Topic.QUESTION_DUE: service.act_on_deadline,
    Topic.RETURN_CLAIMS: service.return_claims,
}
PERIODIC: dict[str, Round] = {
    "note usual hours": (3600.0, figures.note_all_usual_hours),
    "begin absences": (60.0, absences.begin_absences),
    "count service figures": (60.0, figures.count_all),
}
