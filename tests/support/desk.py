"""An editor at work: decides on every finding, by calling the service or over HTTP as the page does."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

from qa_portal.access.permissions import Actor
from qa_portal.journey.deidentify import service
from qa_portal.journey.deidentify.schemas import Decision
from qa_portal.text.findings import Choice, Finding

SOURCE = {"source_title_1": "Dry skin", "source_url_1": "https://example.org/skin"}
TOO_FEW = "not enough colleagues"
"""What the desk says where nobody is left to read the words; they cannot be handed on then."""
PARTS = ("question", "answer", "expect", "worry", "do_now", "by_when")
PRESSED = re.compile(r'name="decide" value="((?:taken|kept):[0-9a-f]{10})"')
OPEN = re.compile(r'<li class="portal-finding portal-finding--open" id="f-([0-9a-f]{10})"')


def keep_or_take(finding: Finding) -> Choice:
    """Keep what may be kept."""
    return Choice.TAKEN if finding.must_go else Choice.KEPT


def settle(
    editor: Actor,
    publication_id: str,
    words: Mapping[str, Any],
    choose: Callable[[Finding], Choice] = keep_or_take,
) -> None:
    """Save words and decide on every finding that is open then; decisions take the words along as they are."""
    service.save(editor, publication_id, words)
    for _ in range(200):
        desk = service.open_desk(editor, publication_id)
        if not desk.marks:
            return
        finding = desk.marks[0]
        now = {**words, **dict(desk.draft.texts)}
        service.decide(editor, publication_id, now, Decision(finding.id, choose(finding)))
    raise AssertionError("the findings do not end")


def open_ids(page: str) -> list[str]:
    """Return the open findings of a desk's page."""
    return OPEN.findall(page)


def button_for(page: str, finding_id: str, first: str = "kept") -> str:
    """Return the value of the button that decides on a finding: the first way, where the page has it."""
    pressed = [value for value in PRESSED.findall(page) if value.endswith(f":{finding_id}")]
    return str(next((value for value in pressed if value.startswith(first)), pressed[0]))


class Page(Protocol):
    """A page that came back over HTTP."""

    status: int
    path: str
    text: str

    def hidden(self, name: str) -> str:
        """Return the value of a one-line field."""

    def area(self, name: str) -> str:
        """Return the text of a text area."""

    def choices(self, name: str) -> list[str]:
        """Return what a select offers."""


class Visitor(Protocol):
    """Somebody with a browser."""

    def get(self, path: str) -> Any:
        """Open a page."""

    def send(self, page: Any, to: str | None = None, **fields: object) -> Any:
        """Post the form of a page."""


def form_of(page: Page) -> dict[str, str]:
    """Return the desk's form as it stands on a page, with the first topic that is offered."""
    one_line = ("title", "revision", *(f"source_{part}_{number}" for part in ("title", "url") for number in (1, 2, 3)))
    fields = {name: page.hidden(name) for name in one_line} | {name: page.area(name) for name in PARTS}
    return fields | {"topic": page.choices("topic")[0], "review_months": "36"}


def finish(editor: Visitor, path: str, first: str = "kept", **changes: str) -> Page:
    """Write words, decide on everything and hand it on, pressing the buttons of the page; return where that leads."""
    page = decide_all(editor, path, first, **changes)
    if TOO_FEW in page.text:
        return page
    return cast(Page, editor.send(page, f"{path}/submit", **form_of(page)))


def decide_all(editor: Visitor, path: str, first: str = "kept", **changes: str) -> Page:
    """Write words and decide on everything, pressing the buttons of the page; return the page."""
    page = editor.get(path)
    form = form_of(page)
    form |= {} if form["source_title_1"] else SOURCE
    page = editor.send(page, path, **(form | changes))
    for _ in range(200):
        open_now = open_ids(page.text)
        if page.status != 200 or not open_now:
            break
        pressed = button_for(page.text, open_now[0], first)
        page = editor.send(page, f"{path}/decide", decide=pressed, **form_of(page))
    return cast(Page, page)
