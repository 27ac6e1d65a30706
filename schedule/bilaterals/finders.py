"""What the desk's search finds of the bilateral meetings."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from conference.core.access import Actor
from conference.desk.finding import RESULTS_SHOWN, Query, Result, register_finder
from conference.look import lists
from conference.look.times import when_text
from conference.models import current_conference
from conference.parties.models import PartyName
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.models import Participant


def find_meetings(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield meetings by the names of their parties, each word in one of them, by time. Four queries, eight with further parties."""
    zone, meetings = current_conference().zone, queries.all_meetings().order_by("starts", "pk")
    for word in query.terms:
        parties = PartyName.objects.filter(Q(search__contains=word) | Q(party__code__iexact=word)).values("party")
        further = Participant.objects.filter(delegation__party__in=parties).values("meeting")
        of_these = Q(asking__party__in=parties) | Q(asked__party__in=parties) | Q(pk__in=further)
        meetings = meetings.filter(of_these)
    for meeting in meetings[: RESULTS_SHOWN + 1]:
        title = lists.in_words(meeting.parties(), conjunction=True)
        note = lists.join_facts([when_text(meeting.starts.astimezone(zone)), meeting.room])
        url = reverse("bilaterals:desk-meeting", args=[meeting.public_id])
        yield Result(title, url, note, meeting.asking.party, (meeting.state, "bilateral"))


register_finder("meetings", "bilaterals.see", find_meetings)
