"""Requests for a bilateral meeting that wait for a delegation's answer."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from delegations.registration.models import Delegation
from delegations.registration.overview.waiting import Source, WaitingItem, register
from schedule.bilaterals.models import Meeting

TAB = "bilaterals:meetings"


def _to_answer(code: str) -> QuerySet[Any]:
    return Meeting.objects.filter(asked__party__code=code, state="requested")


def _related(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("asking__party").prefetch_related("asking__party__names")


def _item(meeting: Meeting, delegation: Delegation) -> WaitingItem:
    return WaitingItem(
        title=_("%(party)s asks for a bilateral meeting") % {"party": meeting.asking},
        remedy=_("Accept or decline"),
        url=reverse("bilaterals:meeting", args=[delegation.party.slug, meeting.public_id]),
        why=_("Without an answer the request lapses and the time is free again.") if meeting.holds_until else "",
        at=meeting.holds_until,
    )


register("meetings to answer", Source(TAB, "bilaterals.see", _to_answer, _item, _related))
