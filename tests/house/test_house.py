"""The rules of the house, read from the source of this repository; and proof that each rule bites."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import layout, pages, repository, single_places, sizes, tables
from tests.house.faults import FAULTS
from tests.house.tree import Tree

Check = Callable[[Tree], list[str]]
PARTS = (layout, sizes, single_places, pages, tables, repository)
CHECKS: list[Check] = [check for part in PARTS for check in part.CHECKS]
HERE = Tree(Path(__file__).parents[2])


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_keeps_its_rule(check: Check) -> None:
    wrong = check(HERE)
    assert not wrong, f"{check.__doc__}\n" + "\n".join(wrong)


@pytest.mark.parametrize(("check", "files"), FAULTS, ids=lambda part: getattr(part, "__name__", ""))
def test_a_planted_fault_is_found(check: Check, files: dict[str, str], tmp_path: Path) -> None:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert check(Tree(tmp_path))


def test_every_rule_has_a_planted_fault() -> None:
    assert {check.__name__ for check in CHECKS} == {check.__name__ for check, _ in FAULTS}


def test_an_empty_house_breaks_no_rule_of_the_source(tmp_path: Path) -> None:
    sources = [check for part in (layout, sizes, single_places, pages) for check in part.CHECKS]
    assert [line for check in sources for line in check(Tree(tmp_path))] == []
