from __future__ import annotations

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require
from conference.core.errors import NotPossible
from conference.models import Zone
from delegations.gates.models import SITE, Clearing, Policy, Presence
from delegations.gates.presence.reckoning import lock_tallies


@lifecycle.use_case
def clear(*, actor: Actor, zone: Zone | None) -> Clearing:
    """Mark everybody inside `zone` (None: the whole site) as outside from now on. Raises NotPossible when nobody is."""
    require(actor, "gates.manage")
    place = zone.pk if zone else SITE
    lock_tallies({place})
    inside = Presence.objects.filter(place=place, since__isnull=False)
    people = inside.update(since=None)
    if not people:
        raise NotPossible(_("Nobody is inside. Nothing was changed."))
    clearing = Clearing.objects.create(place=place, at=clock.now(), people=people)
    about = zone or Policy.objects.get_or_create(pk=1)[0]
    lifecycle.log(about, actor=actor, verb="zone.cleared", details={"people": people})
    return clearing
