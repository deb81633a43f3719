"""Recording what a signed-in person was refused: who tried which record, and where. Visitors are not recorded."""

import re

from flask import request
from flask_login import current_user

from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.db import transaction
from qa_portal.errors import Forbidden, NotFound, PortalError
from qa_portal.web.limits import within_rate
from qa_portal.web.publicness import is_public

RECORDED_AT_MOST = "60/hour"
"""So many refusals of one person are recorded: enough to see a search through ids, too few to fill a disk."""
ID = re.compile(r"[0-9a-f]{32}")


def note_refusal(error: PortalError) -> None:
    """Record that somebody who is signed in asked for what is none of theirs."""
    if not isinstance(error, Forbidden | NotFound) or is_public() or not current_user.is_authenticated:
        return
    if not within_rate(RECORDED_AT_MOST, "refusals", who=current_user.id):
        return
    # An address may hold anything: only what looks like one of our ids is written down.
    asked = next((value for value in (request.view_args or {}).values() if ID.fullmatch(str(value))), "")
    with transaction() as session:
        record(
            session,
            Action.ACCESS_REFUSED,
            actor=current_user,
            subject_id=asked,
            place=(request.endpoint or "")[:60],
            status=error.http_status,
        )
