"""What the desk's search finds of the bilateral meetings."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core.access import Actor
from conference.desk.finding import SHOWN, Query, Result, register
from conference.look import lists
from conference.look.times import when_text
from conference.models import current_conference
from conference.parties.models import PartyName
from schedule.bilaterals.meetings import queries


def meetings(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield meetings by the names of the two, each word in one of them, by time. Four queries."""
    zone, rows = current_conference().zone, queries.all_meetings().order_by("starts", "pk")
    for word in query.terms:
        parties = PartyName.objects.filter(Q(search__contains=word) | Q(party__code__iexact=word)).values("party")
        rows = rows.filter(Q(asking__party__in=parties) | Q(asked__party__in=parties))
    for row in rows[: SHOWN + 1]:
        title = _("%(one)s and %(two)s") % {"one": row.asking, "two": row.asked}
        note = lists.beside([when_text(row.starts.astimezone(zone)), row.room])
        url = reverse("bilaterals:desk-meeting", args=[row.public_id])
        yield Result(title, url, note, row.asking.party, (row.state, "bilateral"))


register("meetings", "bilaterals.see", meetings)
