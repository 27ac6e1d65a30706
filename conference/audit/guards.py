from conference.audit.models import AccessLogEntry, AccessLogHead, AuditEntry, PersonKey
from conference.db import guards

# A reader's head counts on by one read, or is marked as sealed.
COUNTS_ON = (
    "NEW.reader = OLD.reader AND ((NEW.number = OLD.number + 1 AND NEW.sealed = OLD.sealed)"
    " OR (NEW.number = OLD.number AND NEW.hash = OLD.hash AND NEW.sealed BETWEEN OLD.sealed AND OLD.number))"
)

guards.append_only(AuditEntry)
guards.append_only(AccessLogEntry)
guards.append_only(AccessLogHead, unless=COUNTS_ON)
# Wrapped anew or destroyed, and never back.
guards.append_only(PersonKey, unless="OLD.destroyed_at IS NULL AND NEW.person = OLD.person")
