from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.db.together import Part
from conference.desk.registry import TaskList, Urgency, register_tasks
from delegations.registration.overview.person import name_and_page
from schedule.calendar.engagements.models import Engagement
from schedule.calendar.engagements.travel_times import read_upcoming_tight

FEW = 3  # persons who are named

tasks = TaskList("calendar", Role.PROTOCOL, "calendar.edit")


@register_tasks("calendar.see", Engagement.objects.all)
def too_tight(actor: Actor) -> Part:
    """Yield one task for all who have less time between two engagements than the way takes."""
    gaps = yield from read_upcoming_tight(actor)
    if not gaps:
        return
    first, count = gaps[0], len({gap.person.pk for gap in gaps})
    yield tasks.kind("tight", Urgency.TODAY, "wait", "!", _("Too little time")).task(
        title=ngettext(
            "%(n)d person has too little time to get from one place to the next",
            "%(n)d persons have too little time to get from one place to the next",
            count,
        ),
        why=_("%(who)s has %(gap)d minutes; the transfer takes %(needs)d."),
        remedy=(_("See the persons"), reverse("calendar:tight")),
        values={"n": count, "who": first.person, "needs": first.needs, "gap": first.gap},
        due=first.after.engagement.starts,
        parties=(first.person.delegation.party,),
        names=tuple(name_and_page(person) for person in dict.fromkeys(gap.person for gap in gaps[:FEW])),
    )
