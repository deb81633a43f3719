"""What may come in: a list with its questions, and which list is sent."""

from typing import Any

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from qa_portal.question.questionnaires import Item, Kind
from qa_portal.web.fields import Line
from qa_portal.web.languages import NAMES

MAX_ITEMS = 12
MAX_ITEM_CHARS = 200
MAX_CHOICES = 8
TITLE = _("Give it a title.")


class Head(Schema):
    """What a list is called, for whom, and in which language."""

    title = Line(120, needed=TITLE)
    lang = fields.String(load_default="en", validate=validate.OneOf(list(NAMES)))
    queue = Line(60, needed=None)
    active = fields.String(load_default="")


ROWS = {
    **{f"text_{number}": Line(MAX_ITEM_CHARS, needed=None) for number in range(1, MAX_ITEMS + 1)},
    **{
        f"kind_{number}": fields.Enum(Kind, by_value=True, load_default=Kind.YES_NO)
        for number in range(1, MAX_ITEMS + 1)
    },
    **{f"choices_{number}": Line(MAX_ITEM_CHARS * 2, needed=None) for number in range(1, MAX_ITEMS + 1)},
}
WholeList = type("WholeList", (Head,), ROWS)
"""The head, and so many rows; the rows left empty are none."""


class Chosen(Schema):
    """Which list is sent."""

    form = Line(32, needed=_("Choose a list."))


def items_sent(values: dict[str, Any]) -> tuple[list[Item], dict[str, list[str]]]:
    """Return the questions of a form's rows, and what is wrong with them by the name of the box."""
    items, errors = [], {}
    for number in range(1, MAX_ITEMS + 1):
        text, kind = values.get(f"text_{number}", ""), values.get(f"kind_{number}", Kind.YES_NO)
        choices = tuple(filter(None, (one.strip() for one in values.get(f"choices_{number}", "").split(";"))))
        if not text:
            continue
        if kind is Kind.CHOICE and not 2 <= len(choices) <= MAX_CHOICES:
            errors[f"choices_{number}"] = [str(_("Write two to eight choices, with a semicolon between them."))]
        items.append(Item(text, kind, choices if kind is Kind.CHOICE else ()))
    if not items:
        errors["text_1"] = [str(_("Write at least one question."))]
    return items, errors
