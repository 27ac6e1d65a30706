"""The app of the record."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "conference.audit"
    label = "audit"

    def ready(self) -> None:
        from conference import guards
        from conference.audit.models import Entry

        guards.append_only(Entry)
