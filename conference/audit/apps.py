"""The app of the audit log."""

from django.apps import AppConfig

# A reader's head counts on by one read, or is marked as sealed.
COUNTS_ON = (
    "NEW.reader = OLD.reader AND ((NEW.number = OLD.number + 1 AND NEW.sealed = OLD.sealed)"
    " OR (NEW.number = OLD.number AND NEW.hash = OLD.hash AND NEW.sealed BETWEEN OLD.sealed AND OLD.number))"
)


class AuditConfig(AppConfig):
    name = "conference.audit"
    label = "audit"

    def ready(self) -> None:
        from conference.audit.models import AccessLogEntry, AccessLogHead, AuditEntry
        from conference.db import guards

        guards.append_only(AuditEntry)
        guards.append_only(AccessLogEntry)
        guards.append_only(AccessLogHead, unless=COUNTS_ON)
