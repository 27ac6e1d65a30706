from conference.audit.models import AccessLogEntry, AccessLogHead, AuditEntry, Head, PersonKey
from conference.db import guards, roles
from conference.retention import periods

# A reader's head counts on by one read, or is marked as sealed.
COUNTS_ON = (
    "NEW.reader = OLD.reader AND ((NEW.number = OLD.number + 1 AND NEW.sealed = OLD.sealed)"
    " OR (NEW.number = OLD.number AND NEW.hash = OLD.hash AND NEW.sealed BETWEEN OLD.sealed AND OLD.number))"
)

guards.append_only(AuditEntry)
guards.append_only(AccessLogEntry, deleted_if=periods.is_purging("access_log"))
guards.append_only(AccessLogHead, unless=COUNTS_ON)
roles.narrower.add(Head._meta.db_table, "SELECT, UPDATE")  # one row, which the migration makes
# Wrapped anew or destroyed, and never back.
guards.append_only(PersonKey, unless="OLD.destroyed_at IS NULL AND NEW.person = OLD.person")
