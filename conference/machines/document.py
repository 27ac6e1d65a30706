"""Build the OpenAPI document: ninja's own, shared refusals, and external routes."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from ninja import Schema
from pydantic.json_schema import models_json_schema

from conference.machines import scopes
from conference.machines.routes import ExternalRoute, Routes

JSON = "application/json"
REF = "#/components/schemas/{model}"
PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "Why something was not done. Programs rely on `error`; `message` is a sentence for a person, in the language that "
    "`Accept-Language` asks for. What is refused has changed nothing.",
    "required": ["error", "message"],
    "properties": {
        "error": {"type": "string"},
        "message": {"type": "string"},
        "scope": {"type": "string", "description": "With 403 `scope`: the scope that the key lacks."},
        "fields": {
            "type": "object",
            "description": "With 422 `fields`: by name, what is wrong with what was sent.",
            "additionalProperties": {"type": "string"},
        },
    },
}
DEVICE_PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "DeviceProblem",
    "required": ["error", "message"],
    "properties": {"error": {"type": "string"}, "message": {"type": "string"}},
}
OTHER_METHOD = "`method`: this address does not take that method; `Allow` says which it takes."
TOO_LARGE = "`too-large`: more than a megabyte."
SHARED = {
    400: "`request`: the address holds what this site does not take.",
    401: "`no-key`, `unknown-key`, `revoked-key` or `expired-key`.",
    403: "`scope`: the key lacks the scope of this route. `not-allowed`: nobody may do this now.",
    404: "`not-found`.",
    405: OTHER_METHOD,
    422: "`fields`: something that was sent cannot be taken.",
    429: "`rate`: the key has sent as many requests as it may in this minute; `Retry-After` says for how many seconds to wait.",
}
FOR_POSTS = {
    400: "`request`: the body is no JSON. `idempotency-key`: the header is missing or cannot be taken.",
    409: "`not-possible`, `already-decided` or `refused`: the state of things does not allow it.",
    413: TOO_LARGE,
    422: "`fields`: something that was sent cannot be taken. `idempotency-key-used`: this idempotency key was used for something else.",
}


def refusal(status: int, description: str, schema: str = "Problem") -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": description or HTTPStatus(status).phrase,
        "content": {JSON: {"schema": {"$ref": REF.format(model=schema)}}},
    }
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        found["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        found["headers"] = {"Allow": {"schema": {"type": "string"}, "description": "Methods, separated by commas."}}
    return found


def finished(document: dict[str, Any], routes: Iterable[Routes], prefix: str) -> dict[str, Any]:
    for path in document["paths"].values():
        for method, operation in path.items():
            said = SHARED | (FOR_POSTS if method == "post" else {})
            for status, words in said.items():
                operation["responses"].setdefault(status, refusal(status, words))
            scope = operation.pop("x-scope")
            # OpenAPI 3.1: for a scheme that is not OAuth the list names what the key must be good for.
            operation["security"] = [{"MachineKey": [scope]}]
            operation["description"] = f"{operation.get('description', '')}\n\nScope: `{scope}`.".strip()
    schemas = document["components"]["schemas"]
    schemas |= {"Problem": PROBLEM, "DeviceProblem": DEVICE_PROBLEM}
    for app in routes:
        schemas |= _schemas(app.told)
        for told in app.told:
            operations = document["paths"].setdefault(f"{prefix.rstrip('/')}{told.path}", {})
            operations[told.method] = _operation(told, app.tag)
    listed = "\n".join(f"- `{scope.name}`: {scope.words}" for scope in scopes.every())
    document["info"]["description"] += f"\n\nScopes:\n{listed}"
    document["components"]["securitySchemes"] = {
        "MachineKey": {"type": "http", "scheme": "bearer", "description": "A key made on the organisers' desk."},
        "Device": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Device KEY`, with the key that a device got for its one-time code.",
        },
    }
    return document


def _models(told: Iterable[ExternalRoute]) -> list[type[Schema]]:
    return [model for one in told for model in (one.body, one.answer) if model is not None]


def _schemas(told: Iterable[ExternalRoute]) -> dict[str, Any]:
    found = models_json_schema([(model, "validation") for model in _models(told)], ref_template=REF)[1]
    return dict(found.get("$defs", {}))


def _operation(told: ExternalRoute, tag: str) -> dict[str, Any]:
    answer = {"schema": {"$ref": REF.format(model=told.answer.__name__)}}
    operation: dict[str, Any] = {
        "operationId": told.operation,
        "summary": told.summary,
        "description": told.description,
        "tags": [tag],
        "parameters": list(told.parameters),
        "responses": {200: {"description": "OK", "content": {JSON: answer}}},
        "security": [{"Device": []}] if told.keyed else [],
    }
    for status, words in told.refusals:
        if status == HTTPStatus.NOT_MODIFIED:
            operation["responses"][status] = {"description": words}
        else:
            operation["responses"][status] = refusal(status, words, "DeviceProblem")
    operation["responses"][405] = refusal(405, OTHER_METHOD, "DeviceProblem")
    if told.method == "post":
        operation["responses"][413] = refusal(413, TOO_LARGE)
    if told.body is not None:
        body = {"schema": {"$ref": REF.format(model=told.body.__name__)}}
        operation["requestBody"] = {"required": True, "content": {JSON: body}}
    return operation
