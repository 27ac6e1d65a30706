"""Members entered through the form, eight focal points at once, beside a form that writes nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from conference.models import Category
from delegations.registration.models import Delegate, FocalPoint
from tests.bench import Figure
from tests.bench.support.crowd import parties, settle, site
from tests.bench.support.server import CLIENTS, ROOT, SECONDS, THREADS, WORKERS, served
from tests.people import make_user

VALUES = {
    "family_name": "Okafor-{n}",
    "given_names": "Amina Thuỳ",
    "honorific": "Ms.",
    "functional_title": "Counsellor, Ministry of Justice",
    "capacity": "delegate",
    "date_of_birth": "1984-03-02",
    "document_type": "diplomatic",
    "document_number": "N{n}",
    "document_expiry": "2029-06-30",
    "email": "person-{n}@mission.example",
    "phone": "+254 20 2211 445",
    "languages": "English, French",
    "arrival": "2025-10-24T18:40",
    "arrival_flight": "KQ 860",
    "departure": "2025-10-27T09:15",
    "departure_flight": "KQ 861",
    "hotel": "Metropole",
}


def run() -> list[Figure]:
    site()
    values = {**VALUES, "category": str(Category.objects.get(letter="D").pk)}
    clients = [_client(delegation) for delegation in parties(CLIENTS)]
    settle()
    with served(SECRET_KEY=settings.SECRET_KEY, FIELD_KEYS=settings.FIELD_KEYS) as port:
        limit = _load(port, [{**one, "path": "/bare-form"} for one in clients], values, 200)
    before = Delegate.objects.count()
    with served(SECRET_KEY=settings.SECRET_KEY, FIELD_KEYS=settings.FIELD_KEYS) as port:
        done = _load(port, clients, values, 302)
    entered = Delegate.objects.count() - before
    # What was sent while it warmed up is entered too; fewer would mean that forms were turned away.
    assert entered >= done["rate"] * SECONDS, (entered, done)
    how = f"{CLIENTS} clients, gthread {WORKERS} x {THREADS}; p95 {done['p95']:.0f} ms; limit: the same form, signed in, nothing done"
    return [Figure("members through the form", done["rate"], "/s", limit["rate"], 150, note=how)]


def _client(delegation: Any) -> dict[str, str]:
    user = make_user()
    FocalPoint.objects.create(delegation=delegation, user=user, since=timezone.now())
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    path = f"/portal/{delegation.party.slug}/members/new/"
    return {"path": path, "session": f"{settings.SESSION_COOKIE_NAME}={session}"}


def _load(port: int, clients: list[dict[str, str]], values: dict[str, str], expected: int) -> dict[str, Any]:
    asked = {"port": port, "clients": clients, "values": values, "seconds": SECONDS}
    command = [sys.executable, "-m", "tests.bench.support.posts", json.dumps(asked)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    if set(found["statuses"]) != {str(expected)}:
        raise RuntimeError(f"{clients[0]['path']}: expected {expected} alone, got {found['statuses']}")
    return found
