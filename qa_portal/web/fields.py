"""Fields for what people type: trimmed before it is measured, without control and direction signs."""

import re
from typing import Any

from flask_babel import lazy_gettext as _
from marshmallow import ValidationError, fields, validate

TOO_LONG = _("This is too long. Use at most {max} characters.")
TOO_SHORT = _("Write a little more.")
ONE_LINE = _("Use letters, numbers and signs only, on one line.")
PLAIN_TEXT = _("Use plain text only.")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
LONE_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Signs that hide or turn around what follows; line ends and tabs may stay in a longer text."""


class Words(fields.String):
    """Text of at most so many characters; `needed` is what is said when it is empty, None when it may be."""

    def __init__(self, max_chars: int, *, needed: str | None = None, min_chars: int = 1) -> None:
        rules: list[validate.Length] = [validate.Length(max=max_chars, error=TOO_LONG)]
        if needed is None:
            super().__init__(load_default="", validate=rules)
            return
        rules.insert(0, validate.Length(min=1, error=needed))
        if min_chars > 1:
            rules.insert(1, validate.Length(min=min_chars, error=TOO_SHORT))
        super().__init__(required=True, validate=rules, error_messages={"required": needed})


class Line(Words):
    """One line of text, trimmed."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs)).strip()
        if CONTROL.search(text):
            raise ValidationError([ONE_LINE])
        return text


class Paragraphs(Words):
    """Text of several lines, trimmed, with plain line ends."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs)).replace("\r\n", "\n").strip()
        if LONE_CONTROL.search(text):
            raise ValidationError([PLAIN_TEXT])
        return text
