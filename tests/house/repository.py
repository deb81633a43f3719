"""What no file of the repository may hold: paths of somebody's machine, indexes, neighbours' folders."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.house.tree import Tree

_NEIGHBOUR = "shared"
_PLACES = ("home/[a-z]", "root/[.a-z]", "Users/[a-z]", f"work/(?:main|room|[.]library|{_NEIGHBOUR})")
MACHINE = re.compile(rf"(?<![\w.])/(?:{'|'.join(_PLACES)})|(?<![\w/-])(?:\.\./)?{_NEIGHBOUR}/(?:data|design|tools)")
INDEX = re.compile(r"--(?:extra-)?index-url|--find-links|--trusted-host")
LEFT_OUT = {".png", ".woff2", ".ico", ".gz", ".mo", ".webp", ".jpg"}


def tracked(root: Path) -> list[Path]:
    """Return the files of the repository: those Git knows or would add; all of them where there is no Git."""
    if (root / ".git").exists():
        command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return [root / name for name in listed.split("\0") if name and (root / name).is_file()]
    return [path for path in root.rglob("*") if path.is_file()]


def nobodys_machine(tree: Tree) -> list[str]:
    """No path of a developer's machine, and nothing from outside the repository."""
    return _search(tree, MACHINE, lambda path: True)


def no_index(tree: Tree) -> list[str]:
    """The locks name packages and hashes; where they come from is the installer's choice."""
    return _search(tree, INDEX, lambda path: path.name.startswith("requirements"))


def _search(tree: Tree, pattern: re.Pattern[str], wanted: Callable[[Path], bool]) -> list[str]:
    wrong = []
    for path in tracked(tree.root):
        if path.suffix in LEFT_OUT or not wanted(path):
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        for hit in pattern.finditer(text):
            line = text.count("\n", 0, hit.start()) + 1
            wrong.append(f"{path.relative_to(tree.root)}:{line}: {hit.group()}")
    return wrong


CHECKS = (nobodys_machine, no_index)
