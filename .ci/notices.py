"""Write docs/third-party-notices.md: every package the lock installs, with its licence as its own files give it."""

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTICES = ROOT / "docs" / "third-party-notices.md"
KIT = ROOT / ".ci" / "notices-kit.md"
LICENCE_FILE = re.compile(r"(?:^|/)(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*$", re.IGNORECASE)
HEAD = """# Third-party notices

qa_portal is licensed under the Apache License 2.0 (see `LICENSE`). It stands on the work of others: the packages
below are installed beside it (`requirements.txt`), and the interface kit's styles are part of it.
This file is written by `make notices`.
"""


def locked() -> list[str]:
    """Return the names in the lock of the product, and the PostgreSQL driver of the extra."""
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    return sorted({*re.findall(r"^([a-z0-9][a-z0-9._-]*)==", lock, re.MULTILINE), "psycopg", "psycopg-binary"})


def _one(dist: Distribution, field: str) -> str:
    return next(iter(dist.metadata.get_all(field) or []), "")


def licence(dist: Distribution) -> str:
    """Return the short name of a package's licence."""
    given = _one(dist, "License-Expression")
    classes = [c.rpartition(" :: ")[2] for c in dist.metadata.get_all("Classifier") or [] if c.startswith("License ::")]
    named = _one(dist, "License")
    return given or ", ".join(classes) or (named if len(named) < 60 else "see below")


def texts(dist: Distribution) -> list[str]:
    """Return the licence files a package installs."""
    found = [path for path in dist.files or [] if LICENCE_FILE.search(str(path)) and ".dist-info" in str(path)]
    return [Path(str(path.locate())).read_text(encoding="utf-8", errors="replace").strip() for path in sorted(found)]


def homepage(dist: Distribution) -> str:
    """Return where a package lives."""
    named = [url.partition(",") for url in dist.metadata.get_all("Project-URL") or []]
    urls = {label.strip().lower(): url.strip() for label, _, url in named}
    known = (urls.get(label) for label in ("homepage", "source", "repository", "source code", "code", "documentation"))
    return next((url for url in known if url), _one(dist, "Home-page"))


def section(name: str) -> str:
    """Return what is said of one package."""
    dist = distribution(name)
    home = homepage(dist)
    lines = [f"## {name}", "", f"{licence(dist)}. {home}".strip(), ""]
    for text in texts(dist):
        lines += ["```text", text.replace("```", "'''"), "```", ""]
    return "\n".join(lines)


def main() -> int:
    """Write the file; 1 when a package of the lock is not installed."""
    try:
        parts = [HEAD, KIT.read_text(encoding="utf-8"), *(section(name) for name in locked())]
    except PackageNotFoundError as error:
        sys.stderr.write(f"{error.name} is not installed: run `make notices` after `make test`\n")
        return 1
    NOTICES.parent.mkdir(exist_ok=True)
    NOTICES.write_text("\n".join(parts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
