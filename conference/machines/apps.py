"""The app of machines that makers of devices connect: their keys, their scopes, the answers that are kept for them."""

from django.apps import AppConfig


class MachinesConfig(AppConfig):
    name = "conference.machines"
    label = "machines"

    def ready(self) -> None:
        from conference.db import purging
        from conference.machines import idempotency, notices  # noqa: F401  (notices register themselves)

        purging.chores["answers kept for machines"] = idempotency.purge
