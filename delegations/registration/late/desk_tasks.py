from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from delegations.registration.models import (
    LateRequest,
)
from delegations.registration.overview import listing  # noqa: F401  (they register their own)

MOST = 10  # late requests, one line each


def late_requests(actor: Actor) -> Iterator[Task]:
    asked = LateRequest.objects.filter(state="asked").annotate(count=Count("members")).select_related("note")
    asked = asked.select_related("note", "delegation__party").prefetch_related("delegation__party__names")
    for late in asked.order_by("asked_at", "pk")[:MOST]:
        party, count = late.delegation.party, late.count
        words = ngettext(
            "%(party)s: late request for %(count)s member", "%(party)s: late request for %(count)s members", count
        )
        yield Task(
            key=f"registration.late.{late.pk}",
            urgency=Urgency.TODAY,
            tone="wait",
            mark="!",
            word=_("Late"),
            title=words % {"party": party.short, "count": count},
            why=_("They were named after the deadline by note verbale %(note)s; the organizers decide.")
            % {"note": late.note},
            remedy=_("Read the note and decide"),
            url=reverse("registration:desk_late", args=[party.slug, late.pk]),
            owner=Role.SECRETARIAT.label,
            right="registration.admit_late",
            look=reverse("registration:desk_one", args=[party.slug]),
            at=late.asked_at,
            parties=(party,),
        )


register_tasks("registration.see", late_requests)
