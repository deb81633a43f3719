"""Reads a file of questions and answers line by line, and says of each bad line what is wrong."""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from qa_portal.errors import BadInput
from qa_portal.library import medquad
from qa_portal.library.models import Kind
from qa_portal.library.reflow import reflow, sentences
from qa_portal.library.release import PageFacts
from qa_portal.text.wording import PublicWords, SafetyNet, Source

FORMATS = ("plain", "medquad")
MAX_LINE_CHARS = 1_000_000
MAX_ID_CHARS = 200
MAX_TITLE_CHARS = 140
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""Signs that are none: HTML and XML may not hold them."""
_LICENCES = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "Public Domain Mark 1.0": "https://creativecommons.org/publicdomain/mark/1.0/",
}
_NO_SAFETY_NET = SafetyNet("", "", "", "")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it says, or what is wrong with it."""

    number: int
    facts: PageFacts | None
    problem: str = ""


class _BadRow(ValueError):
    """A row that cannot be taken; the message holds no words of it."""


def lines_of(path: Path, file_format: str) -> Iterator[Line]:
    """Read every line of a file; `.gz` is unpacked.

    Raises: BadInput, when the file cannot be read at all.
    """
    reader = medquad.Reader()
    try:
        with _opened(path) as file:
            for number, raw in enumerate(file, 1):
                if raw.strip():
                    yield _line(number, raw, reader if file_format == "medquad" else None)
    except (OSError, EOFError) as problem:
        raise BadInput({"file": [f"The file cannot be read to its end ({type(problem).__name__})."]}) from None


def fingerprint(path: Path) -> tuple[str, int]:
    """SHA-256 and number of lines of a file.

    Raises: BadInput, when it cannot be read.
    """
    digest, count = sha256(), 0
    try:
        with _opened(path) as file:
            for raw in file:
                digest.update(raw)
                count += 1
    except (OSError, EOFError) as problem:
        raise BadInput({"file": [f"The file cannot be read ({type(problem).__name__})."]}) from None
    return digest.hexdigest(), count


def page_id(external_id: str) -> str:
    """Public id of an imported page: the same on every machine, so that links hold."""
    return sha256(f"imported:{external_id}".encode()).hexdigest()[:32]


def _opened(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    return cast(BinaryIO, gzip.open(path, "rb")) if is_packed else path.open("rb")


def _line(number: int, raw: bytes, reader: medquad.Reader | None) -> Line:
    try:
        if len(raw) > MAX_LINE_CHARS:
            raise _BadRow("the line is too long")
        row = json.loads(raw)
        if not isinstance(row, dict):
            raise _BadRow("the line is no JSON object")
        return Line(number, _facts(reader.read(row) if reader else row))
    except _BadRow as problem:
        return Line(number, None, str(problem))
    except UnicodeDecodeError:
        return Line(number, None, "the line is not UTF-8")
    except json.JSONDecodeError:
        return Line(number, None, "the line is not JSON")
    except RecursionError:
        return Line(number, None, "the line is nested too deeply")
    except (KeyError, AttributeError, TypeError):
        return Line(number, None, "a field of the format is missing or not text")


def _facts(row: dict[str, Any]) -> PageFacts:
    external_id = _text(row, "id", required=True)
    if len(external_id) > MAX_ID_CHARS:
        raise _BadRow(f"id is longer than {MAX_ID_CHARS} characters")
    question = _text(row, "question", required=True)
    kind = _text(row, "kind") or Kind.IMPORTED.value
    if kind not in (Kind.IMPORTED, Kind.GUIDE):
        raise _BadRow("kind must be imported or guide: a patient's page comes from a question only")
    licence = _text(row, "license") or _text(row, "licence")
    title = _text(row, "title") or _title(question)
    return PageFacts(
        id=page_id(external_id),
        external_id=external_id,
        kind=kind,
        lang=_language(row),
        topic_slug=_text(row, "topic")[:120] or None,
        words=PublicWords(title, question, reflow(_text(row, "answer", required=True)), _NO_SAFETY_NET, _sources(row)),
        licence=licence[:120],
        licence_url=_LICENCES.get(licence, ""),
        credit=_text(row, "credit")[:500],
        credit_url=_url(row, "credit_url"),
    )


def _text(row: dict[str, Any], name: str, *, required: bool = False) -> str:
    value = row.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is not None and not isinstance(value, str):
        raise _BadRow(f"{name} is not text")
    text = _CONTROL.sub("", (value or "").replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text.isprintable() and any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        raise _BadRow(f"{name} has half a character in it")
    if required and not text:
        raise _BadRow(f"{name} is missing or empty")
    return text


def _sources(row: dict[str, Any]) -> tuple[Source, ...]:
    publisher, url = _text(row, "source"), _url(row, "url")
    if not publisher and not url:
        return ()
    return (Source(title=publisher or urlsplit(url).hostname or url, publisher="", url=url, retrieved=""),)


def _url(row: dict[str, Any], name: str) -> str:
    url = _text(row, name)
    return url if url.startswith(("https://", "http://")) and len(url) <= 500 else ""


def _language(row: dict[str, Any]) -> str:
    lang = _text(row, "lang").lower()[:2]
    return lang if lang.isascii() and lang.isalpha() else "en"


def _title(question: str) -> str:
    first = " ".join((sentences(" ".join(question.split())) or [question])[0].split())
    if len(first) <= MAX_TITLE_CHARS:
        return first
    return first[: first.rfind(" ", 0, MAX_TITLE_CHARS)].rstrip(" ,;:") + "…"
