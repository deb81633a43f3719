"""Reading the demo hospital's texts from the package."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

Row = dict[str, Any]


def hospital() -> Row:
    """Return the clinic's facts, its queues and its people."""
    found: Row = _read("hospital.json")
    return found


def people() -> list[Row]:
    """Return the people of every role; `key` is how the other files name them."""
    return list(hospital()["people"])


def topics() -> list[Row]:
    """Return the topics of the public library."""
    return list(_read("topics.json"))


def answers() -> list[Row]:
    """Return the answers of the public library, by topic."""
    folder = files("qa_portal.demo").joinpath("answers")
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".json"))
    return [row for name in names for row in _read(f"answers/{name}")]


def guides() -> list[Row]:
    """Return what is to be known of the guides; their words are text files of their own."""
    return list(_read("guides.json"))


def guide_text(name: str) -> str:
    """Return a guide: title and summary, its text, and when to get help, cut by lines of `---`."""
    return files("qa_portal.demo").joinpath(f"guide_texts/{name}.txt").read_text(encoding="utf-8")


def ready_words() -> list[Row]:
    """Return the words that are ready for answers."""
    return list(_read("ready_words.json"))


def forms() -> list[Row]:
    """Return the lists of questions a clinician can send."""
    return list(_read("forms.json"))


def questions() -> list[Row]:
    """Return the private questions, the oldest first."""
    return sorted(_read("questions.json"), key=lambda row: -row["sent_hours_ago"])


@cache
def _read(name: str) -> Any:
    return json.loads(files("qa_portal.demo").joinpath(name).read_text(encoding="utf-8"))
