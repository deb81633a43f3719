"""What stands between a draft and its second reader: parts that are missing, and words that may point to a person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from qa_portal.guide.models import GuideVersion
from qa_portal.text.coach import Advice, advise
from qa_portal.text.diff import Change, Kind
from qa_portal.text.findings import id_of
from qa_portal.text.identifiers import find
from qa_portal.text.markup import broken_links, plain

LEAST_CHARS = {"title": 5, "summary": 20, "body": 200, "help": 20}
"""Fewer than these are no title, no summary, no text and no help."""
AROUND_CHARS = 160
"""How much of what stayed the same is shown on each side of a change."""
GAP = "\n […]\n"


@dataclass(frozen=True, slots=True)
class Pointer:
    """Words that look as if they pointed to a person, however often they stand in a guide."""

    id: str
    words: str
    type: str
    why: str
    kept: bool
    """Whether somebody looked at them and lets them stay."""


def texts_of(version: GuideVersion) -> dict[str, str]:
    """Return the texts of a version as readers see them, by part."""
    marked = {"summary": version.summary, "body": version.body, "help": version.help, "notice": version.notice}
    return {"title": version.title, **{name: plain(text) for name, text in marked.items()}}


def pointers(version: GuideVersion) -> list[Pointer]:
    """Return what may point to a person, in the order of the page. Nobody's own facts are known here."""
    found: dict[str, Pointer] = {}
    kept: Collection[str] = frozenset(version.kept)
    for text in texts_of(version).values():
        for span in find(text, None, version.guide.lang):
            words = text[span.start : span.end]
            name = id_of(str(span.type), words)
            found.setdefault(name, Pointer(name, words, str(span.type), span.reason, name in kept))
    return list(found.values())


def checklist(version: GuideVersion, seen: Collection[Pointer], now: datetime) -> list[tuple[str, bool]]:
    """Return what must be true before somebody else reads it, in the order of the form."""
    texts = texts_of(version)
    links = broken_links(version.body) + broken_links(version.help)
    return [
        *((name, len(texts[name]) >= least) for name, least in LEAST_CHARS.items()),
        ("links", not links),
        ("sources", bool(version.sources)),
        ("topic", bool(version.topic_slug)),
        ("review_by", version.review_by_at is not None and version.review_by_at > now),
        ("pointers", all(pointer.kept for pointer in seen)),
    ]


def advice(version: GuideVersion) -> Advice:
    """Return how the text reads, and what could be easier."""
    texts = texts_of(version)
    return advise("\n".join(filter(None, (texts["summary"], texts["body"], texts["help"]))), version.guide.lang)


def as_text(version: GuideVersion) -> str:
    """Return a version as one text, to show what changed between two."""
    sources = "\n".join(filter(None, (f"{one['title']} {one['url']}".strip() for one in version.sources)))
    return "\n\n".join(filter(None, (version.title, version.summary, version.body, version.help, sources)))


def around(changes: Sequence[Change]) -> list[Change]:
    """Return what changed with some words around it: of a long text the rest is left out."""
    last = len(changes) - 1
    return [_cut(change, number == 0, number == last) if last else change for number, change in enumerate(changes)]


def _cut(change: Change, is_first: bool, is_last: bool) -> Change:
    text = change.text
    if change.kind is not Kind.SAME or len(text) <= 2 * AROUND_CHARS:
        return change
    head = "" if is_first else text[:AROUND_CHARS].rsplit(" ", 1)[0]
    tail = "" if is_last else text[-AROUND_CHARS:].split(" ", 1)[-1]
    return Change(Kind.SAME, f"{head}{GAP}{tail}")
