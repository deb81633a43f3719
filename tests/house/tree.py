"""The source tree as the house rules see it: modules, imports and functions, read with `ast`, never run."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PACKAGE = "qa_portal"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file of the product."""

    name: str
    path: str
    text: str
    syntax: ast.Module

    @property
    def lines(self) -> int:
        """How many lines the file has."""
        return len(self.text.splitlines())

    @property
    def is_package(self) -> bool:
        """Whether this is an `__init__.py`."""
        return self.path.endswith("__init__.py")

    def at(self, node: ast.AST, message: str) -> str:
        """Return `path:line: message`, as a terminal makes it clickable."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {message}"

    def functions(self) -> Iterator[Function]:
        """Yield every function, methods and nested ones too."""
        for node in ast.walk(self.syntax):
            if isinstance(node, Function):
                yield node

    def calls(self) -> Iterator[ast.Call]:
        """Yield every call."""
        for node in ast.walk(self.syntax):
            if isinstance(node, ast.Call):
                yield node


class Tree:
    """A repository's root; a test may point it at a copy with a fault planted."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def modules(self) -> dict[str, Module]:
        """Return the product's modules by dotted name."""
        found = {}
        for path in sorted((self.root / PACKAGE).rglob("*.py")):
            parts = path.relative_to(self.root).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            text = path.read_text(encoding="utf-8")
            found[name] = Module(name, str(path.relative_to(self.root)), text, ast.parse(text))
        return found

    @cached_property
    def imports(self) -> dict[str, dict[str, int]]:
        """Return for every module the house modules it imports, with the line; deferred ones count too."""
        return {module.name: dict(self._imports_of(module)) for module in self.modules.values()}

    def _imports_of(self, module: Module) -> Iterator[tuple[str, int]]:
        for node in ast.walk(module.syntax):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name.split(".")[0] == PACKAGE:
                        yield alias.name, node.lineno
            elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE:
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    yield (inner if inner in self.modules else str(node.module)), node.lineno

    def reach(self, start: str) -> dict[str, str]:
        """Return all that importing `start` loads, each with the module that asks for it.

        A package's own `__init__` is loaded with it; the root package is not followed, since it only joins.
        """
        asked_by = {start: start}
        waiting = [start]
        while waiting:
            here = waiting.pop()
            wanted = list(self.imports.get(here, {})) + list(_parents(here))
            for name in wanted:
                if name not in asked_by and name != PACKAGE:
                    asked_by[name] = here
                    waiting.append(name)
        return asked_by

    def inside(self, prefix: str) -> list[str]:
        """Return the names of a module and all that lies under it."""
        return [name for name in self.modules if name == prefix or name.startswith(f"{prefix}.")]

    @cached_property
    def templates(self) -> dict[str, str]:
        """Return every template's text by path."""
        return {
            str(path.relative_to(self.root)): path.read_text(encoding="utf-8")
            for folder in sorted((self.root / PACKAGE).rglob("templates"))
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }


def _parents(name: str) -> Iterator[str]:
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for a chain of names, an empty string for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else f"?.{node.attr}"
    if isinstance(node, ast.Call):
        return f"{dotted(node.func)}()"
    return ""


def last_name(node: ast.AST) -> str:
    """Return the last name of a chain: `commit` for `session.commit`."""
    return dotted(node).rpartition(".")[2]


def is_view(function: Function) -> bool:
    """Whether a function answers a route."""
    return any(
        isinstance(mark, ast.Call)
        and isinstance(mark.func, ast.Attribute)
        and mark.func.attr in {"route", "get", "post", "put", "patch", "delete"}
        for mark in function.decorator_list
    )
