"""Red flags: a patient's words and ticks in; a level, its categories and the rules that fired out.

Pure functions over versioned data. Nothing here blocks, lowers a level or says that all is well.
"""

from qa_portal.text.flags.engine import find
from qa_portal.text.flags.pack import Addition, Pack, load
from qa_portal.text.flags.verdict import Flags, Level, Span

__all__ = ["Addition", "Flags", "Level", "Pack", "Span", "find", "load"]
