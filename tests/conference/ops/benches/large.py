"""One that SQLite can say nothing about."""

from __future__ import annotations

from django.db import connection

from tests.bench import Figure

NEEDS_POSTGRESQL = "SQLite has one writer at a time"


def run() -> list[Figure]:
    return [Figure(connection.vendor, 1, "database")]
