"""Finding texts in Python: those in gettext calls, and those raised as errors a person will read.

Use cases never import Flask, so they raise plain English, such as `raise Conflict("This person has joined
already.")`; the shell says it in the reader's language when it shows it (`qa_portal.web.error_texts.said`).
"""

import ast
from collections.abc import Collection, Iterator
from io import BytesIO
from typing import IO, Any

from babel.messages.extract import DEFAULT_KEYWORDS, extract_python

KEYWORDS: dict[str, Any] = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
"""Functions whose texts are translated; `_` is among the defaults."""
SAID = frozenset(
    (
        "NotSignedIn NotProven Forbidden NotFound Conflict HandsFull WrongStep Gone Erased Held TooMany PuzzleNeeded "
        "WrongPassword WrongCode BadInput PortalError"
    ).split()
)
"""Errors whose words a person reads on a page; those of 500 and more show the page's own words."""
Found = tuple[int, str, str, list[str]]


def extract(file: IO[bytes], keywords: Any, comment_tags: Collection[str], options: Any) -> Iterator[Any]:
    """Yield what Babel finds in a Python file, and the words of its errors. A method for `babel.cfg`."""
    source = file.read()
    yield from extract_python(BytesIO(source), keywords, comment_tags, options)
    yield from raised(source)


def raised(source: bytes) -> Iterator[Found]:
    """Yield line, `_`, text and no comments for every text an error of `SAID` is raised with."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _name(node.exc.func) in SAID:
            yield from _texts(node.exc)
        elif isinstance(node, ast.ClassDef) and node.name in SAID:
            yield from _own_words(node)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def _own_words(error: ast.ClassDef) -> Iterator[Found]:
    """The words a class hands to `super().__init__` itself."""
    for call in ast.walk(error):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "__init__":
            yield from _texts(call)


def _texts(call: ast.Call) -> Iterator[Found]:
    """The first argument, if it is a text; if it is a dictionary of lists, the texts in the lists."""
    said = call.args[:1]
    if said and isinstance(said[0], ast.Dict):
        said = [text for messages in said[0].values if isinstance(messages, ast.List) for text in messages.elts]
    for text in said:
        if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value:
            yield text.lineno, "_", text.value, []
