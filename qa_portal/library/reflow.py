"""Makes one long run of sentences readable: paragraphs, and lists where the text enumerates with dashes.

The result is plain text in the form `clinic.prose` reads: an empty line ends a paragraph, `- ` begins an item.
"""

import re

PARAGRAPH_CHARS = 420
"""A paragraph ends with the sentence that passes this length, about."""
LONGEST_ITEM_CHARS = 220
"""What follows the last dash may run on into the next paragraph: an item ends with its first sentence after this."""
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)\]]?\s+(?=[A-Z\"“(])")
_ABBREVIATION = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|vs|e\.g|i\.e|etc|approx|Fig|No|U\.S)|\b[A-Z])\.$")
_DASH = re.compile(r"(?:(?<=\s)|^)[-•*]\s+(?=\S)")
_RESUMED = re.compile(
    r"(?<=[a-z0-9)]) (?=(?:These|This|Other|If|You|In|Your|Talk|For|Some|Most|Many|When) [a-z]+ [a-z]+)"
)
"""A list often ends without a stop; these words begin a new sentence."""
_LEAST_ITEMS = 2


def reflow(text: str) -> str:
    """Return a text with paragraphs and lists; one that has lines of its own keeps them."""
    if "\n" in text.strip():
        return text.strip()
    return "\n\n".join(_blocks(" ".join(text.split())))


def sentences(text: str) -> list[str]:
    """Cut a text after its sentences."""
    found: list[str] = []
    for part in _SENTENCE.split(text):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] += f" {part}"
        elif part:
            found.append(part)
    return found


def _blocks(text: str) -> list[str]:
    parts = [part.strip() for part in _DASH.split(text)]
    if len(parts) <= _LEAST_ITEMS:
        return _paragraphs(text)
    before, items = parts[0], [part for part in parts[1:] if part]
    items[-1], after = _end_of_list(items)
    lead = _paragraphs(before)
    return [*lead, "\n".join(f"- {item}" for item in items), *_paragraphs(after)]


def _paragraphs(text: str) -> list[str]:
    found: list[str] = []
    now: list[str] = []
    for sentence in sentences(text):
        now.append(sentence)
        if sum(map(len, now)) >= PARAGRAPH_CHARS:
            found.append(" ".join(now))
            now = []
    if now and found and sum(map(len, now)) < PARAGRAPH_CHARS // 4:
        found[-1] += " " + " ".join(now)
    elif now:
        found.append(" ".join(now))
    return found


def _end_of_list(items: list[str]) -> tuple[str, str]:
    """Cut what follows a list from its last item; a list said again as one sentence is left out."""
    last = items[-1]
    said_again = " ".join(items[:-1])
    at = last.find(said_again)
    if at > 0:
        item, rest = last[:at].strip(), last[at + len(said_again) :].strip()
        return item, rest.removeprefix(item).strip()
    resumed = _RESUMED.search(last)
    if resumed:
        return last[: resumed.start()].strip(), last[resumed.start() :].strip()
    cut = sentences(last)
    if len(cut) > 1 and len(last) > LONGEST_ITEM_CHARS:
        return cut[0], " ".join(cut[1:])
    return last, ""
