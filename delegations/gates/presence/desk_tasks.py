"""How many are inside, in the figures of the desk."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor
from conference.desk.registry import Figure, figures
from delegations.gates.models import SITE, Gate, Tally


def inside(actor: Actor) -> Iterable[Figure]:
    """Yield how many are on the site, where a gate leads to it. Two queries."""
    if not Gate.objects.filter(zone__isnull=True).exists():
        return
    rows = Tally.objects.filter(place=SITE, inside__gt=0)
    counts = rows.aggregate(people=Sum("inside"), delegations=Count("pk"))
    count = counts["delegations"]
    note = ngettext("of %(n)d delegation", "of %(n)d delegations", count) % {"n": count}
    yield Figure(counts["people"] or 0, _("persons inside"), None, note if count else "", reverse("gates:home"))


figures(30, "gates.see", inside)
