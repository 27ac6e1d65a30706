"""Protocol's tasks about meetings, and their sentences in the audit log."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.audit.words import register
from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.models import Meeting

register(
    {
        "meeting.requested": gettext_lazy("%(who)s asked for a meeting: %(what)s"),
        "meeting.accepted": gettext_lazy("%(who)s accepted the meeting %(what)s"),
        "meeting.declined": gettext_lazy("%(who)s declined the meeting %(what)s"),
        "meeting.confirmed": gettext_lazy("%(who)s gave a room to %(what)s"),
        "meeting.room_undone": gettext_lazy("%(who)s took back the room given to %(what)s"),
        "meeting.room_changed": gettext_lazy("%(who)s moved %(what)s to another room"),
        "meeting.entered": gettext_lazy("%(who)s entered the meeting, agreed by telephone: %(what)s"),
        "meeting.agreed": gettext_lazy("%(who)s agreed to the meeting %(what)s"),
        "meeting.time_changed": gettext_lazy("%(who)s agreed to another time: %(what)s"),
        "meeting.time_kept": gettext_lazy("%(who)s kept the meeting at its time: %(what)s"),
        "meeting.countered": gettext_lazy("%(who)s proposed another time: %(what)s"),
        "meeting.bumped": gettext_lazy("%(who)s withdrew the room from %(what)s"),
        "meeting.held": gettext_lazy("%(who)s noted that the meeting took place: %(what)s"),
        "meeting.no_show": gettext_lazy("%(who)s noted that the meeting did not take place: %(what)s"),
        "meeting.kept": gettext_lazy("%(who)s kept the meeting %(what)s with a new head of delegation"),
        "meeting.cancelled": gettext_lazy("%(who)s cancelled %(what)s"),
        "meeting.expired": gettext_lazy("The request %(what)s was not answered in time"),
    }
)


def waiting(actor: Actor) -> Iterator[Task]:
    """Yield agreed meetings without a room as one task, and each whose principal is no longer the head."""
    without = queries.without_room()
    if without:
        first = without[0]
        count = len(without)
        yield Task(
            key="bilaterals.without_room",
            urgency=Urgency.TODAY,
            tone="wait",
            mark="■",
            word=ngettext("%(n)d without room", "%(n)d without room", count) % {"n": count},
            title=_("Agreed bilateral meetings need a room"),
            why=_("The first is %(one)s and %(two)s.") % {"one": first.asking, "two": first.asked},
            remedy=ngettext("Give it a room", "Give them rooms", count),
            url=reverse("bilaterals:board-day", args=[first.day]),
            owner=Role.PROTOCOL.label,
            right="bilaterals.place",
            due=first.starts,
            parties=(first.asking.party, first.asked.party),
        )
    yield from (_against(meeting) for meeting in queries.against_the_programme())
    yield from (_lost(meeting) for meeting in queries.lost_principals())


def _against(meeting: Meeting) -> Task:
    return Task(
        key=f"bilaterals.programme.{meeting.pk}",
        urgency=Urgency.NOW,
        tone="no",
        mark="✕",
        word=_("Conflict"),
        title=_("%(one)s and %(two)s have a meeting while all heads of delegation are engaged elsewhere")
        % {"one": meeting.asking, "two": meeting.asked},
        why=_(
            "The programme has an event for all heads of delegation at that time. Move the meeting to the next free "
            "time, or cancel it."
        ),
        remedy=_("Settle the meeting"),
        url=reverse("bilaterals:desk-meeting", args=[meeting.public_id]),
        owner=Role.PROTOCOL.label,
        right="bilaterals.place",
        due=meeting.starts,
        parties=(meeting.asking.party, meeting.asked.party),
    )


def _lost(meeting: Meeting) -> Task:
    return Task(
        key=f"bilaterals.principal.{meeting.pk}",
        urgency=Urgency.NOW,
        tone="no",
        mark="✕",
        word=_("Head replaced"),
        title=_("%(one)s and %(two)s: a head of delegation was replaced")
        % {"one": meeting.asking, "two": meeting.asked},
        why=_(
            "The meeting was agreed with somebody who is no longer head of delegation. The delegation can keep it with its new head, "
            "or one side cancels it."
        ),
        remedy=_("Settle the meeting"),
        url=reverse("bilaterals:desk-meeting", args=[meeting.public_id]),
        owner=Role.PROTOCOL.label,
        right="bilaterals.place",
        due=meeting.starts,
        parties=(meeting.asking.party, meeting.asked.party),
    )


register_tasks("bilaterals.see", waiting)
