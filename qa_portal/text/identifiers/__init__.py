"""Finding identifiers in a text and putting consistent tags in their place; pure functions, no network."""

from qa_portal.text.identifiers.engine import find
from qa_portal.text.identifiers.profile import Profile
from qa_portal.text.identifiers.spans import Finder, Kind, Span
from qa_portal.text.identifiers.tags import Tagger, replace

__all__ = ["Finder", "Kind", "Profile", "Span", "Tagger", "find", "replace"]
