"""How an app gives the interface its routes: in its `api_routes.py`, which conference/api.py imports.

    routes = Routes("gates")

    @routes.get("/gates", scope="gates.read", answer=Gates)
    def gates(request: MachineRequest) -> Gates: ...

A `get` returns what is answered. So does a `post`, which does something: it needs an `Idempotency-Key`, runs in one transaction with
the answer that is kept for that key, and is told again what it was told when it is asked again.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from conference.core.registry import Registry
from conference.machines.idempotency import once
from conference.machines.keys import MachineKey
from conference.machines.models import Machine


class MachineRequest(HttpRequest):
    """A request whose key was found good."""

    auth: Machine


type Answering = Callable[..., Schema]

IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "Of your own making, new for each act, such as a UUID. The same key with the same body is answered as the first "
    "time, with `Idempotent-Replay: true`, for 24 hours; with another body or path it is refused (422).",
    "schema": {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[!-~]+$"},
}
REPLAY = {
    "description": "`true` when this was answered before and nothing was done now.",
    "schema": {"type": "string", "enum": ["true"]},
}


@dataclass(frozen=True)
class ExternalRoute:
    """A route that is answered elsewhere, by views of the app's own, and stands in the document all the same.

    Arguments: path, below the interface's; body and answer, None for none; parameters, as OpenAPI writes them; keyed, True when a
    device's key is needed; refusals, by status what it means.
    """

    method: str
    path: str
    operation: str
    summary: str
    description: str
    answer: type[Schema]
    body: type[Schema] | None = None
    parameters: tuple[dict[str, Any], ...] = ()
    keyed: bool = True
    refusals: tuple[tuple[int, str], ...] = ()


class Routes:
    """An app's routes.

    Args:
        tag: The word under which the document lists them.
    """

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.router = Router(tags=[tag])
        self.told: list[ExternalRoute] = []
        every.add(tag, self)

    def get(self, path: str, *, scope: str, answer: type[Schema], summary: str) -> Callable[[Answering], Answering]:
        """Return a route that reads."""

        def wrap(view: Answering) -> Answering:
            self.router.get(
                path,
                auth=MachineKey(scope),
                response={200: answer},
                summary=summary,
                operation_id=view.__name__,
                url_name=view.__name__,
                openapi_extra={"x-scope": scope},
            )(view)
            return view

        return wrap

    def post(
        self, path: str, *, scope: str, answer: type[Schema], summary: str, status: int = 200
    ) -> Callable[[Answering], Answering]:
        """Return a route that does something, once for each idempotency key.

        Args:
            status: That of a success.
        """

        def wrap(view: Answering) -> Answering:
            self.router.post(
                path,
                auth=MachineKey(scope),
                response={status: answer},
                summary=summary,
                operation_id=view.__name__,
                url_name=view.__name__,
                openapi_extra={
                    "x-scope": scope,
                    "parameters": [IDEMPOTENCY_KEY],
                    "responses": {status: {"headers": {"Idempotent-Replay": REPLAY}}},
                },
            )(_done_once(view, status))
            return view

        return wrap

    def tell(self, *told: ExternalRoute) -> None:
        """Put routes into the document that are answered elsewhere."""
        self.told += told


every: Registry[Routes] = Registry("routes of the interface")


def _done_once(view: Answering, status: int) -> Callable[..., HttpResponse]:
    @wraps(view)
    def wrapper(request: MachineRequest, **values: Any) -> HttpResponse:
        answered = once(
            machine=request.auth,
            key=request.headers.get("Idempotency-Key"),
            asked=f"{request.method} {request.path}",
            body=request.body,
            status=status,
            act=lambda: view(request, **values).model_dump_json(),
        )
        response = HttpResponse(answered.body, status=answered.status, content_type="application/json")
        if answered.again:
            response["Idempotent-Replay"] = "true"
        return response

    # What is read from the request stands in the view's own signature; its names are of the view's module, not of this.
    wrapper.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
    return wrapper
