"""Catalogues: what the code says now, what a language has for it, and both written to disk."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages import Catalog, frontend
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from qa_portal.translations.extraction import KEYWORDS

PACKAGE = Path(__file__).resolve().parents[1]
parse_mapping: Callable[[IO[str]], tuple[Any, Any]] = frontend.parse_mapping_cfg
"""Babel's reader of `babel.cfg`, which carries no types."""
MAPPING = PACKAGE / "web" / "babel.cfg"
FOLDER = Path(__file__).resolve().parent
WIDTH = 110


def languages() -> list[str]:
    """Codes of the languages that have a catalogue."""
    return sorted(path.parts[-3] for path in FOLDER.glob("*/LC_MESSAGES/messages.po"))


def po_path(language: str) -> Path:
    """Where people write."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def mo_path(language: str) -> Path:
    """What the portal reads."""
    return po_path(language).with_suffix(".mo")


def in_the_code() -> Catalog:
    """Return every text of code and templates, without translations."""
    with MAPPING.open(encoding="utf-8") as file:
        methods, options = parse_mapping(file)
    found = Catalog(charset="utf-8")
    for _file, _line, message, comments, context in extract_from_dir(
        PACKAGE, methods, options, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        found.add(message, None, auto_comments=comments, context=context)
    return found


def written(language: str) -> Catalog:
    """Return a language's catalogue as it stands on disk."""
    with po_path(language).open("rb") as file:
        return read_po(file, locale=language, charset="utf-8", abort_invalid=True)


def renewed(language: str) -> Catalog:
    """Return the catalogue with what is new in the code (empty) and without what is gone. Nothing is guessed."""
    catalogue, template = written(language), in_the_code()
    template.creation_date = catalogue.creation_date
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def po_bytes(catalogue: Catalog) -> bytes:
    """Return a catalogue as people edit it: sorted, without places in files, so that a change is a small one."""
    out = BytesIO()
    write_po(out, catalogue, width=WIDTH, no_location=True, sort_output=True, ignore_obsolete=True)
    return out.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """Return a catalogue as the portal reads it."""
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def without_words(catalogue: Catalog) -> list[str]:
    """Return the texts a catalogue has no words for, or not for every plural."""
    missing = []
    for message in catalogue:
        words = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and not all(words):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing
