"""What the audit log says of signing, and the page on which signatories are read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from conference.audit import words
from conference.core import access_log

SIGNATORIES = "signing:signatories"
CHANGED = gettext_lazy("%(who)s changed: %(what)s")
OF_APPOINTMENTS = (
    "intends",
    "not_signing",
    "changed",
    "reviewed",
    "returned",
    "scheduled",
    "moved",
    "placed",
    "taken_out",
)
OF_SESSIONS = ("added", "changed", "filled", "arranged", "moved", "put", "taken_out")

access_log.pages({SIGNATORIES: gettext_lazy("Who signs")})
words.register({f"appointment.{verb}": CHANGED for verb in OF_APPOINTMENTS})
words.register({f"signing.{verb}": CHANGED for verb in OF_SESSIONS})
words.register(
    {
        "ceremony.called": gettext_lazy("%(who)s called to the table: %(what)s"),
        "ceremony.signed": gettext_lazy("%(what)s: signed (%(who)s)"),
        "ceremony.skipped": gettext_lazy("%(who)s skipped: %(what)s"),
        "ceremony.undone": gettext_lazy("%(who)s undid an act of the ceremony: %(what)s"),
        "record.closing": gettext_lazy("%(who)s closed: %(what)s"),
        "record.closed": gettext_lazy("%(who)s closed: %(what)s"),
        "record.reopened": gettext_lazy("%(who)s opened again: %(what)s"),
        "record.rectified": gettext_lazy("%(who)s rectified the record: %(what)s"),
    }
)
