"""The audit log's sentences on signing."""

from django.utils.translation import gettext_lazy as _

from conference.audit.sentences import register_sentences

CHANGED = _("%(who)s changed: %(what)s")
CHANGES = (
    *("appointment.intends", "appointment.not_signing", "appointment.changed", "appointment.reviewed"),
    *("appointment.returned", "appointment.announced", "appointment.scheduled", "appointment.moved"),
    *("appointment.placed", "appointment.taken_out", "signing.added", "signing.changed", "signing.filled"),
    *("signing.arranged", "signing.moved", "signing.put", "signing.taken_out"),
    *("signing.carried_over", "signing.carried_in", "signing.carrying_undone"),
)

register_sentences(
    {
        **dict.fromkeys(CHANGES, CHANGED),
        "ceremony.called": _("%(who)s called to the table: %(what)s"),
        "ceremony.signed": _("%(what)s: signed (%(who)s)"),
        "ceremony.skipped": _("%(who)s skipped: %(what)s"),
        "ceremony.signed_soon": _("%(who)s confirmed a signature within three seconds of the call: %(what)s"),
        "ceremony.signed_on_copy": _(
            "%(who)s let sign on a copy of the full powers, with the original to follow: %(what)s"
        ),
        "ceremony.other_day": _("%(who)s confirmed to call on another day than that of the session: %(what)s"),
        "ceremony.undone": _("%(who)s undid an act of the ceremony: %(what)s"),
        "record.closing": _("%(who)s closed: %(what)s"),
        "record.closed": _("%(who)s closed: %(what)s"),
        "appointment.struck_out": _("A signature noted in error was struck out of the record: %(what)s"),
        "record.reopened": _("%(who)s opened again: %(what)s"),
        "rectification.proposed": _("%(who)s proposed to rectify the record: %(what)s"),
        "rectification.dropped": _("%(who)s dropped a proposal to rectify the record: %(what)s"),
        "record.rectified": _("%(who)s rectified the record: %(what)s"),
        "instrument.entered": _("%(who)s entered the instrument of %(what)s"),
        "instrument.accepted": _("%(who)s accepted the instrument of %(what)s"),
        "statement.notified": _("%(who)s entered when the parties were notified: %(what)s"),
        "statement.withdrawn": _("%(who)s entered the withdrawal of %(what)s"),
        "statement.withdrawal_notified": _(
            "%(who)s entered when the parties were notified of the withdrawal: %(what)s"
        ),
        "statement.withdrawal_removed": _("%(who)s removed a withdrawal that was entered in error: %(what)s"),
        "objection.made": _("%(who)s entered the objection of %(what)s"),
        "objection.withdrawn": _("%(who)s entered the withdrawal of the objection of %(what)s"),
        "objection.removed": _("%(who)s removed the objection of %(what)s, entered in error"),
        "instrument.corrected": _("%(who)s corrected the instrument of %(what)s"),
        "instrument.withdrawn": _("%(who)s entered the withdrawal of %(what)s"),
        "instrument.withdrawal_revoked": _("%(who)s took back the withdrawal of %(what)s"),
        "instrument.removed": _("%(who)s removed the instrument of %(what)s, entered in error"),
        "notification.drafted": _("%(who)s drafted a depositary notification: %(what)s"),
        "notification.reworded": _("%(who)s changed the wording of a depositary notification: %(what)s"),
        "notification.checked": _("%(who)s checked a depositary notification: %(what)s"),
        "notification.taken_back": _("%(who)s took back the check of a depositary notification: %(what)s"),
        "notification.discarded": _("%(who)s discarded the draft of a depositary notification: %(what)s"),
        "notification.issued": _("A depositary notification was issued: %(what)s"),
        "reminder.planned": _("%(who)s planned a reminder to signatories: %(what)s"),
        "reminder.cancelled": _("%(who)s cancelled a reminder to signatories: %(what)s"),
        "reminder.sent": _("The reminder to signatories was sent: %(what)s"),
        "commitment.recorded": _("%(who)s recorded a commitment of %(what)s"),
        "commitment.corrected": _("%(who)s corrected a commitment of %(what)s"),
        "commitment.followed_up": _("%(who)s entered how a commitment of %(what)s stands"),
        "commitment.removed": _("%(who)s removed a commitment of %(what)s, entered in error"),
    }
)
