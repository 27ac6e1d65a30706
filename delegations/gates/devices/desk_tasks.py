from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.core import clock
from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from conference.look import lists
from conference.models import Conference
from delegations.gates.devices import queries
from delegations.gates.models import Policy

# Between the days of the conference a device out of contact for so long was put away.
PUT_AWAY = timedelta(hours=8)
OUT_OF_TOUCH = gettext_lazy(
    "%(names)s. They are using an outdated list and, after an hour, require every badge to be checked manually."
)


def silent(actor: Actor) -> Iterable[Task]:
    """Yield devices in use that lost contact for as long as the settings say."""
    conference = Conference.objects.filter(pk=1).first()
    if conference is None:
        return []  # the desk opens before there is a conference
    today = clock.now().astimezone(conference.zone).date()
    minutes = (Policy.objects.first() or Policy()).silent_after
    meeting = conference.starts_on <= today <= conference.ends_on
    devices = queries.silent(timedelta(minutes=minutes), None if meeting else PUT_AWAY)
    if not devices:
        return []
    names = lists.in_words(f"{device} ({device.gate})" for device in devices[:3])
    count = len(devices)
    title = ngettext("%(n)d device is not connected", "%(n)d devices are not connected", count) % {"n": count}
    return [
        Task(
            key="gates.silent",
            urgency=Urgency.TODAY,
            tone="wait",
            mark="!",
            word=str(count),
            title=title,
            why=OUT_OF_TOUCH % {"names": names + ("…" if count > 3 else "")},
            remedy=_("Open the devices"),
            url=reverse("gates:devices"),
            owner=Role.SECURITY.label,
            at=min(device.last_seen for device in devices if device.last_seen),
        )
    ]


register_tasks("gates.manage", silent)
