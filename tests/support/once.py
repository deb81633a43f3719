"""What is the same for every app of a run is made once: the code of the pages, and what builds an address.

A test has an app of its own, and a run makes more than a thousand of them. Nothing here knows settings, keys or data.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]
_builders: dict[str, Builder] = {}


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
    """A route whose address is built by the same function in each app."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        # The function finds the converters at the rule it is bound to: only text and defaults are in it.
        key = repr((self.rule, self._trace, sorted((self.defaults or {}).items()), append_unknown))
        if key not in _builders:
            _builders[key] = super()._compile_builder(append_unknown)
        return _builders[key]


def share(run_dir: Path) -> None:
    """Let every app made from now on share what is the same for all."""
    folder = run_dir / "pages"
    folder.mkdir(exist_ok=True)
    options: dict[str, Any] = {**Flask.jinja_options, "bytecode_cache": Pages(str(folder))}
    Flask.jinja_options = options
    Flask.url_rule_class = KnownRule
