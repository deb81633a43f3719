"""The table of ASVS 5.0 leaves nothing out, and every test it names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEVELS = {
    "1.1": "22",
    "1.2": "1111122223",
    "1.3": "112222222223",
    "1.4": "222",
    "1.5": "123",
    "2.1": "122",
    "2.2": "112",
    "2.3": "12223",
    "2.4": "23",
    "3.1": "3",
    "3.2": "113",
    "3.3": "12223",
    "3.4": "11222233",
    "3.5": "11122333",
    "3.6": "3",
    "3.7": "22333",
    "4.1": "12233",
    "4.2": "23333",
    "4.3": "22",
    "4.4": "1222",
    "5.1": "2",
    "5.2": "112333",
    "5.3": "113",
    "5.4": "222",
    "6.1": "122",
    "6.2": "111111112222",
    "6.3": "11223333",
    "6.4": "112233",
    "6.5": "22222333",
    "6.6": "2223",
    "6.7": "33",
    "6.8": "2222",
    "7.1": "222",
    "7.2": "1111",
    "7.3": "22",
    "7.4": "11222",
    "7.5": "223",
    "7.6": "22",
    "8.1": "1233",
    "8.2": "1123",
    "8.3": "133",
    "8.4": "23",
    "9.1": "111",
    "9.2": "1222",
    "10.1": "22",
    "10.2": "223",
    "10.3": "22223",
    "10.4": "1111122222233333",
    "10.5": "22222",
    "10.6": "22",
    "10.7": "222",
    "11.1": "2233",
    "11.2": "22233",
    "11.3": "11233",
    "11.4": "1222",
    "11.5": "23",
    "11.6": "23",
    "11.7": "33",
    "12.1": "12233",
    "12.2": "11",
    "12.3": "22223",
    "13.1": "2333",
    "13.2": "222223",
    "13.3": "2233",
    "13.4": "1222233",
    "14.1": "22",
    "14.2": "12223333",
    "14.3": "122",
    "15.1": "12233",
    "15.2": "12233",
    "15.3": "1222222",
    "15.4": "3333",
    "16.1": "2",
    "16.2": "22222",
    "16.3": "2222",
    "16.4": "222",
    "16.5": "2223",
}
"""The level of each requirement, section by section. Source: OWASP ASVS 5.0.0, English."""
ALSO = set("6.3.8 8.3.2 11.3.4 14.2.7 14.2.8 15.4.2 16.5.4 5.2.4 5.2.6 3.4.8 3.5.8".split())
"""Requirements of level 3 that are held besides."""
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (\d) \| .* \| (held|in part|operator|not applicable) \| (.*) \|$", re.M)


def rows() -> list[tuple[str, str, str, str]]:
    """Return id, level, state and tests of each row of the table."""
    return ROW.findall((ROOT / "docs" / "asvs.md").read_text(encoding="utf-8"))


def test_every_requirement_has_its_row() -> None:
    every = {f"{section}.{n}": level for section, levels in LEVELS.items() for n, level in enumerate(levels, 1)}
    wanted = {name: level for name, level in every.items() if level in "12" or name in ALSO}
    assert {name: level for name, level, _state, _tests in rows()} == wanted
    assert len(rows()) == len(wanted)


@pytest.mark.parametrize("name", sorted({name for name, _level, state, _tests in rows() if state == "held"}))
def test_what_is_held_names_tests_that_are_there(name: str) -> None:
    named = [test for row, _level, _state, tests in rows() if row == name for test in re.findall(r"`([^`]+)`", tests)]
    assert named
    for test in named:
        path, _, function = test.partition("::")
        text = (ROOT / path).read_text(encoding="utf-8")
        assert f"def {function.rpartition('::')[2]}(" in text, test
