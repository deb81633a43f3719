"""Bring every catalogue up to date with the code and compile it; end with 1 while a text has no words."""

import sys

from qa_portal.translations.catalogues import (
    languages,
    mo_bytes,
    mo_path,
    po_bytes,
    po_path,
    renewed,
    without_words,
)


def main() -> int:
    """Do it for every language, and say what is still to be translated."""
    missing = 0
    for language in languages():
        catalogue = renewed(language)
        po_path(language).write_bytes(po_bytes(catalogue))
        mo_path(language).write_bytes(mo_bytes(catalogue))
        empty = without_words(catalogue)
        missing += len(empty)
        sys.stdout.write(f"{language}: {len(catalogue)} texts, {len(empty)} without words\n")
        sys.stdout.writelines(f"  {text!r}\n" for text in empty)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
