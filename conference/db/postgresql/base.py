"""Django's PostgreSQL backend, which checks a kept connection without a trip to the server.

A server that ended a connection has said so on it. So a connection on which nothing waits to be read is taken as alive, and only
another is tried, where Django tries every one at the start of every request: a check at a gate is one trip, and would be two. A
network that fell silent is found out by the next query in either case.
"""

from __future__ import annotations

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    connection: Any
    health_check_enabled: bool
    health_check_done: bool

    def close_if_health_check_failed(self) -> None:
        """Close the connection if it is to be tried and fails."""
        if self.connection is not None and self.health_check_enabled and not self.health_check_done:
            self.health_check_done = self._is_silent()
        super().close_if_health_check_failed()

    def _is_silent(self) -> bool:
        """Return True when nothing waits to be read, neither data nor the end of the connection."""
        try:
            poll = select.poll()
            poll.register(self.connection.fileno(), select.POLLIN)
            return not poll.poll(0)
        except (OSError, ValueError, psycopg.Error):
            return False
