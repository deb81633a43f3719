"""Where code may live and what it may import: floors, walls, cycles, rooms."""

import ast

from tests.house.tree import PACKAGE, Tree, dotted, last_name

FLOORS = (
    ("settings", "db", "turns", "errors", "clock"),
    ("crypto", "access", "audit", "outbox", "notify", "web", "text", "translations"),
    ("index", "clinic", "identity"),
    ("inquiry", "question", "library", "sharing", "guide"),
    ("journey", "follow", "practice", "privacy"),
    ("app",),
    ("schema", "backup", "demo", "serving", "wsgi", "__main__", "cli"),
)
PRIVATE = ("question", "crypto", "identity")
WALLS = {
    "library": (*PRIVATE, "guide"),
    "sharing": (*PRIVATE, "guide"),
    "index": PRIVATE,
    "journey.search": (*PRIVATE, "guide"),
    "notify": (*PRIVATE, "library", "index", "journey"),
    "audit": ("crypto",),
    "outbox": ("crypto",),
}
CORRIDORS = ("journey", "privacy")
"""Packages that hold rooms and nothing else."""
ROOM_FILES = {"__init__", "routes", "api", "schemas", "service", "queries", "handlers", "wiring"}
ROOM_MUST_HAVE = {"__init__", "service", "queries"}
ROOM_ENTRANCES = {"routes", "handlers"}
"""A room is entered over a page, or by the worker."""
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "data", "info"}
JOINS = {
    f"{PACKAGE}.app",
    f"{PACKAGE}.schema",
    f"{PACKAGE}.cli",
    f"{PACKAGE}.crypto.sources",
    f"{PACKAGE}.text.identifiers.ner",
}
NEVER_IMPORTS = {
    "service": ("flask", "flask_login", "flask_wtf"),
    "queries": ("flask", "flask_login", "flask_wtf"),
    "schemas": ("flask", "flask_login", "sqlalchemy", "qa_portal.db"),
    "routes": ("sqlalchemy", "qa_portal.db.transaction", "qa_portal.crypto"),
    "api": ("sqlalchemy", "qa_portal.db.transaction", "qa_portal.crypto"),
}


def floor_of(name: str) -> int | None:
    """Return the floor a module stands on; None for the root package, which joins all."""
    parts = name.split(".")
    if len(parts) == 1:
        return None
    for number, names in enumerate(FLOORS):
        if parts[1] in names:
            return number
    return -1


def floors(tree: Tree) -> list[str]:
    """Imports go down only; every module has a floor."""
    wrong = []
    for name, imports in tree.imports.items():
        here = floor_of(name)
        if here == -1:
            wrong.append(f"{tree.modules[name].path}: stands on no floor of the house")
        for other, line in imports.items():
            there = floor_of(other)
            if here is None or here == -1:
                continue
            if there is None:
                if here < len(FLOORS) - 1:
                    wrong.append(f"{tree.modules[name].path}:{line}: only the top floor imports {PACKAGE} itself")
            elif there > here:
                wrong.append(f"{tree.modules[name].path}:{line}: floor {here} imports {other} of floor {there}")
    return wrong


def sideways(tree: Tree) -> list[str]:
    """Rooms of floor 4 never import each other; on lower floors two packages never import one another."""
    wrong = []
    pairs: dict[tuple[str, str], str] = {}
    for name, imports in tree.imports.items():
        for other, line in imports.items():
            mine, theirs = _room(name), _room(other)
            if mine == theirs or floor_of(name) is None or floor_of(name) != floor_of(other):
                continue
            place = f"{tree.modules[name].path}:{line}"
            if floor_of(name) == 4 and theirs not in CORRIDORS:
                wrong.append(f"{place}: room {mine} imports room {theirs}")
            if (theirs, mine) in pairs:
                wrong.append(f"{place}: {mine} and {theirs} import one another")
            pairs[mine, theirs] = place
    return wrong


def _room(name: str) -> str:
    parts = name.split(".")[1:]
    return ".".join(parts[:2] if parts and parts[0] in CORRIDORS else parts[:1])


def walls(tree: Tree) -> list[str]:
    """Some rooms never reach others, however long the way; `text` reaches nothing."""
    wrong = []
    for start, forbidden in WALLS.items():
        for name in tree.inside(f"{PACKAGE}.{start}"):
            wrong += _reaches(tree, name, forbidden)
    for name in tree.inside(f"{PACKAGE}.text"):
        wrong += [
            f"{tree.modules[name].path}: text imports {other}"
            for other in tree.imports[name]
            if not other.startswith(f"{PACKAGE}.text")
        ]
    return wrong


def _reaches(tree: Tree, start: str, forbidden: tuple[str, ...]) -> list[str]:
    asked_by = tree.reach(start)
    wrong = []
    for name in asked_by:
        if any(name == f"{PACKAGE}.{room}" or name.startswith(f"{PACKAGE}.{room}.") for room in forbidden):
            way = [name]
            while way[-1] != start:
                way.append(asked_by[way[-1]])
            wrong.append(f"{start} reaches {name}: {' <- '.join(way)}")
    return wrong


def cycles(tree: Tree) -> list[str]:
    """No module imports itself, over however many others; deferred imports count."""
    wrong = []
    for start in tree.modules:
        if start == PACKAGE:
            continue
        seen: set[str] = set()
        waiting = list(tree.imports[start])
        while waiting:
            name = waiting.pop()
            if name == start:
                wrong.append(f"{tree.modules[start].path}: is part of an import cycle")
                break
            if name not in seen and name != PACKAGE:
                seen.add(name)
                waiting += tree.imports.get(name, {})
    return wrong


def imports_at_the_top(tree: Tree) -> list[str]:
    """No import inside a function but in `create_app`; no relative import."""
    wrong = []
    for module in tree.modules.values():
        for node in ast.walk(module.syntax):
            if isinstance(node, ast.ImportFrom) and node.level:
                wrong.append(module.at(node, "relative import"))
        for function in module.functions():
            if function.name == "create_app" and module.name == f"{PACKAGE}.app":
                continue
            wrong += [
                module.at(node, f"import inside {function.name}()")
                for node in ast.walk(function)
                if isinstance(node, ast.Import | ast.ImportFrom)
            ]
    return wrong


def imports_by_name(tree: Tree) -> list[str]:
    """Only what joins the house imports a module by a name in a string, which no other check can see."""
    return [
        module.at(call, f"{dotted(call.func)}() outside {sorted(JOINS)}")
        for module in tree.modules.values()
        if module.name not in JOINS
        for call in module.calls()
        if last_name(call.func) in {"import_module", "__import__"}
    ]


def rooms(tree: Tree) -> list[str]:
    """Every room of a corridor is complete, uses the house's file names, and is in the corridor's list."""
    return [line for corridor in CORRIDORS for line in _rooms_of(tree, corridor)]


def _rooms_of(tree: Tree, corridor: str) -> list[str]:
    place = tree.root / PACKAGE / corridor
    if not place.is_dir():
        return []
    wrong = []
    folders = [p for p in sorted(place.iterdir()) if p.is_dir() and p.name != "__pycache__"]
    for folder in folders:
        have = {path.stem for path in folder.glob("*.py")}
        where = f"{PACKAGE}/{corridor}/{folder.name}"
        wrong += [f"{where}: has no {name}.py" for name in sorted(ROOM_MUST_HAVE - have)]
        if not ROOM_ENTRANCES & have:
            wrong.append(f"{where}: has neither routes.py nor handlers.py")
        wrong += [f"{where}/{name}.py: not a file name of a room" for name in sorted(have - ROOM_FILES)]
        extra = {p.name for p in folder.iterdir() if p.is_dir()} - {"__pycache__", "templates"}
        wrong += [f"{where}/{name}: not a folder of a room" for name in sorted(extra)]
        if (folder / "templates").is_dir() and {p.name for p in (folder / "templates").iterdir()} != {folder.name}:
            wrong.append(f"{where}/templates: holds only the folder {folder.name}")
        wrong += _only_words(tree, f"{PACKAGE}.{corridor}.{folder.name}")
    return wrong + _listed(tree, corridor, {folder.name for folder in folders})


def _only_words(tree: Tree, room: str) -> list[str]:
    module = tree.modules.get(room)
    if module is None or (len(module.syntax.body) == 1 and ast.get_docstring(module.syntax)):
        return []
    return [f"{module.path}: holds only a docstring: who enters, what leaves, which steps"]


def _listed(tree: Tree, corridor: str, folders: set[str]) -> list[str]:
    module = tree.modules.get(f"{PACKAGE}.{corridor}")
    names = {
        node.value
        for node in ast.walk(module.syntax if module else ast.Module([], []))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier()
    }
    where = f"{PACKAGE}/{corridor}/__init__.py"
    return [f"{where}: {name} is a folder or in the list, not both" for name in names ^ folders]


def names(tree: Tree) -> list[str]:
    """No module has a name that says nothing."""
    return [
        f"{module.path}: the name says nothing"
        for module in tree.modules.values()
        if EMPTY_NAMES & set(module.name.split(".")[1:])
    ]


def kinds_of_file(tree: Tree) -> list[str]:
    """A file does what its name says: no Flask in a service, no database in a route."""
    wrong = []
    for module in tree.modules.values():
        banned = NEVER_IMPORTS.get(module.name.rpartition(".")[2], ())
        if module.is_package or floor_of(module.name) in {None, 0, 1, -1}:
            continue
        for node in ast.walk(module.syntax):
            for name in _imported(node):
                if any(name == other or name.startswith(f"{other}.") for other in banned):
                    wrong.append(module.at(node, f"{module.path.rpartition('/')[2]} never imports {name}"))
    return wrong


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


CHECKS = (floors, sideways, walls, cycles, imports_at_the_top, imports_by_name, rooms, names, kinds_of_file)
