"""Django's PostgreSQL backend, which starts the embedded server where there is no other, checks a kept connection without a trip to the
server, has cursors that prepare statements, and reads and writes encrypted columns with few queries for keys (compiler.py).

A server that ended a connection has said so on it, so a connection without unread data counts as alive, and only another is tried.
Django tries each at every request's start: a check at a gate would be two trips instead of one. A silent network shows at the next query
in either case.

What `prepared_cursor` runs is parsed once a connection, and planned anew only while that pays; planning takes longer than most answers.
"prepare_threshold": None in OPTIONS turns this off, for a pooler of transactions that does not know prepared statements.
"""

import select
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base, operations
from django.db.backends.utils import CursorWrapper

from conference.db import embedded


class Operations(operations.DatabaseOperations):
    compiler_module = "conference.db.postgresql.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = Operations
    connection: Any
    health_check_enabled: bool
    health_check_done: bool

    def get_connection_params(self) -> dict[str, Any]:
        # Django's default is never to prepare. Its own cursors, which fill in values themselves, never do in any case.
        threshold = self.settings_dict["OPTIONS"].get("prepare_threshold", 0)
        return {**super().get_connection_params(), "prepare_threshold": threshold}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if settings.EMBEDDED_SERVER is not None:
            try:
                embedded.ensure_running(settings.EMBEDDED_SERVER)
            except embedded.EmbeddedError as problem:
                raise ImproperlyConfigured(str(problem)) from problem
        return super().get_new_connection(conn_params)

    def prepared_cursor(self) -> CursorWrapper:
        """Return a cursor for statements that are the same each time but for their values, one a call."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        wrapper: Any = self
        with self.wrap_database_errors:
            cursor: CursorWrapper = wrapper._prepare_cursor(self._preparing())
            return cursor

    def _preparing(self) -> Any:
        django: Any = base  # its stubs know little of it
        cursor = django.ServerBindingCursor(self.connection)
        loader = self.connection.adapters.get_loader(django.TIMESTAMPTZ_OID, django.Format.TEXT)
        if self.timezone != loader.timezone:
            django.register_tzloader(self.timezone, cursor)
        return cursor

    def close_if_health_check_failed(self) -> None:
        if self.connection is not None and self.health_check_enabled and not self.health_check_done:
            self.health_check_done = self._is_silent()
        super().close_if_health_check_failed()

    def _is_silent(self) -> bool:
        try:
            poll = select.poll()
            poll.register(self.connection.fileno(), select.POLLIN)
            return not poll.poll(0)
        except (OSError, ValueError, psycopg.Error):
            return False
