"""Uses what real ones use: rows, and the web server of production beside them."""

from __future__ import annotations

from http.client import HTTPConnection

from conference.parties.models import Party
from tests.bench import Figure
from tests.bench.support.crowd import parties, settle, site
from tests.bench.support.server import served


def run() -> list[Figure]:
    site()
    parties(2)
    settle()
    with served() as port:
        asked = HTTPConnection("127.0.0.1", port, timeout=30)
        asked.request("GET", "/healthz")
        status = asked.getresponse().status
    return [Figure("parties", Party.objects.count(), "rows"), Figure("healthz", status, "status")]
