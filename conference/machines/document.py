"""Build the OpenAPI document: ninja's own, shared refusals, and external routes."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from conference.machines import scopes
from conference.machines.routes import ExternalRoute, Routes

JSON = "application/json"
REF = "#/components/schemas/{model}"
PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "The reason for which a request was refused. Programs rely on `error`; `message` is a sentence for a person, in the "
    "language that `Accept-Language` asks for. A refused request has changed nothing.",
    "required": ["error", "message"],
    "properties": {
        "error": {"type": "string"},
        "message": {"type": "string"},
        "scope": {"type": "string", "description": "With 403 `scope`, this is the scope that the key lacks."},
        "fields": {
            "type": "object",
            "description": "With 422 `fields`, this states by name of field what is wrong with it.",
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
OTHER_METHOD = "`method`: this address does not accept that method; the header `Allow` lists those it accepts."
FAULT = "`internal`: an error occurred on the server. A request with an idempotency key can be sent again with the same key."
DEVICE_FAULT = "`internal`: an error occurred on the server."
OUTAGE = "`unavailable`: the database does not respond; `Retry-After` states how many seconds to wait. What was sent may have been done."
TOO_LARGE = "`too-large`: the body is larger than one megabyte."
SHARED = {
    400: "`request`: the address contains a value that this site does not accept.",
    401: "`no-key`, `unknown-key`, `revoked-key` or `expired-key`: the request carries no valid key.",
    403: "`scope`: the key lacks the scope of this route. `not-allowed`: this action is not open to anybody at present.",
    405: OTHER_METHOD,
    422: "`fields`: a value in the request is not valid.",
    429: "`rate`: the key has reached its limit of requests for this minute; `Retry-After` states how many seconds to wait.",
    500: FAULT,
    503: OUTAGE,
}
FOR_POSTS = {
    400: "`request`: the body is not valid JSON. `idempotency-key`: the header is missing or not valid.",
    413: TOO_LARGE,
    422: "`fields`: a value in the request is not valid. `idempotency-key-used`: this key was already used for a different request.",
}
HEADERS = {
    405: ("Allow", "string", "The accepted methods, separated by commas."),
    429: ("Retry-After", "integer", "The number of seconds to wait."),
    503: ("Retry-After", "integer", "The number of seconds to wait."),
}


def refusal(status: int, description: str, schema: str = "Problem") -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": description or HTTPStatus(status).phrase,
        "content": {JSON: {"schema": {"$ref": REF.format(model=schema)}}},
    }
    if status in HEADERS:
        name, kind, meaning = HEADERS[status]
        response["headers"] = {name: {"schema": {"type": kind}, "description": meaning}}
    return response


def finished(document: dict[str, Any], routes: Iterable[Routes], prefix: str) -> dict[str, Any]:
    for path in document["paths"].values():
        for method, operation in path.items():
            refusals = SHARED | (FOR_POSTS if method == "post" else {}) | operation.pop("x-refusals", {})
            for status, description in refusals.items():
                operation["responses"].setdefault(status, refusal(status, description))
            scope = operation.pop("x-scope")
            # OpenAPI 3.1: for a scheme that is not OAuth the list names what the key must be good for.
            operation["security"] = [{"MachineKey": [scope]}]
            operation["description"] = f"{operation.get('description', '')}\n\nScope: `{scope}`.".strip()
    schemas = document["components"]["schemas"]
    schemas |= {"Problem": PROBLEM, "DeviceProblem": DEVICE_PROBLEM}
    for app in routes:
        schemas |= _schemas(app.external)
        for route in app.external:
            operations = document["paths"].setdefault(f"{prefix.rstrip('/')}{route.path}", {})
            operations[route.method] = _operation(route, app.tag)
    listed = "\n".join(f"- `{scope.name}`: {scope.label}" for scope in scopes.SCOPES.values())
    document["info"]["description"] += f"\n\nScopes:\n{listed}"
    document["components"]["securitySchemes"] = {
        "MachineKey": {
            "type": "http",
            "scheme": "bearer",
            "description": "A key that is made on the organizers' desk.",
        },
        "Device": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "The header is `Device KEY`, with the key that the device received in exchange for its one-time code.",
        },
    }
    return document


def _schemas(routes: Iterable[ExternalRoute]) -> dict[str, Any]:
    models = [model for route in routes for model in (route.body, route.answer) if model is not None]
    schemas = models_json_schema([(model, "validation") for model in models], ref_template=REF)[1]
    return dict(schemas.get("$defs", {}))


def _content(model: type[BaseModel]) -> dict[str, Any]:
    return {JSON: {"schema": {"$ref": REF.format(model=model.__name__)}}}


def _operation(route: ExternalRoute, tag: str) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.operation,
        "summary": route.summary,
        "description": route.description,
        "tags": [tag],
        "parameters": list(route.parameters),
        "responses": {200: {"description": "The request succeeded.", "content": _content(route.answer)}},
        "security": [{"Device": []}] if route.keyed else [],
    }
    for status, description in route.refusals:
        if status == HTTPStatus.NOT_MODIFIED:
            operation["responses"][status] = {"description": description}
        else:
            operation["responses"][status] = refusal(status, description, "DeviceProblem")
    operation["responses"][405] = refusal(405, OTHER_METHOD, "DeviceProblem")
    operation["responses"][500] = refusal(500, DEVICE_FAULT, "DeviceProblem")
    operation["responses"][503] = refusal(503, OUTAGE, "DeviceProblem")
    if route.method == "post":
        operation["responses"][413] = refusal(413, TOO_LARGE)
    if route.body is not None:
        operation["requestBody"] = {"required": True, "content": _content(route.body)}
    return operation
