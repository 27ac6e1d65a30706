from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from delegations.registration.overview.person import name_and_page
from schedule.calendar.engagements.travel_times import upcoming_tight

FEW = 3  # persons who are named


def too_tight(actor: Actor) -> Iterator[Task]:
    """Yield one task for all who have less time between two engagements than the way takes."""
    found = upcoming_tight()
    if not found:
        return
    first, count = found[0], len({one.person.pk for one in found})
    words = {"who": first.person, "needs": first.needs, "gap": first.gap}
    yield Task(
        key="calendar.tight",
        urgency=Urgency.TODAY,
        tone="wait",
        mark="!",
        word=_("Too little time"),
        title=ngettext(
            "%(n)d person has too little time to get from one place to the next",
            "%(n)d persons have too little time to get from one place to the next",
            count,
        )
        % {"n": count},
        why=_("%(who)s has %(gap)d minutes; the transfer takes %(needs)d.") % words,
        remedy=_("See the persons"),
        url=reverse("calendar:tight"),
        owner=Role.PROTOCOL.label,
        right="calendar.edit",
        due=first.after.engagement.starts,
        parties=(first.person.delegation.party,),
        names=tuple(name_and_page(one) for one in dict.fromkeys(one.person for one in found[:FEW])),
    )


register_tasks("calendar.see", too_tight)
