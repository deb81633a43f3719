"""One place each: commits, broad catches, unsealing, status writes, the clock, what may be logged."""

import ast
from collections.abc import Iterator

from tests.house.tree import Function, Module, Tree, dotted, is_view, last_name

COMMITS = {"qa_portal/db.py": 2, "qa_portal/index/whoosh_writing.py": 1}
BROAD_CATCHES = {"qa_portal/outbox": 1, "qa_portal/web": 1}
UNSEAL_IN = (
    "qa_portal/question/opening.py",
    "qa_portal/question/reading.py",
    "qa_portal/question/file_reading.py",
    "qa_portal/identity/reading.py",
    "qa_portal/inquiry/reading.py",
    "qa_portal/clinic/duty.py",
    "qa_portal/crypto/",
    "qa_portal/backup/archive.py",
)
STATUS_IN = "qa_portal/question/ledger.py"
CLOCK_IN = "qa_portal/clock.py"
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
SPEAKS = {"print", "flash", "url_for", "redirect", "echo", "secho"}
LOG_METHODS = {"debug", "info", "warning", "warn", "error", "exception", "critical", "msg", "bind", "log"}
IGNORES_MAX = 8
SILENCERS = ("# noqa", "# pragma: no cover", "# fmt: off", "# nosec")


def commits(tree: Tree) -> list[str]:
    """`.commit()` stands once a store: two in db.py, one where the search index is written."""
    wrong = []
    for module in tree.modules.values():
        found = [call for call in module.calls() if last_name(call.func) == "commit"]
        if len(found) > COMMITS.get(module.path, 0):
            wrong += [module.at(call, "a commit outside the one place of its store") for call in found]
    return wrong


def broad_catches(tree: Tree) -> list[str]:
    """`except Exception` lives in the outbox loop and on the last-resort page, nowhere else."""
    found: dict[str, list[str]] = {}
    for module in tree.modules.values():
        place = next((where for where in BROAD_CATCHES if module.path.startswith(where)), "")
        for node in ast.walk(module.syntax):
            if isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and not _passes_on(node):
                found.setdefault(place, []).append(module.at(node, "catches everything"))
    return [line for place, lines in found.items() if len(lines) > BROAD_CATCHES.get(place, 0) for line in lines]


def _is_broad(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(last_name(kind) in {"Exception", "BaseException"} for kind in kinds)


def _passes_on(handler: ast.ExceptHandler) -> bool:
    # Tidying up and raising on hides nothing.
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def unsealing(tree: Tree) -> list[str]:
    """`unseal(` is called by the readings (each checks, opens and records) and in crypto only."""
    return [
        module.at(call, "unseal() outside the readings")
        for module in tree.modules.values()
        if not module.path.startswith(UNSEAL_IN)
        for call in module.calls()
        if last_name(call.func).startswith("unseal")
    ]


def status_writes(tree: Tree) -> list[str]:
    """A status changes in `question/ledger.move()` only."""
    return [
        module.at(node, "a status is written outside the ledger")
        for module in tree.modules.values()
        if module.path != STATUS_IN
        for node in ast.walk(module.syntax)
        if _writes_status(node)
    ]


def _writes_status(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) and target.attr == "status" for target in targets)
    if not isinstance(node, ast.Call):
        return False
    name = last_name(node.func)
    if name == "setattr" and len(node.args) > 1:
        return isinstance(node.args[1], ast.Constant) and node.args[1].value == "status"
    return name in {"values", "Question", "Publication"} and any(k.arg == "status" for k in node.keywords)


def one_clock(tree: Tree) -> list[str]:
    """Only clock.py asks the machine for the time."""
    return [
        module.at(call, f"{dotted(call.func)}() instead of clock.now()")
        for module in tree.modules.values()
        if module.path != CLOCK_IN
        for call in module.calls()
        if ".".join(dotted(call.func).split(".")[-2:]) in CLOCKS
    ]


def clear_text(tree: Tree) -> list[str]:
    """A name that begins with `clear_` never goes to a log, a screen, a URL, a flash or an exception."""
    wrong = []
    for module in tree.modules.values():
        for node in ast.walk(module.syntax):
            if isinstance(node, ast.Raise) and node.exc is not None:
                told: list[ast.AST] = [node.exc]
            elif isinstance(node, ast.Call) and _speaks(node):
                told = [*node.args, *node.keywords]
            else:
                continue
            wrong += [module.at(node, f"{name} leaves the room") for part in told for name in _clear_names(part)]
    return wrong


def _speaks(call: ast.Call) -> bool:
    chain = dotted(call.func).split(".")
    return chain[-1] in SPEAKS or (chain[-1] in LOG_METHODS and any("log" in part.lower() for part in chain[:-1]))


def _clear_names(part: ast.AST) -> Iterator[str]:
    for node in ast.walk(part):
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        if name.startswith("clear_"):
            yield name


def no_print(tree: Tree) -> list[str]:
    """The product speaks through the log; only the command line prints."""
    return [
        module.at(call, "print()")
        for module in tree.modules.values()
        if not module.name.startswith("qa_portal.cli") and "__main__" not in module.text
        for call in module.calls()
        if dotted(call.func) == "print"
    ]


def guarded(tree: Tree) -> list[str]:
    """Every view names its permission right under its route."""
    return [
        module.at(function, f"{function.name}() names no permission")
        for module in tree.modules.values()
        for function in module.functions()
        if is_view(function) and not _has_guard(function)
    ]


def _has_guard(function: Function) -> bool:
    return any(isinstance(m, ast.Call) and last_name(m.func) == "guard" for m in function.decorator_list)


def no_silencers(tree: Tree) -> list[str]:
    """No comment switches a check off, and none promises work for later."""
    later = tuple(f"{word}" for word in ("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error"))
    return [
        f"{module.path}:{number}: {mark}"
        for module in tree.modules.values()
        for number, line in enumerate(module.text.splitlines(), 1)
        for mark in (*SILENCERS, *later)
        if mark in line
    ]


def ignored_types(tree: Tree) -> list[str]:
    """Few places tell the type checker to look away, each with the code of what it would say."""
    found = [
        f"{module.path}:{number}: {line.strip()}"
        for module in tree.modules.values()
        for number, line in enumerate(module.text.splitlines(), 1)
        if "# type: ignore" in line
    ]
    bare = [line for line in found if "# type: ignore[" not in line]
    return found if len(found) > IGNORES_MAX else bare


def no_empty_bodies(tree: Tree) -> list[str]:
    """A function does something, unless a Protocol only names it or a null class is there to do nothing."""
    return [
        module.at(function, f"{function.name}() does nothing")
        for module in tree.modules.values()
        for function in module.functions()
        if _is_empty(function) and not _may_be_empty(module, function) and not _only_groups(function)
    ]


def _is_empty(function: Function) -> bool:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return all(isinstance(node, ast.Pass) or _is_constant(node) for node in body)


def _is_constant(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _only_groups(function: Function) -> bool:
    # A group of commands has only its help; a method may say that it returns nothing.
    grouped = any(last_name(getattr(mark, "func", mark)) in {"group", "command"} for mark in function.decorator_list)
    return grouped or (ast.get_docstring(function) or "").startswith("Return nothing")


def _may_be_empty(module: Module, function: Function) -> bool:
    for node in ast.walk(module.syntax):
        if isinstance(node, ast.ClassDef) and function in node.body:
            protocol = any("Protocol" in dotted(base) for base in node.bases)
            return protocol or "null" in (node.name + (ast.get_docstring(node) or "")).lower()
    return False


CHECKS = (
    commits,
    broad_catches,
    unsealing,
    status_writes,
    one_clock,
    clear_text,
    no_print,
    guarded,
    no_silencers,
    ignored_types,
    no_empty_bodies,
)
