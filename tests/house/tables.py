"""Tables that must agree: topics and handlers, enums and the README, migrations and their HEAD."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import PACKAGE, Module, Tree, dotted

README_TABLES = {
    "settings": (f"{PACKAGE}.settings", "Settings"),
    "permissions": (f"{PACKAGE}.access.permissions", "Permission"),
    "actions": (f"{PACKAGE}.audit.actions", "Action"),
    "topics": (f"{PACKAGE}.outbox.topics", "Topic"),
    "statuses": (f"{PACKAGE}.question.status", "Status"),
    "publication-statuses": (f"{PACKAGE}.question.status", "PublicationStatus"),
}
MIGRATION = re.compile(r"(\d{4})_[a-z0-9_]+\.py")


def members(module: Module | None, name: str) -> dict[str, str]:
    """Return an enum's or dataclass's members: name -> string value, empty when it has none."""
    found = {}
    for node in module.syntax.body if module else []:
        if not (isinstance(node, ast.ClassDef) and node.name == name):
            continue
        for line in node.body:
            if not node.bases and isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
                found[line.target.id] = ""
            elif isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                found[line.targets[0].id] = _first_text(line.value)
    return {key: value for key, value in found.items() if not key.startswith("_")}


def _first_text(node: ast.AST) -> str:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            return inner.value
    return ""


def topics_and_handlers(tree: Tree) -> list[str]:
    """Every topic has one handler, and every handler a topic."""
    topics = set(members(tree.modules.get(f"{PACKAGE}.outbox.topics"), "Topic"))
    handled: dict[str, list[str]] = {}
    for module in tree.modules.values():
        if module.path.endswith("/handlers.py"):
            for topic in _handled(module):
                handled.setdefault(topic, []).append(module.path)
    return [
        *(f"Topic.{topic} has no handler" for topic in sorted(topics - set(handled))),
        *(f"{handled[topic][0]}: handles Topic.{topic}, which is none" for topic in sorted(set(handled) - topics)),
        *(f"Topic.{topic} has several handlers: {where}" for topic, where in handled.items() if len(where) > 1),
    ]


def _handled(module: Module) -> Iterator[str]:
    for node in module.syntax.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and target.id == "HANDLERS" and isinstance(value, ast.Dict):
            yield from (dotted(key).removeprefix("Topic.") for key in value.keys if key)


def readme_table(readme: str, name: str) -> str:
    """Return the table that follows `<!-- table: name -->`, an empty string when there is none."""
    _, _, rest = readme.partition(f"<!-- table: {name} -->")
    lines = []
    for line in rest.strip().splitlines():
        if not line.startswith("|"):
            break
        lines.append(line)
    return "\n".join(lines)


def told_in_the_readme(tree: Tree) -> list[str]:
    """Every setting, permission, audit action, topic and status stands in the README's tables."""
    readme = _readme(tree)
    wrong = []
    for name, (where, enum) in README_TABLES.items():
        table = readme_table(readme, name)
        if not table:
            wrong.append(f"README.md: has no table `<!-- table: {name} -->`")
            continue
        for member, value in members(tree.modules.get(where), enum).items():
            word = f"QA_{member.upper()}" if name == "settings" else value or member
            if not re.search(rf"`{re.escape(word)}`", table):
                wrong.append(f"README.md, table {name}: {word} is missing")
    return wrong


def where_to_change(tree: Tree) -> list[str]:
    """Every path in the README's table "where do I change X" exists."""
    table = readme_table(_readme(tree), "where")
    if not table:
        return ["README.md: has no table `<!-- table: where -->`"]
    paths = {word for word in re.findall(r"`([^`\s]+)`", table) if "/" in word or word.endswith((".py", ".cfg"))}
    return [f"README.md, table where: {path} is not there" for path in sorted(paths) if not _exists(tree.root, path)]


def _exists(root: Path, path: str) -> bool:
    return any((base / path).exists() or any(base.glob(path)) for base in (root, root / PACKAGE))


def _readme(tree: Tree) -> str:
    """Return the README and the pages under docs/ that it links to: its tables may stand there."""
    path = tree.root / "README.md"
    readme = path.read_text(encoding="utf-8") if path.exists() else ""
    linked = (tree.root / name for name in re.findall(r"\]\((docs/[\w-]+\.md)", readme))
    return "\n".join([readme, *(page.read_text(encoding="utf-8") for page in linked if page.exists())])


def migrations_numbered(tree: Tree) -> list[str]:
    """Each store's migrations are numbered without a gap, say why in a line, and HEAD names the newest."""
    wrong = []
    for store in ("main", "keys"):
        folder = tree.root / "migrations" / store / "versions"
        files = sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")
        wrong += [f"{path.name}: not NNNN_name.py" for path in files if not MIGRATION.fullmatch(path.name)]
        numbers = [int(path.name[:4]) for path in files if MIGRATION.fullmatch(path.name)]
        if numbers != list(range(1, len(numbers) + 1)) or not numbers:
            wrong.append(f"migrations/{store}: the numbers are {numbers}")
        for path in files:
            if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))):
                wrong.append(f"{path.name}: does not say why in its first line")
        if files and files[-1].stem not in _head(tree.root, store):
            wrong.append(f"migrations: HEAD of {store} does not name {files[-1].stem}")
    return wrong


def _head(root: Path, store: str) -> list[str]:
    places = (root / "migrations" / store / "HEAD", root / "migrations" / "HEAD")
    return [word for place in places if place.exists() for word in place.read_text(encoding="utf-8").split()]


CHECKS = (topics_and_handlers, told_in_the_readme, where_to_change, migrations_numbered)
