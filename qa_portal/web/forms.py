"""Reading a form with a marshmallow schema, and saying in plain words what is wrong.

A box left empty is the same as a box not sent: `required` notices it, `load_default` fills it, and without
either the value is None (an unticked Boolean is False, a List with nothing ticked is []).
"""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from marshmallow import EXCLUDE, Schema, ValidationError, fields, missing, validate
from werkzeug.datastructures import MultiDict

from qa_portal.web.form_words import plain_words

Errors = dict[str, list[str]]
WHOLE_FORM = "_form"
"""Key of errors that belong to no single box; ui.error_summary shows them without a link."""
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""Control characters, and those that turn the direction of what is read: text may hide behind them."""
DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Taken out of pasted text, where programs leave them unseen; a password that holds one is refused."""


def read_form(schema: Schema | type[Schema], form: MultiDict[str, str]) -> tuple[dict[str, Any], Errors]:
    """Return the loaded values and, by the name of the box, what is wrong in plain words of the page's language.

    `errors` is empty when all is well; else `values` holds what could be read. Unknown names are left out.
    Text is stripped and its line ends made `\\n`, except in boxes whose name speaks of a password.
    """
    reader = schema() if isinstance(schema, type) else schema
    sent, errors = _collect(reader, form)
    values: dict[str, Any] = {}
    try:
        loaded = reader.load(sent, unknown=EXCLUDE)
        values = dict(loaded) if loaded else {}
    except ValidationError as problem:
        values = dict(problem.valid_data or {}) if isinstance(problem.valid_data, dict) else {}
        found = problem.messages if isinstance(problem.messages, dict) else {WHOLE_FORM: problem.messages}
        errors = {**_in_plain_words(reader, found), **errors}
    _fill_blanks(reader, values)
    return values, errors


def _collect(reader: Schema, form: MultiDict[str, str]) -> tuple[dict[str, Any], Errors]:
    """Take from the form what the schema asks for; refuse hidden characters."""
    sent: dict[str, Any] = {}
    errors: Errors = {}
    for name, field in _by_box(reader).items():
        texts = [_tidy(name, text) for text in form.getlist(name)]
        if any(HIDDEN.search(text) for text in texts):
            errors[name] = [
                gettext("This has hidden characters that we cannot take. Type it again instead of pasting it.")
            ]
        texts = [text for text in texts if text]
        if isinstance(field, fields.List):
            if texts:
                sent[name] = texts
        elif texts:
            # As a browser shows it: of two boxes with one name, the last one counts (a hidden "no" before a "yes").
            sent[name] = texts[-1]
    return sent, errors


def _by_box(reader: Schema) -> dict[str, fields.Field[Any]]:
    return {field.data_key or name: field for name, field in reader.load_fields.items()}


def _tidy(name: str, text: str) -> str:
    if "password" in name:
        return text
    return DIRECTION.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def _fill_blanks(reader: Schema, values: dict[str, Any]) -> None:
    """Give every field that may be empty a value, so that a view can ask for it."""
    for name, field in reader.load_fields.items():
        if field.required or field.load_default is not missing:
            continue
        blank: Any = None
        if isinstance(field, fields.Boolean):
            blank = False
        elif isinstance(field, fields.List):
            blank = []
        values.setdefault(field.attribute or name, blank)


def _in_plain_words(reader: Schema, messages: dict[str, Any]) -> Errors:
    boxes = _by_box(reader)
    errors: Errors = {}
    for name, found in messages.items():
        field = boxes.get(name)
        key = name if field is not None else WHOLE_FORM
        words = [plain_words(text, chosen=_is_choice(field), ticked=_is_tick(field)) for text in _flat(found)]
        errors[key] = list(dict.fromkeys([*errors.get(key, []), *words]))
    return errors


def _flat(found: Any) -> Iterable[str]:
    """Messages as they come: a text, a list, or a dictionary by index for the items of a list."""
    if isinstance(found, dict):
        found = found.values()
    elif not isinstance(found, list):
        found = [str(found)]
    for one in found:
        if isinstance(one, dict | list):
            yield from _flat(one)
        else:
            yield str(one)


def _is_choice(field: fields.Field[Any] | None) -> bool:
    if field is None:
        return False
    return isinstance(field, fields.Enum | fields.List) or any(
        isinstance(rule, validate.OneOf) for rule in field.validators
    )


def _is_tick(field: fields.Field[Any] | None) -> bool:
    return isinstance(field, fields.Boolean) or any(
        isinstance(rule, validate.Equal) for rule in (field.validators if field else ())
    )
