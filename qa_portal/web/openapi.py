"""A description of the JSON API for programs, made from the routes that are there and the schemas they read with.

A process that serves the public side only describes only that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Literal, TypeVar

from flask import Blueprint, Response, current_app, jsonify
from marshmallow import Schema, fields, missing, validate

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission

room = Blueprint("openapi", __name__, url_prefix="/api/v1")
View = TypeVar("View", bound=Callable[..., Any])
MARK = "qa_described"
REFUSALS = {"400": "The host or the request is not one we take.", "413": "The request is too large."}
REFUSALS |= {"422": "Something in the request is wrong; `problems` says what.", "429": "That was too often."}


@dataclass(frozen=True, slots=True)
class _Described:
    takes: type[Schema]
    gives: type[Schema]
    where: Literal["query", "json"]


def described(*, takes: type[Schema], gives: type[Schema], where: Literal["query", "json"]) -> Callable[[View], View]:
    """Say what a JSON view reads, from its address or its body, and what it answers; stands under `@guard`."""

    def dress(view: View) -> View:
        setattr(view, MARK, _Described(takes, gives, where))
        return view

    return dress


@room.get("/openapi.json")
@guard(Permission.PUBLIC_READ)
def description() -> Response:
    """Describe every JSON route of this process, as OpenAPI 3.1."""
    paths: dict[str, dict[str, Any]] = {}
    for rule in current_app.url_map.iter_rules():
        view = current_app.view_functions[rule.endpoint]
        found: _Described | None = getattr(view, MARK, None)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}) if found else ():
            paths.setdefault(rule.rule, {})[method.lower()] = _operation(rule.endpoint, view, found)
    info = {"title": "qa_portal", "version": version("qa_portal")}
    return jsonify(openapi="3.1.0", info=info, paths=paths)


def _operation(name: str, view: Callable[..., Any], found: _Described | None) -> dict[str, Any]:
    if found is None:
        return {}
    answer = {"description": "What was found.", "content": _json(_object(found.gives()))}
    refused = {code: {"description": words, "content": _json({"type": "object"})} for code, words in REFUSALS.items()}
    operation: dict[str, Any] = {"operationId": name, "summary": (view.__doc__ or "").strip()}
    if found.where == "query":
        operation["parameters"] = [_parameter(name, field) for name, field in found.takes().load_fields.items()]
    else:
        operation["requestBody"] = {"required": True, "content": _json(_object(found.takes()))}
    return operation | {"responses": {"200": answer, **refused}}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _parameter(name: str, field: fields.Field[Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": field.required, "schema": _field(field)}


def _object(schema: Schema) -> dict[str, Any]:
    needed = [name for name, field in schema.fields.items() if field.required]
    return {
        "type": "object",
        "properties": {name: _field(field) for name, field in schema.fields.items()},
        **({"required": needed} if needed else {}),
    }


def _field(field: fields.Field[Any]) -> dict[str, Any]:
    if isinstance(field, fields.List):
        described: dict[str, Any] = {"type": "array", "items": _field(field.inner)}
    elif isinstance(field, fields.Nested):
        described = _object(field.schema)
    else:
        kinds = {fields.Integer: "integer", fields.Float: "number", fields.Boolean: "boolean"}
        described = {"type": next((name for kind, name in kinds.items() if isinstance(field, kind)), "string")}
    if field.allow_none:
        described["type"] = [described["type"], "null"]
    if field.load_default not in (missing, None):
        described["default"] = field.load_default
    for rule in field.validators:
        described |= _limits(rule)
    return described


def _limits(rule: Any) -> dict[str, Any]:
    if isinstance(rule, validate.Length):
        found = {"minLength": rule.min, "maxLength": rule.max}
    elif isinstance(rule, validate.Range):
        found = {"minimum": rule.min, "maximum": rule.max}
    else:
        return {}
    return {name: value for name, value in found.items() if value is not None}
