"""A delegation's history of its invitations to receptions.

An invitation's link needs no account, and its holder is nobody of the secretariat: others' answers are told without a name.
"""

from django.utils.translation import gettext_lazy as _

from delegations.registration.overview.history import register_sentence

# The same to whoever did it and to everybody else.
_ALIKE = {
    "invitation.sent": _("Invitation sent: %(what)s."),
    "invitation.sent_again": _("Invitation sent again: %(what)s."),
    "invitation.sent_to_new_head": _("Invitation sent to the new head of delegation: %(what)s."),
    "invitation.head_left": _("The head has left, and no answer holds: %(what)s."),
    "invitation.ended": _("The invitation ended, since the guest has left: %(what)s."),
    "invitation.promoted": _("Admitted from the waiting list: %(what)s."),
    "invitation.companion_promoted": _("Companion admitted from the waiting list: %(what)s."),
    "invitation.sending_undone": _("Invitation cancelled before it was sent: %(what)s."),
    "invitation.time_changed": _("Another time or place: %(what)s."),
    "invitation.occasion_changed": _("Another time or place: %(what)s."),
    "invitation.late_taken": _("The host took the late answer: %(what)s."),
    "invitation.late_declined": _("The host declined the late answer: %(what)s."),
    "invitation.substitute_approved": _("Substitute approved: %(what)s."),
    "invitation.substitute_rejected": _("Substitute not approved: %(what)s."),
}
_OWN = {
    "invitation.accepted": (_("You accepted the invitation: %(what)s."), _("Invitation accepted: %(what)s.")),
    "invitation.waiting": (
        _("You accepted the invitation, which is on the waiting list: %(what)s."),
        _("Invitation accepted, on the waiting list: %(what)s."),
    ),
    "invitation.regretted": (_("You declined the invitation: %(what)s."), _("Invitation declined: %(what)s.")),
    "invitation.substitute": (_("You proposed a substitute: %(what)s."), _("Substitute proposed: %(what)s.")),
}
for _verb, _sentences in (_OWN | {verb: (text, text) for verb, text in _ALIKE.items()}).items():
    register_sentence(_verb, *_sentences, right="receptions.see")
