from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, TaskList, Urgency, register_tasks
from delegations.registration.models import LateRequest

MOST = 10  # late requests, one line each

tasks = TaskList("registration", Role.SECRETARIAT, "registration.admit_late")


@register_tasks("registration.see")
def late_requests(actor: Actor) -> Iterator[Task]:
    waiting = LateRequest.objects.filter(state="asked").annotate(count=Count("members"))
    waiting = waiting.select_related("note", "delegation__party").prefetch_related("delegation__party__names")
    for late in waiting.order_by("asked_at", "pk")[:MOST]:
        party, count = late.delegation.party, late.count
        yield tasks.kind(f"late.{late.pk}", Urgency.TODAY, "wait", "!", _("Late")).task(
            title=ngettext(
                "%(party)s: late request for %(count)s member", "%(party)s: late request for %(count)s members", count
            ),
            why=_("They were named after the deadline by note verbale %(note)s; the organizers decide."),
            remedy=(_("Read the note and decide"), reverse("registration:desk_late", args=[party.slug, late.pk])),
            values={"party": party.short, "count": count, "note": late.note},
            look=reverse("registration:desk_one", args=[party.slug]),
            at=late.asked_at,
            parties=(party,),
        )
