"""A checker of pages: the parser's own complaints, and the rules of content, attributes and references."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

import html5lib
from lxml.etree import _Element

from tests.standards import html_tables as known

Rule = Callable[[_Element], Iterator[str]]
DATE = re.compile(r"\d{4}-\d\d(-\d\d)?(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?|P(\d+D)?(T(\d+H)?(\d+M)?)?")
URL = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%\u00a0-\U0010ffff]*")
ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
OWN_ATTRIBUTE = re.compile(r"data-[a-z0-9-]+")


def faults(page: bytes) -> list[str]:
    """Return what is wrong on a page, in words."""
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
    root = parser.parse(page, transport_encoding="utf-8").getroot()
    found = [f"line {place[0]}: {code} {facts or ''}" for place, code, facts in parser.errors]
    return found + [wrong for rule in RULES for wrong in rule(root)]


def elements(root: _Element) -> Iterator[_Element]:
    """Yield every element that is HTML's; pictures drawn in the page are none."""
    for element in root.iter():
        # What is a comment has a function for a name.
        if isinstance(element.tag, str) and not element.tag.startswith("{"):
            yield element


def _said(element: _Element) -> str:
    marks = "".join(f" {name}={value!r}" for name, value in list(element.items())[:3])
    return f"<{element.tag}{marks}>"[:110]


def _content(root: _Element) -> Iterator[str]:
    for one in elements(root):
        above = [parent.tag for parent in one.iterancestors()]
        parent = above[0] if above else ""
        if parent in known.CHILDREN and one.tag not in known.CHILDREN[parent]:
            yield f"{_said(one)} is no child of {parent}"
        if one.tag in known.PARENTS and parent not in known.PARENTS[one.tag]:
            yield f"{_said(one)} stands in {parent}"
        if one.tag in known.BLOCK and (inside := known.PHRASING_PARENTS & set(above)):
            yield f"{_said(one)} stands in {', '.join(sorted(inside))}"
        yield from (f"{_said(one)} in a {name}" for name in above if one.tag in known.NEVER_INSIDE.get(name, ()))
        if one.tag in known.OBSOLETE:
            yield f"{_said(one)} is obsolete"


def _words_in_lists(root: _Element) -> Iterator[str]:
    for one in elements(root):
        if one.tag in known.CHILDREN and "".join([one.text or "", *(child.tail or "" for child in one)]).strip():
            yield f"{_said(one)} holds words of its own"
        if one.tag == "dl" or (one.tag == "div" and getattr(one.getparent(), "tag", "") == "dl"):
            names = [child.tag for child in one if child.tag in {"dt", "dd"}]
            if names and (names[0] != "dt" or names[-1] != "dd"):
                yield f"{_said(one)} has a name without words, or words without a name"


def _interactive(root: _Element) -> Iterator[str]:
    for one in elements(root):
        if one.tag not in known.INTERACTIVE and one.get("tabindex") is None:
            continue
        if one.get("type") == "hidden" or (one.tag == "a" and one.get("href") is None):
            continue
        for above in one.iterancestors("a", "button"):
            yield f"{_said(one)} can be used inside {_said(above)}"


def _attributes(root: _Element) -> Iterator[str]:
    for one in elements(root):
        allowed = known.GLOBAL | known.ARIA | known.ATTRIBUTES.get(one.tag, frozenset())
        for name, value in one.items():
            if name not in allowed and not OWN_ATTRIBUTE.fullmatch(name):
                yield f"{_said(one)} has {name}"
            if name in {"href", "src", "action", "formaction", "cite"} and (
                not URL.fullmatch(value) or ESCAPE.search(value) or (name != "href" and not value)
            ):
                yield f"{_said(one)}: {name} is no address: {value[:60]!r}"
        if one.tag == "time" and not DATE.fullmatch(one.get("datetime") or one.text or ""):
            yield f"{_said(one)} is no date"
        if one.tag in known.TABLE_PARTS and one.get("role"):
            yield f"{_said(one)} has the role from its table"
        elif one.get("role") and one.get("role") == known.OWN_ROLES.get(one.tag):
            yield f"{_said(one)} has that role by itself"


def _references(root: _Element) -> Iterator[str]:
    all_ids = [one.get("id") for one in elements(root) if one.get("id") is not None]
    yield from (f"id {name!r} {count} times" for name, count in Counter(all_ids).items() if count > 1)
    yield from (f"id {name!r} is none" for name in all_ids if not name or re.search(r"\s", name))
    places = {one.get("id"): one for one in elements(root) if one.get("id")}
    for one in elements(root):
        named = [word for name in known.REFERENCES for word in one.get(name, "").split()]
        href = one.get("href", "")
        named += [href[1:]] if href.startswith("#") and len(href) > 1 else []
        named += [one.get(name) for name in ("list", "form") if one.get(name)]
        yield from (f"{_said(one)} names {word!r}, which is nowhere" for word in named if word not in places)
        if one.tag == "label":
            around = next(one.iter(*known.LABELABLE), None)
            target = places.get(one.get("for")) if one.get("for") else around
            if target is None or target.tag not in known.LABELABLE or target.get("type") == "hidden":
                yield f"{_said(one)} labels nothing"


def _is_of_mistakes(element: _Element) -> bool:
    return any(above.get("data-error-summary") is not None for above in element.iterancestors())


def _headings(root: _Element) -> Iterator[str]:
    # What went wrong stands before everything else, under a heading of its own.
    found = [one for one in elements(root) if one.tag in known.HEADINGS and not _is_of_mistakes(one)]
    levels = [int(one.tag[1]) for one in found]
    if levels.count(1) != 1 or levels[0] != 1:
        yield f"headings begin {levels[:3]}, h1 {levels.count(1)} times"
    yield from (f"h{above} is followed by h{below}" for above, below in pairwise(levels) if below > above + 1)
    yield from (
        f"{_said(one)} is empty"
        for one in elements(root)
        if one.tag in known.HEADINGS and not "".join(one.itertext()).strip()
    )


def _whole(root: _Element) -> Iterator[str]:
    if not re.fullmatch("[a-z]{2}", root.get("lang", "")):
        yield "the page has no language"
    count = Counter(one.tag for one in elements(root))
    yield from (f"{name} {count[name]} times" for name in ("title", "main", "body") if count[name] != 1)
    if not (root.findtext("head/title") or "").strip():
        yield "the page has no title"
    for one in elements(root):
        if one.tag == "img" and one.get("alt") is None:
            yield f"{_said(one)} has no words"
        if one.tag == "iframe" and not one.get("title"):
            yield f"{_said(one)} has no title"
        if one.tag == "fieldset" and (len(one) == 0 or one[0].tag != "legend"):
            yield f"{_said(one)} has no legend first"


RULES: tuple[Rule, ...] = (_content, _words_in_lists, _interactive, _attributes, _references, _headings, _whole)
