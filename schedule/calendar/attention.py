"""What of the calendar waits for a person, and the sentences that the record tells of rooms."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference import reads
from conference.access import Actor, Role
from conference.audit.words import register
from conference.desk.registry import Matter, Urgency, attention
from schedule.calendar import itinerary_paper
from schedule.calendar.desk import upcoming_tight

reads.register({itinerary_paper.READ: gettext_lazy("Itinerary")})
reads.pages(
    {
        "calendar:day": gettext_lazy("Calendar"),
        "calendar:itinerary": gettext_lazy("Itinerary"),
        "calendar:feeds": gettext_lazy("Calendar addresses"),
    }
)
register(
    {
        itinerary_paper.READ: gettext_lazy("%(who)s took the itineraries of %(what)s"),
        "room.added": gettext_lazy("%(who)s entered the room %(what)s"),
        "room.changed": gettext_lazy("%(who)s changed the room %(what)s"),
        "room.removed": gettext_lazy("%(who)s removed the room %(what)s"),
        "room.closed": gettext_lazy("%(who)s closed a room: %(what)s"),
        "room.reopened": gettext_lazy("%(who)s opened a room again: %(what)s"),
        "venue.added": gettext_lazy("%(who)s entered the venue %(what)s"),
        "venue.changed": gettext_lazy("%(who)s changed the venue %(what)s"),
        "venue.removed": gettext_lazy("%(who)s removed the venue %(what)s"),
        "way.changed": gettext_lazy("%(who)s changed how long the way from %(what)s takes"),
    }
)


def too_tight(actor: Actor) -> Iterator[Matter]:
    """Persons who have less time between two engagements than the way takes, as one matter."""
    found = upcoming_tight()
    if not found:
        return
    first, count = found[0], len({one.person.pk for one in found})
    words = {"who": first.person, "needs": first.needs, "gap": first.gap}
    yield Matter(
        key="calendar.tight",
        urgency=Urgency.TODAY,
        tone="wait",
        mark="!",
        word=_("Too tight"),
        title=ngettext(
            "%(n)d person has too little time for the way", "%(n)d persons have too little time for the way", count
        )
        % {"n": count},
        why=_("%(who)s has %(gap)d minutes for a way of %(needs)d.") % words,
        remedy=_("See who comes too late"),
        url=reverse("calendar:tight"),
        owner=Role.PROTOCOL.label,
        at=first.after.row.starts,
        parties=(first.person.delegation.party,),
    )


attention("calendar.see", too_tight)
