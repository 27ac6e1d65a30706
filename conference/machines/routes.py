"""The registry of the interface's routes. Each app adds its own in its `api_routes.py`, which conference/api.py imports.

    routes = Routes("gates")

    @routes.get("/gates", scope="gates.read", answer=Gates)
    def gates(request: MachineRequest) -> Gates: ...

A `post` needs an `Idempotency-Key`. It runs in one transaction with its stored answer, which a repeated request receives again.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import BaseModel

from conference.core.registry import Registry
from conference.machines.idempotency import act_once
from conference.machines.keys import MachineKey
from conference.machines.models import Machine


class MachineRequest(HttpRequest):
    auth: Machine


type Answering = Callable[..., Schema]

IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "A key that you choose, new for each action, such as a UUID. For 24 hours the same key with the same body receives "
    "the first answer again, with `Idempotent-Replay: true`; with another body or path it is refused (422).",
    "schema": {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[!-~]+$"},
}
REPLAY = {
    "description": "The value is `true` when this is a repeated answer and nothing was done now.",
    "schema": {"type": "string", "enum": ["true"]},
}


@dataclass(frozen=True)
class ExternalRoute:
    """A documented route that an app's own views answer; `keyed`: with a device's key; `refusals`: status and meaning."""

    method: str
    path: str
    operation: str
    summary: str
    description: str
    answer: type[Schema]
    body: type[BaseModel] | None = None
    parameters: tuple[dict[str, Any], ...] = ()
    keyed: bool = True
    refusals: tuple[tuple[int, str], ...] = ()


class Routes:
    """An app's routes; the document lists them under `tag`."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.router = Router(tags=[tag])
        self.external: list[ExternalRoute] = []
        every.add(tag, self)

    def get(self, path: str, *, scope: str, answer: type[Schema], summary: str) -> Callable[[Answering], Answering]:
        def wrap(view: Answering) -> Answering:
            settings = _settings(view, scope, summary)
            self.router.get(path, response={200: answer}, openapi_extra={"x-scope": scope}, **settings)(view)
            return view

        return wrap

    def post(
        self,
        path: str,
        *,
        scope: str,
        answer: type[Schema],
        summary: str,
        status: int = 200,
        refusals: dict[int, str] | None = None,
    ) -> Callable[[Answering], Answering]:
        """Return a route that acts once for each idempotency key.

        Args:
            refusals: Those of this route alone, meaning by status.
        """
        extra = {
            "x-scope": scope,
            "x-refusals": refusals or {},
            "parameters": [IDEMPOTENCY_KEY],
            "responses": {status: {"headers": {"Idempotent-Replay": REPLAY}}},
        }

        def wrap(view: Answering) -> Answering:
            acting = _idempotent(view, status)
            settings = _settings(view, scope, summary)
            self.router.post(path, response={status: answer}, openapi_extra=extra, **settings)(acting)
            return view

        return wrap

    def add_external(self, *routes: ExternalRoute) -> None:
        self.external += routes


every: Registry[Routes] = Registry("routes of the interface")


def _settings(view: Answering, scope: str, summary: str) -> dict[str, Any]:
    name = view.__name__
    return {"auth": MachineKey(scope), "summary": summary, "operation_id": name, "url_name": name}


def _idempotent(view: Answering, status: int) -> Callable[..., HttpResponse]:
    @wraps(view)
    def wrapper(request: MachineRequest, **values: Any) -> HttpResponse:
        answer = act_once(
            machine=request.auth,
            key=request.headers.get("Idempotency-Key"),
            address=f"{request.method} {request.path}",
            body=request.body,
            status=status,
            act=lambda: view(request, **values).model_dump_json(),
        )
        response = HttpResponse(answer.body, status=answer.status, content_type="application/json")
        if answer.is_repeated:
            response["Idempotent-Replay"] = "true"
        return response

    # ninja reads parameters from the signature, whose names are those of the view's module.
    wrapper.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
    return wrapper
