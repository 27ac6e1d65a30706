from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from delegations.registration.models import (
    AccessRequest,
)
from delegations.registration.overview import listing  # noqa: F401  (they register their own)


def access_requests(actor: Actor) -> Iterator[Task]:
    found = AccessRequest.objects.filter(answered_at__isnull=True).aggregate(count=Count("pk"), first=Min("asked_at"))
    if not (count := found["count"]):
        return
    words = ngettext("%(count)s request for an invitation", "%(count)s requests for an invitation", count)
    yield Task(
        key="registration.access",
        urgency=Urgency.TODAY,
        tone="wait",
        mark="→",
        word=_("Requested"),
        title=words % {"count": count},
        why=_(
            "A person without an invitation asks to act for a party and was informed that the secretariat will reply."
        ),
        remedy=_("Invite or decline"),
        url=reverse("registration:desk_access"),
        owner=Role.SECRETARIAT.label,
        at=found["first"],
    )


register_tasks("registration.invite", access_requests)
