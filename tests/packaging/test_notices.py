"""Locks and notices agree with the ranges and with what is installed."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def lock(name: str) -> dict[str, str]:
    """Return a lock's packages and versions."""
    return dict(PINNED.findall((ROOT / name).read_text(encoding="utf-8")))


def test_every_locked_package_is_named_in_the_notices_with_a_licence_text() -> None:
    notices = (ROOT / "docs" / "third-party-notices.md").read_text(encoding="utf-8")
    for name in [*lock("requirements.txt"), "psycopg", "psycopg-binary"]:
        _, heading, section = notices.partition(f"\n## {name}\n")
        assert heading, name
        licence = section.partition("\n## ")[0].strip().splitlines()[0]
        assert not licence.startswith(("see below", ".")), f"{name}: no licence named"


def test_the_notices_say_nothing_of_packages_that_are_not_installed() -> None:
    notices = (ROOT / "docs" / "third-party-notices.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^## ([a-z0-9][a-z0-9._-]*)$", notices, re.MULTILINE))
    assert named == {*lock("requirements.txt"), "psycopg", "psycopg-binary"}


def test_the_tools_lock_holds_the_product_lock_version_by_version() -> None:
    assert lock("requirements.txt").items() <= lock("requirements-dev.txt").items()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_pinned_package_has_a_hash(name: str) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text(encoding="utf-8"))
    pinned = [block for block in blocks if PINNED.match(block)]
    assert pinned
    assert [block.split()[0] for block in pinned if "--hash=sha256:" not in block] == []


def test_every_range_of_setup_cfg_is_locked() -> None:
    text = (ROOT / "setup.cfg").read_text(encoding="utf-8")
    wanted = text.partition("install_requires =")[2].partition("\n[")[0]
    names = {re.split(r"[<>=\[]", line.strip())[0].lower() for line in wanted.splitlines() if line.strip()}
    assert names <= set(lock("requirements.txt"))
