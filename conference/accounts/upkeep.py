"""Seeds of authenticators follow the newest of FIELD_KEYS; sessions that are over go."""

from allauth.mfa.models import Authenticator

from conference import fields
from conference.accounts.sign_in.adapter import SECRETS
from conference.accounts.sign_in.sessions import ended_sessions
from conference.db import rotation
from conference.retention import purging

NAMES = ("secret", "seed")


def secrets(batch: int) -> int:
    """Encrypt seeds under an older key again. Return their number."""
    count = 0
    for rows in rotation.in_batches(Authenticator, batch):
        count += rotation.write_changed(Authenticator, [row for row in rows if _again(row)], "data")
    return count


def _again(row: Authenticator) -> bool:
    changed = False
    for name in NAMES:
        stored = row.data.get(name)
        if isinstance(stored, str) and "." in stored and stored.partition(".")[0] != fields.newest_key():
            row.data[name] = fields.encrypt(fields.decrypt(stored, SECRETS), SECRETS)
            changed = True
    return changed


rotation.further.add("mfa_authenticator", secrets)
purging.tasks.add("sessions that are over", purging.delete_rows("", ended_sessions, since="began_at"))
