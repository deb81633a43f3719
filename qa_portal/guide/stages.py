"""Where a version of a guide stands, and what may follow. Nothing else decides that."""

from enum import StrEnum

from qa_portal.errors import WrongStep
from qa_portal.guide.models import GuideVersion


class Stage(StrEnum):
    """Where a version stands; one of a guide at most is open, and one at most is public."""

    DRAFT = "draft"
    IN_CHECK = "in_check"
    CHECKED = "checked"
    SCHEDULED = "scheduled"
    LIVE = "live"
    PAST = "past"


OPEN = (Stage.DRAFT, Stage.IN_CHECK, Stage.CHECKED, Stage.SCHEDULED)
"""Stages of a version that is on its way."""


class Step(StrEnum):
    """What is done with a version."""

    HAND_OVER = "hand_over"
    SEND_BACK = "send_back"
    CHANGE = "change"
    ACCEPT = "accept"
    SCHEDULE = "schedule"
    RELEASE = "release"
    VOID = "void"
    """Its time came, and its words were not those that were checked."""
    REPLACE = "replace"
    WITHDRAW = "withdraw"


STEPS = {
    (Stage.DRAFT, Step.HAND_OVER): Stage.IN_CHECK,
    (Stage.IN_CHECK, Step.SEND_BACK): Stage.DRAFT,
    (Stage.IN_CHECK, Step.CHANGE): Stage.DRAFT,
    (Stage.IN_CHECK, Step.ACCEPT): Stage.CHECKED,
    (Stage.CHECKED, Step.CHANGE): Stage.DRAFT,
    (Stage.CHECKED, Step.SCHEDULE): Stage.SCHEDULED,
    (Stage.CHECKED, Step.RELEASE): Stage.LIVE,
    (Stage.CHECKED, Step.VOID): Stage.DRAFT,
    (Stage.SCHEDULED, Step.CHANGE): Stage.DRAFT,
    (Stage.SCHEDULED, Step.SCHEDULE): Stage.SCHEDULED,
    (Stage.SCHEDULED, Step.RELEASE): Stage.LIVE,
    (Stage.SCHEDULED, Step.VOID): Stage.DRAFT,
    (Stage.LIVE, Step.REPLACE): Stage.PAST,
    (Stage.LIVE, Step.WITHDRAW): Stage.PAST,
}


def move(version: GuideVersion, step: Step) -> Stage:
    """Take a step and return the new stage; words that are a draft again were checked by nobody.

    Raises: WrongStep.
    """
    try:
        after = STEPS[Stage(version.stage), step]
    except KeyError:
        raise WrongStep("This guide has moved on. Look at it again.") from None
    version.stage = after
    if after is Stage.DRAFT:
        version.checked_by_id = version.checked_at = version.scheduled_at = None
        version.checked_sha256 = ""
    return after
