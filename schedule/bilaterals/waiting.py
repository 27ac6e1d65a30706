"""Requests for a bilateral meeting that wait for a delegation's answer."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.look import lists
from delegations.registration.members.consequences import Code, Time, WaitingSource
from delegations.registration.models import Delegation
from delegations.registration.overview.waiting import WaitingItem, register_source
from schedule.bilaterals.models import AGREED, Meeting, Participant

TAB = "bilaterals:meetings"


def _to_answer(code: Code, now: Time) -> QuerySet[Any]:
    is_asking, is_asked = Q(asking__party__code=code), Q(asked__party__code=code)
    further = Participant.objects.filter(delegation__party__code=code, agrees=False).values("meeting")
    on_the_table = is_asked & Q(state="requested", asked_agrees=False) | is_asking & Q(state="countered")
    changed = is_asking & Q(asking_agrees=False) | is_asked & Q(asked_agrees=False)
    other_time = (is_asking | is_asked) & Q(offered_by__isnull=False) & ~Q(offered_by__party__code=code)
    to_come = Q(state__in=AGREED, ends__gt=now)
    due = on_the_table | to_come & (changed | other_time) | Q(pk__in=further) & (Q(state="requested") | to_come)
    return Meeting.objects.filter(due)


def _related(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("asking__party", "asked__party").prefetch_related(
        "asking__party__names", "asked__party__names", "participants__delegation__party__names"
    )


def _item(meeting: Meeting, delegation: Delegation) -> WaitingItem:
    party, remedy, why = str(meeting.other(delegation)), _("Accept or decline"), ""
    if meeting.state in AGREED and meeting.offered_by_id in (None, delegation.pk):
        title, remedy = _("The bilateral meeting with %(party)s has changed"), _("Agree again, or cancel it")
        party = lists.in_words(meeting.others(delegation))
    elif meeting.state == "requested":
        title = _("%(party)s asks for a bilateral meeting")
    else:
        title = _("%(party)s proposes another time for a bilateral meeting")
    if meeting.holds_until:
        why = _("Without an answer the request lapses and the time is free again.")
    return WaitingItem(
        title=title % {"party": party},
        remedy=remedy,
        url=reverse("bilaterals:meeting", args=[delegation.party.slug, meeting.public_id]),
        why=why,
        at=meeting.holds_until,
    )


register_source("meetings to answer", WaitingSource(TAB, "bilaterals.see", _to_answer, _item, _related))
