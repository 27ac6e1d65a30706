"""`./run migrate`: Django's, as the role that owns the tables."""

from typing import Any

from django.core.management.commands import migrate

from conference.db import roles


class Command(migrate.Command):
    def execute(self, *args: Any, **options: Any) -> str | None:
        roles.connect_as_owner()
        return super().execute(*args, **options)
