"""No words of a guide become anything but words on its page."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask, render_template_string

from qa_portal.text.markup import read

HOSTILE = [
    "<script>alert(1)</script>",
    "## <img src=x onerror=alert(1)>",
    "- <svg/onload=alert(1)>",
    "**<b onmouseover=alert(1)>**",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert`1`)",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "[click](//evil.example)",
    "[click](/\\evil.example)",
    "[click](vbscript:x)",
    '[x](https://a.example/"onmouseover="alert(1))',
    "[<img src=x onerror=alert(1)>](https://a.example)",
    "[x](https://a.example/<script>)",
    "[a](https://ok.example)](javascript:alert(1))",
    "![x](https://tracker.example/p.png)",
    "{{ 7*7 }} {% include 'x' %}",
    "&lt;script&gt;",
    "\u202egnp.exe",
]


class Seen(HTMLParser):
    """Collects what a browser would make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, list[str]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Note a tag and its attributes."""
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")


def shown(app: Flask, text: str) -> Seen:
    """Return what the public page makes of a text."""
    template = '{% import "library/_guide.html" as guide with context %}{{ guide.rich(blocks) }}'
    with app.test_request_context("/"):
        return Seen(render_template_string(template, blocks=read(text)))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(app: Flask, text: str) -> None:
    page = shown(app, text)
    assert page.tags <= {"p", "h2", "h3", "ul", "ol", "li", "strong", "a"}
    assert set(page.attributes) <= {"href", "id", "rel"}
    assert all(re.match(r"https://|/[^/\\]", url) for url in page.attributes.get("href", []))
