"""Receptions in the desk's search."""

from collections.abc import Iterator

from django.urls import reverse

from conference.core.access import Actor
from conference.desk.finding import Query, Result, register_finder
from conference.look.lists import join_facts
from conference.look.times import when_text
from conference.models import current_conference
from schedule.receptions.models import Reception


def receptions(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield receptions by their name or host in any language. Two queries."""
    zone = current_conference().zone
    for row in Reception.objects.select_related("room"):
        if query.fits(*row.name.values(), *row.host.values()):
            url = reverse("receptions:reception", args=[row.code])
            yield Result(str(row), url, join_facts([when_text(row.starts.astimezone(zone)), row.room]))


register_finder("meetings", "receptions.see", receptions)
