"""Red flags: a patient's words and answers in; a level, its categories and the rules that fired out.

Pure functions over versioned data. Nothing here blocks, lowers a level or says that all is well.
"""

from qa_portal.text.flags.asking import (
    Advice,
    Question,
    advice,
    for_everyone,
    for_topic,
    from_answers,
    is_discreet,
    together,
)
from qa_portal.text.flags.engine import find
from qa_portal.text.flags.pack import Addition, Pack, load
from qa_portal.text.flags.verdict import Flags, Level, Span

__all__ = [
    "Addition",
    "Advice",
    "Flags",
    "Level",
    "Pack",
    "Question",
    "Span",
    "advice",
    "find",
    "for_everyone",
    "for_topic",
    "from_answers",
    "is_discreet",
    "load",
    "together",
]
