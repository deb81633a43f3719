"""A checker of JSON-LD: the vocabulary of schema.org, and what search engines ask for of a question with its answer.

Sources: `schema_org.json` beside this file; developers.google.com/search/docs/appearance/structured-data (qapage,
breadcrumb), as of 2026.
"""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

VOCABULARY: dict[str, Any] = json.loads(Path(__file__).with_name("schema_org.json").read_text(encoding="utf-8"))[
    "types"
]
BLOCK = re.compile(rb'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
NEEDED = {
    "MedicalWebPage": "url name description inLanguage datePublished dateModified publisher isPartOf breadcrumb",
    "Question": "name text answerCount acceptedAnswer",
    "Answer": "text url datePublished author",
    "BreadcrumbList": "itemListElement",
    "ListItem": "position name item",
    "Person": "name",
    "Organization": "name",
    "MedicalOrganization": "name url",
    "CreativeWork": "name",
    "DefinedTermSet": "name url hasDefinedTerm",
    "DefinedTerm": "name description",
}
"""What a thing of ours says in any case: what Google asks for, and what lets a reader trust a page."""


def blocks(page: bytes) -> list[dict[str, Any]]:
    """Return the data on a page."""
    return [json.loads(found) for found in BLOCK.findall(page)]


def faults(data: dict[str, Any]) -> list[str]:
    """Return what is wrong with one block, in words."""
    outside = [] if data.get("@context") == "https://schema.org" else ["the context is another"]
    return outside + list(_of_thing({name: value for name, value in data.items() if name != "@context"}))


def _of_thing(thing: dict[str, Any]) -> Iterator[str]:
    kind = thing.get("@type", "")
    if kind not in VOCABULARY:
        yield f"{kind!r} is no type we know"
        return
    known = _properties(kind)
    yield from (f"{kind} has no {name}" for name in NEEDED.get(kind, "").split() if not thing.get(name))
    for name, value in thing.items():
        if name == "@type":
            continue
        if name not in known:
            yield f"{name} is no property of {kind}"
            continue
        for one in value if isinstance(value, list) else [value]:
            if not _fits(one, known[name]):
                yield f"{kind}.{name} is {one!r:.60}, not {' or '.join(sorted(known[name]))}"
            elif isinstance(one, dict):
                yield from _of_thing(one)


def _properties(kind: str) -> dict[str, set[str]]:
    """Return a type's properties, those of all it is included, and what each may be."""
    found: dict[str, set[str]] = {}
    for one in _is(kind):
        for name, kinds in VOCABULARY[one]["has"].items():
            found.setdefault(name, set()).update(kinds.split())
    return found


def _is(kind: str) -> set[str]:
    above = VOCABULARY[kind]["is"] if kind in VOCABULARY else []
    return {kind}.union(*(_is(one) for one in above))


def _fits(value: object, kinds: set[str]) -> bool:
    if isinstance(value, dict):
        return bool(kinds & _is(value.get("@type", "")))
    if isinstance(value, int):
        return bool(kinds & {"Integer", "Number"}) and not isinstance(value, bool)
    if not isinstance(value, str) or not value:
        return False
    # A step of the way up is the address of a page, as search engines ask for it.
    return "Text" in kinds or bool(kinds & {"URL", "Thing"} and is_whole(value)) or _is_time(value, kinds)


def is_whole(url: str) -> bool:
    """Whether an address says on which machine it is."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and " " not in url


def _is_time(value: str, kinds: set[str]) -> bool:
    try:
        if "Date" in kinds and len(value) == len("2026-11-27"):
            date.fromisoformat(value)
        else:
            return "DateTime" in kinds and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
    return True


def places(data: dict[str, Any]) -> list[str]:
    """Return every address in a block that must be whole, whatever else the vocabulary lets it be."""
    found = [value for name, value in data.items() if name in {"url", "item", "license"} and isinstance(value, str)]
    found += [one for one in data.get("image", []) if isinstance(one, str)]
    inner = [one for value in data.values() for one in (value if isinstance(value, list) else [value])]
    return found + [url for one in inner if isinstance(one, dict) for url in places(one)]
