from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from conference.models import Zone
from delegations.gates.models import SITE, Clearing, Gate, Policy, Presence
from delegations.gates.presence.reckoning import lock_tallies


@lifecycle.use_case
def clear(*, actor: Actor, zone: Zone | None) -> Clearing:
    """Mark everybody inside a zone as outside; None for the whole site. Raises NotPossible when nobody is inside."""
    require_right(actor, "gates.manage")
    places = {zone.pk} if zone else {SITE, *Gate.objects.filter(zone__isnull=False).values_list("zone", flat=True)}
    lock_tallies(places)
    inside = Presence.objects.filter(place__in=places, since__isnull=False)
    people = inside.values("delegate").distinct().count()
    if not people:
        raise NotPossible(_("Nobody is counted inside. Nothing was changed."))
    inside.update(since=None)
    now = clock.now()
    clearings = [Clearing(place=place, at=now, people=people) for place in sorted(places)]
    clearing = Clearing.objects.bulk_create(clearings)[0]
    about = zone or Policy.objects.get_or_create(pk=1)[0]
    lifecycle.log(about, actor=actor, verb="zone.cleared", details={"people": people})
    return clearing
