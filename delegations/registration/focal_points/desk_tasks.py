from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, TaskList, Urgency, register_tasks
from delegations.registration.models import AccessRequest

tasks = TaskList("registration", Role.SECRETARIAT)


@register_tasks("registration.invite")
def access_requests(actor: Actor) -> Iterator[Task]:
    waiting = AccessRequest.objects.filter(answered_at__isnull=True).aggregate(count=Count("pk"), first=Min("asked_at"))
    if count := waiting["count"]:
        yield tasks.kind("access", Urgency.TODAY, "wait", "→", _("Requested")).task(
            title=ngettext("%(count)s request for an invitation", "%(count)s requests for an invitation", count),
            why=_(
                "A person without an invitation asks to act for a party and was informed that the secretariat will reply."
            ),
            remedy=(_("Invite or decline"), reverse("registration:desk_access")),
            values={"count": count},
            at=waiting["first"],
        )
