"""A delegation's history of its own meetings, without the names of those who acted for the other side."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from conference.audit.models import AuditEntry
from conference.look import lists
from delegations.registration.models import Delegation
from delegations.registration.overview.history import Sentence, SharedHistory, Side, passive, register_between
from schedule.bilaterals.meetings.queries import of_party
from schedule.bilaterals.models import Meeting

# Either side may cancel, and so may protocol: readers do not learn who else did.
_CANCELLED = Sentence(
    _("You cancelled the bilateral meeting with %(other)s."),
    _("The bilateral meeting with %(other)s was cancelled."),
)
_AGREED = passive(_("The bilateral meeting with %(other)s was agreed to."))
# What both sides read alike.
_BOTH = {
    "meeting.cancelled": _CANCELLED,
    "meeting.confirmed": passive(_("The bilateral meeting with %(other)s now has a room.")),
    "meeting.room_undone": passive(_("The room of the bilateral meeting with %(other)s was taken back.")),
    "meeting.room_changed": passive(_("The bilateral meeting with %(other)s was given another room.")),
    "meeting.rearranged": passive(_("Protocol gave the bilateral meeting with %(other)s another time or room.")),
    "meeting.bumped": passive(_("The bilateral meeting with %(other)s lost its room.")),
    "meeting.countered": passive(_("Another time was proposed for the bilateral meeting with %(other)s.")),
    "meeting.entered": _AGREED,
    "meeting.agreed": _AGREED,
    "meeting.time_changed": passive(_("The bilateral meeting with %(other)s has another time.")),
    "meeting.time_kept": passive(_("The bilateral meeting with %(other)s stays at its time.")),
    "meeting.kept": passive(_("The bilateral meeting with %(other)s is kept with a new head of delegation.")),
    "meeting.expired": passive(_("The request for a bilateral meeting with %(other)s expired.")),
}
_SENTENCES = {
    "meeting.requested": {
        "asking": Sentence(
            _("You asked %(other)s for a bilateral meeting."), _("%(who)s asked %(other)s for a bilateral meeting.")
        ),
        "asked": passive(_("%(other)s asked for a bilateral meeting.")),
    },
    "meeting.accepted": {
        "asking": passive(_("%(other)s accepted the bilateral meeting.")),
        "asked": Sentence(
            _("You accepted the bilateral meeting with %(other)s."),
            _("%(who)s accepted the bilateral meeting with %(other)s."),
        ),
        "by link": passive(_("The bilateral meeting with %(other)s was accepted by your delegation’s link.")),
    },
    "meeting.declined": {
        "asking": passive(_("%(other)s declined the bilateral meeting.")),
        "asked": Sentence(
            _("You declined the bilateral meeting with %(other)s."),
            _("%(who)s declined the bilateral meeting with %(other)s."),
        ),
        "by link": passive(_("The bilateral meeting with %(other)s was declined by your delegation’s link.")),
    },
    **{verb: dict.fromkeys(("asking", "asked", "several"), sentence) for verb, sentence in _BOTH.items()},
}
# Of three or four: who asked whom reads as between two for the asking side alone, and the log does not say to others who declined.
_OF_SEVERAL = {
    "meeting.requested": passive(_("A bilateral meeting with %(other)s was requested.")),
    "meeting.accepted": _AGREED,
    "meeting.declined": passive(_("The bilateral meeting with %(other)s was declined.")),
}
for _verb, _sentence in _OF_SEVERAL.items():
    _SENTENCES[_verb] |= {"several": _sentence}


def _sides(delegation: Delegation) -> Mapping[str, Side]:
    meetings = (
        Meeting.objects.filter(of_party(delegation))
        .select_related("asking__party", "asked__party")
        .prefetch_related("asking__party__names", "asked__party__names", "participants__delegation__party__names")
    )
    return {
        str(meeting.pk): Side(_name_of(meeting, delegation), lists.in_words(meeting.others(delegation)))
        for meeting in meetings
    }


def _name_of(meeting: Meeting, delegation: Delegation) -> str:
    if meeting.further():
        return "several"
    return "asking" if meeting.asking_id == delegation.pk else "asked"


def _side_in(entry: AuditEntry, side: Side) -> str:
    """Return the side as the sentences of an answer mean it: the asked one answers, unless it had proposed another time."""
    if entry.verb not in ("meeting.accepted", "meeting.declined") or side.name == "several":
        return side.name
    answering = "asking" if entry.came_from == "countered" else "asked"
    if side.name != answering:
        return "asking"
    return "by link" if entry.details.get("step", {}).get("link") else "asked"


register_between(Meeting._meta.label_lower, SharedHistory(_sides, _SENTENCES, "bilaterals.see", _side_in))
