"""What is the same for every app of a run is made once: the code of the pages, and what builds an address.

A test has an app of its own, and a run makes more than a thousand of them. Nothing here knows settings, keys or data.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import BaseConverter, Rule
from werkzeug.routing.rules import RulePart

Builder = Callable[..., tuple[str, str]]


@dataclass(frozen=True)
class _Route:
    """All that is made of the text of a route."""

    parts: list[RulePart]
    trace: list[tuple[bool, str]]
    converters: dict[str, BaseConverter]
    arguments: set[str]
    builders: tuple[Builder, Builder]


_routes: dict[str, _Route] = {}


class Pages(FileSystemBytecodeCache):
    """Compiled templates of a run, by what they were compiled from and how."""

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Return the place of a template: two apps that cut blanks differently do not share one."""
        how = (environment.trim_blocks, environment.lstrip_blocks, sorted(environment.extensions), environment.is_async)
        key = self.get_cache_key(f"{name}{how}", filename)
        bucket = Bucket(environment, key, self.get_source_checksum(source))
        self.load_bytecode(bucket)
        return bucket


class KnownRule(Rule):
    """A route that is read, and whose address is built, in each app as in the first."""

    def compile(self) -> None:
        """Take over what was made of the same text before: nothing in it knows the app."""
        key = repr((self.rule, self.subdomain, self.host, self.merge_slashes, sorted((self.defaults or {}).items())))
        known = _routes.get(key)
        if known is None:
            super().compile()
            builders = self._build.__func__, self._build_unknown.__func__  # type: ignore[attr-defined]
            _routes[key] = _Route(self._parts, self._trace, self._converters, {*self.arguments}, builders)
            return
        self._parts, self._trace = known.parts, known.trace
        self._converters = known.converters
        self.arguments |= known.arguments
        self._build, self._build_unknown = (builder.__get__(self, None) for builder in known.builders)


def share(run_dir: Path) -> None:
    """Let every app made from now on share what is the same for all."""
    folder = run_dir / "pages"
    folder.mkdir(exist_ok=True)
    options: dict[str, Any] = {**Flask.jinja_options, "bytecode_cache": Pages(str(folder))}
    Flask.jinja_options = options
    Flask.url_rule_class = KnownRule
