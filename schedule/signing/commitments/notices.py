"""What the audit log says of commitments."""

from django.utils.translation import gettext_lazy as _

from conference.audit import sentences

sentences.register(
    {
        "commitment.recorded": _("%(who)s recorded a commitment of %(what)s"),
        "commitment.corrected": _("%(who)s corrected a commitment of %(what)s"),
        "commitment.followed_up": _("%(who)s entered how a commitment of %(what)s stands"),
        "commitment.removed": _("%(who)s removed a commitment of %(what)s, entered in error"),
    }
)
