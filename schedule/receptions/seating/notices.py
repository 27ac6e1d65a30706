"""What the audit log says of plans."""

from django.utils.translation import gettext_lazy

from conference.audit import sentences
from conference.core import access_log

READ_REFUSALS = "seating.refusals_shown"
CHANGED = gettext_lazy("%(who)s changed: %(what)s")
SENTENCES = {
    "seating.made": gettext_lazy("%(who)s began: %(what)s"),
    "seating.set": CHANGED,
    "seating.tables": CHANGED,
    "seating.anew": gettext_lazy("%(who)s seated everybody again: %(what)s"),
    "seating.moved": gettext_lazy("%(who)s moved a guest: %(what)s"),
    "seating.taken_away": gettext_lazy("%(who)s removed a seat: %(what)s"),
    "seating.confirmed": CHANGED,
    "seating.kept": CHANGED,
    "seating.wishes": CHANGED,
    "seating.guest": CHANGED,
    "seating.restored": gettext_lazy("%(who)s brought back an earlier version: %(what)s"),
    "seating.closed": gettext_lazy("%(who)s closed: %(what)s"),
    "seating.opened": gettext_lazy("%(who)s opened again: %(what)s"),
}
sentences.register_sentences(SENTENCES)
access_log.register_kinds({READ_REFUSALS: gettext_lazy("Refusals at table")})
sentences.register_sentences({READ_REFUSALS: gettext_lazy("%(who)s read who is not to share a table: %(what)s")})
