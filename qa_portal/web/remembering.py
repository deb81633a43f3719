"""`{% remembered "footer" %} ... {% endremembered %}`: parts of public pages that are the same on many, made once.

What is said there may depend on the language, the clinic's facts, where the site is mounted and what stands after the
name, and on nothing else: never on who reads. On private pages they are made each time.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import Template, nodes
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context

from qa_portal.web.brand import clinic_facts
from qa_portal.web.languages import page_language, site_root
from qa_portal.web.publicness import is_public

MAX_PARTS = 256
_parts: dict[tuple[Any, ...], str] = {}


class OneSetOfGlobals(Template):
    """A template whose macros are made once for all that import it.

    Jinja looks each time whether the importing template knows other globals: none here does.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module(None)


class Remembered(Extension):
    """The tag."""

    tags = {"remembered"}

    def parse(self, parser: Parser) -> nodes.Node:
        """Read the tag: a name, and after commas what else the part depends on."""
        line = next(parser.stream).lineno
        asked = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            asked.append(parser.parse_expression())
        body = parser.parse_statements(("name:endremembered",), drop_needle=True)
        return nodes.CallBlock(self.call_method("_made", asked), [], [], body).set_lineno(line)

    def _made(self, *asked: Any, caller: Callable[[], str]) -> str:
        edition = clinic_facts().edition
        if not edition or not is_public():
            return caller()
        key = (edition, page_language(), site_root(), *asked)
        part = _parts.get(key)
        if part is None:
            if len(_parts) >= MAX_PARTS:
                _parts.clear()
            part = _parts[key] = caller()
        return part


def init_remembering(app: Flask) -> None:
    """Let templates use the tag, and make the macros they import once."""
    app.jinja_env.template_class = OneSetOfGlobals
    app.jinja_env.add_extension(Remembered)
