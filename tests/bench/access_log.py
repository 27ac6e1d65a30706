"""Eight officers who open a person's page at once, beside the same page that keeps nothing.

In turns with the read as an entry of the one chain of acts, for whose head all wait.
"""

from __future__ import annotations

from statistics import median
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from conference.audit.models import AccessLogEntry, AuditEntry
from conference.core.access import Role
from tests.bench import Figure
from tests.bench.support.crowd import crowd, settle, site
from tests.bench.support.server import CLIENTS, THREADS, WORKERS, load, served
from tests.people import make_user, prove_second_factor

TURNS = 3
PEOPLE = 300
OF_LIMIT = 0.8


def run() -> list[Figure]:
    site()
    person = crowd(PEOPLE)[0]
    path = reverse("accreditation:person", args=[person.public_id])
    cookies = [_cookie() for _client in range(CLIENTS)]
    settle()
    found: dict[str, list[dict[str, Any]]] = {"nowhere": [], "apart": [], "among the acts": []}
    for _turn in range(TURNS):
        for way, answers in found.items():
            daily, acts = AccessLogEntry.objects.count(), AuditEntry.objects.count()
            with served(SECRET_KEY=settings.SECRET_KEY, FIELD_KEYS=settings.FIELD_KEYS, BENCH_READS=way) as port:
                answers.append(load(port, path, cookies=cookies))
            # Each page that was shown was kept, where it should be.
            kept = (AccessLogEntry.objects.count() - daily, AuditEntry.objects.count() - acts)
            shown = answers[-1]["all"]
            assert kept == {"nowhere": (0, 0), "apart": (shown, 0), "among the acts": (0, shown)}[way], (
                way,
                kept,
                shown,
            )
    return list(_figures(found))


def _cookie() -> str:
    user = make_user(None, Role.ACCREDITATION)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    prove_second_factor(client, user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _figures(found: dict[str, list[dict[str, Any]]]) -> list[Figure]:
    slowest, rate = (
        {way: median(one[what] for one in some) for way, some in found.items()} for what in ("p95", "rate")
    )
    how = f"{CLIENTS} officers, gthread {WORKERS} x {THREADS}, median of {TURNS} in turns"
    target = OF_LIMIT * rate["nowhere"]
    return [
        Figure(
            "a person's page", rate["apart"], "/s", rate["nowhere"], target, note=f"{how}; limit: read kept nowhere"
        ),
        Figure("a person's page, p95", slowest["apart"], "ms", slowest["nowhere"], lower=True),
        Figure("the read among the acts", rate["among the acts"], "/s", rate["nowhere"], note="as it was"),
        Figure("the read among the acts, p95", slowest["among the acts"], "ms", slowest["nowhere"], lower=True),
    ]
