"""How large things are: the figures of the style guide, and types and docstrings everywhere."""

import ast
from collections.abc import Iterator, Sequence

from tests.house.tree import Function, Module, Tree, is_view

FILE_MAX, FILE_P90 = 400, 200
FUNCTION_MAX, FUNCTION_P90 = 50, 20
VIEW_P90 = 14
BRANCHES_MAX = 10
PARAMETERS_MAX = 5
BRANCHES = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.IfExp, ast.match_case)
NOT_COUNTED = {"self", "cls", "session", "user"}


def p90(figures: Sequence[int]) -> int:
    """Return the smallest figure that nine in ten do not pass; 0 for none."""
    ordered = sorted(figures)
    return ordered[max(0, -(-len(ordered) * 9 // 10) - 1)] if ordered else 0


def function_lines(function: Function) -> int:
    """Lines from `def` to the end, docstring and all."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def body_lines(function: Function) -> int:
    """Lines of the body without the docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def branches(function: Function) -> int:
    """How many ways the function can turn, nested functions not counted."""
    inner = {id(node) for child in _nested(function) for node in ast.walk(child)}
    return sum(isinstance(node, BRANCHES) and id(node) not in inner for node in ast.walk(function))


def _nested(function: Function) -> Iterator[Function]:
    for node in ast.walk(function):
        if node is not function and isinstance(node, Function):
            yield node


def parameters(function: Function) -> list[str]:
    """Names of the parameters but self, session and user."""
    rules = function.args
    return [a.arg for a in (*rules.posonlyargs, *rules.args, *rules.kwonlyargs) if a.arg not in NOT_COUNTED]


def files(tree: Tree) -> list[str]:
    """No file is longer than 400 lines; nine in ten have at most 200."""
    wrong = [f"{m.path}: {m.lines} lines" for m in tree.modules.values() if m.lines > FILE_MAX]
    found = p90([module.lines for module in tree.modules.values()])
    return wrong + ([f"nine in ten files have up to {found} lines, not {FILE_P90}"] if found > FILE_P90 else [])


def functions(tree: Tree) -> list[str]:
    """Functions are short, turn seldom and take few parameters."""
    wrong, lengths, views = [], [], []
    for module in tree.modules.values():
        for function in module.functions():
            lengths.append(function_lines(function))
            if is_view(function):
                views.append(body_lines(function))
            wrong += [module.at(function, f"{function.name}() {fault}") for fault in _faults(function)]
    if p90(lengths) > FUNCTION_P90:
        wrong.append(f"nine in ten functions have up to {p90(lengths)} lines, not {FUNCTION_P90}")
    if p90(views) > VIEW_P90:
        wrong.append(f"nine in ten view bodies have up to {p90(views)} lines, not {VIEW_P90}")
    return wrong


def _faults(function: Function) -> Iterator[str]:
    if function_lines(function) > FUNCTION_MAX:
        yield f"has {function_lines(function)} lines"
    if branches(function) > BRANCHES_MAX:
        yield f"has {branches(function)} branches"
    if len(parameters(function)) > PARAMETERS_MAX:
        yield f"takes {len(parameters(function))} parameters"


def docstrings(tree: Tree) -> list[str]:
    """Every public module, class and function says what it is for."""
    wrong = []
    for module in tree.modules.values():
        if not ast.get_docstring(module.syntax):
            wrong.append(f"{module.path}: the module has no docstring")
        for node in _public(module):
            if not ast.get_docstring(node):
                wrong.append(module.at(node, f"{node.name} has no docstring"))
    return wrong


def _public(module: Module) -> Iterator[Function | ast.ClassDef]:
    for node in module.syntax.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node


def types(tree: Tree) -> list[str]:
    """Every parameter and every result has a type."""
    wrong = []
    for module in tree.modules.values():
        for function in module.functions():
            rules = function.args
            every = [*rules.posonlyargs, *rules.args, *rules.kwonlyargs, rules.vararg, rules.kwarg]
            for parameter in every:
                if parameter and not parameter.annotation and parameter.arg not in {"self", "cls"}:
                    wrong.append(module.at(function, f"{function.name}({parameter.arg}) has no type"))
            if function.returns is None:
                wrong.append(module.at(function, f"{function.name}() has no result type"))
    return wrong


CHECKS = (files, functions, docstrings, types)
