"""The way of a question through the house, one room a step. Rooms meet through statuses and outbox topics only."""

ROOMS = (
    "ask",
    "attach",
    "triage",
    "queue",
    "gap",
    "beside",
    "answer",
    "forms",
    "aftercare",
    "deidentify",
    "review",
    "publish",
    "guides",
    "guide_check",
    "upkeep",
    "reach",
    "search",
)
"""The rooms in the order a question walks them."""
