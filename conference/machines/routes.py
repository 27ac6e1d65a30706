"""How an app gives the interface its routes: in its `api_routes.py`, which conference/api.py imports.

    routes = Routes("gates")

    @routes.get("/gates", scope="gates.read", answer=Gates)
    def gates(request: MachineRequest) -> Gates: ...

A `post` needs an `Idempotency-Key` and runs in one transaction with the answer kept for it, which is given again when asked again.
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
    """A route in the document that an app's own views answer.

    Arguments: path, below the interface's; body and answer, None for none; parameters, as OpenAPI writes them; keyed, whether a device's
    key is needed; refusals, meaning by status.
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
    """An app's routes; the document lists them under `tag`."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.router = Router(tags=[tag])
        self.told: list[ExternalRoute] = []
        every.add(tag, self)

    def get(self, path: str, *, scope: str, answer: type[Schema], summary: str) -> Callable[[Answering], Answering]:
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
            refusals: Those that only this route makes, meaning by status.
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
                    "x-refusals": refusals or {},
                    "parameters": [IDEMPOTENCY_KEY],
                    "responses": {status: {"headers": {"Idempotent-Replay": REPLAY}}},
                },
            )(_done_once(view, status))
            return view

        return wrap

    def tell(self, *routes: ExternalRoute) -> None:
        self.told += routes


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
