"""`./run migrate`: Django's, as the role that owns the tables."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from conference.db import history, roles


class Command(migrate.Command):
    def execute(self, *args: Any, **options: Any) -> str | None:
        roles.connect_as_owner()
        history.check_replaced(connections[options["database"]])
        return super().execute(*args, **options)
