from __future__ import annotations

import json
from datetime import timedelta
from itertools import count

from django.test import Client

from conference.core import clock
from conference.core.access import Role
from conference.machines import actions, scopes
from conference.machines.models import Machine
from tests.people import actor, make_user

NUMBERS = count(1)


def make_machine(*wanted: str, **instead) -> tuple[Machine, str]:
    """A machine of these scopes (all of them for none) and its key."""
    values = {
        "name": f"Machine {next(NUMBERS)}",
        "scopes": wanted or [scope.name for scope in scopes.SCOPES.values()],
        "expires_at": clock.now() + timedelta(days=2),
        **instead,
    }
    return actions.make(actor=actor(make_user(None, Role.SECRETARIAT)), **values)


def ask(key: str, path: str):
    return Client(enforce_csrf_checks=True).get(f"/api/v1{path}", headers=_bearer(key))


def act(key: str, path: str, body: object = None, once: str | None = "", **headers: str):
    """once: its idempotency key; empty for a new one, None for none."""
    if once is not None:
        headers["Idempotency-Key"] = once or f"act-{next(NUMBERS)}"
    sent = "" if body is None else body if isinstance(body, str) else json.dumps(body)
    client = Client(enforce_csrf_checks=True)
    headers = {**_bearer(key), **headers}
    return client.post(f"/api/v1{path}", sent, content_type="application/json", headers=headers)


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}
