"""The small clinic and its story."""

from tests.support.story import cast, ines, settings, story, story_shelf, tom

__all__ = ["cast", "ines", "settings", "story", "story_shelf", "tom"]
