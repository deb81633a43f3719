"""What templates and styles may hold: nothing inline, nothing foreign, nothing unescaped."""

import re
from collections.abc import Iterator

from tests.house.tree import PACKAGE, Tree

SHELL = f"{PACKAGE}/web/"
INLINE_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/ld\+json)[^>]*>", re.I)
INLINE_STYLE = re.compile(r"<style\b|\bstyle\s*=\s*[\"']", re.I)
HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.I)
FOREIGN = re.compile(
    r"<(?:script|img|iframe|source|link|form)\b[^>]*\b(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.I
)
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+false|Markup\(", re.I)
STATUS_COMPARED = re.compile(r"\bstatus\s*(?:==|!=|in\b)")
MARKS = ("assets.nhs" + ".uk", "nhs.uk/" + "search", "Fruti" + "ger")
HEADING = re.compile(r"<h1\b|ui\.panel\(")


def nothing_inline(tree: Tree) -> list[str]:
    """The content security policy allows no script or style inside a page, and nothing from elsewhere."""
    return list(_found(tree, (INLINE_SCRIPT, INLINE_STYLE, HANDLER, FOREIGN)))


def escaped(tree: Tree) -> list[str]:
    """Nothing switches autoescape off outside the shell."""
    return [line for line in _found(tree, (UNESCAPED,)) if not line.startswith(SHELL)]


def no_decisions(tree: Tree) -> list[str]:
    """A page asks a property; it never compares a status."""
    return [line for line in _found(tree, (STATUS_COMPARED,)) if not line.startswith(SHELL)]


def _found(tree: Tree, patterns: tuple[re.Pattern[str], ...]) -> Iterator[str]:
    for path, text in tree.templates.items():
        for pattern in patterns:
            for hit in pattern.finditer(text):
                yield f"{path}:{text.count(chr(10), 0, hit.start()) + 1}: {hit.group()[:60]}"


def whole_pages(tree: Tree) -> list[str]:
    """A page extends one of the two shells and has its heading in `main`."""
    wrong = []
    for path, text in tree.templates.items():
        parent = re.search(r"{%-?\s*extends\s+[\"']([^\"']+)", text)
        if not parent or path.startswith(SHELL) or not parent.group(1).startswith("web/"):
            continue
        if parent.group(1) not in {"web/base.html", "web/public.html"}:
            wrong.append(f"{path}: extends {parent.group(1)}")
        if not HEADING.search(text) and not path.rpartition("/")[2].startswith("_"):
            wrong.append(f"{path}: has no <h1>")
    return wrong


def in_their_room(tree: Tree) -> list[str]:
    """A room's templates lie in a folder of the room's own name, so that no two shadow each other."""
    wrong = []
    for path in tree.templates:
        room, _, inner = path.partition("/templates/")
        if inner.split("/")[0] != room.rpartition("/")[2]:
            wrong.append(f"{path}: is not under templates/{room.rpartition('/')[2]}/")
    return wrong


def no_foreign_marks(tree: Tree) -> list[str]:
    """No licensed font, foreign server or trade mark of the kit's authors is shipped."""
    wrong = []
    for path in sorted((tree.root / PACKAGE).rglob("*")):
        if path.suffix in {".html", ".css", ".js", ".svg", ".json", ".py"}:
            text = path.read_text(encoding="utf-8")
            wrong += [f"{path.relative_to(tree.root)}: {mark}" for mark in MARKS if mark in text]
    return wrong


CHECKS = (nothing_inline, escaped, no_decisions, whole_pages, in_their_room, no_foreign_marks)
