"""Bilateral meetings whose principal leaves or is no longer head: they must be kept with the new head, or cancelled."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.look import lists
from conference.look.times import when_text
from conference.models import current_conference
from delegations.registration.members.consequences import Code, Step, Time, Topic, Unsettled, WaitingSource
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Delegation
from delegations.registration.overview.waiting import add_topic
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.models import LIVE, Participant


def _before(step: Step) -> Iterator[str]:
    if not (step.leaves or step.ends_office):
        return
    further = Participant.objects.filter(principal=step.member).values("meeting")
    principal = Q(asking_principal=step.member) | Q(asked_principal=step.member) | Q(pk__in=further)
    meetings = list(queries.to_come().filter(principal, state__in=LIVE))
    zone = current_conference().zone if meetings else None
    message = _(
        "The bilateral meeting with %(other)s, %(when)s, is with %(who)s: it has to be agreed again or cancelled."
    )
    if step.replaced:
        message = _(
            "The bilateral meeting with %(other)s, %(when)s, is with %(who)s: keep it with the new head, or cancel it."
        )
    for meeting in meetings:
        other = lists.in_words(side for side in meeting.parties() if side.pk != step.member.delegation_id)
        when = when_text(meeting.starts.astimezone(zone), year=False)
        yield message % {"other": other, "when": when, "who": step.member.full_name}


def _lost(code: Code, now: Time) -> QuerySet[Any]:
    head = Delegate.objects.filter(delegation__party__code=code, capacity=Capacity.HEAD, state__in=LIVE_STATES)
    return (
        queries.meetings_of_party_without_principal(code)
        .filter(state__in=LIVE, ends__gt=now)
        .annotate(has_head=Exists(head))
    )


def _related(rows: QuerySet[Any]) -> QuerySet[Any]:
    return queries.with_related(rows).order_by("starts", "id")


def _to_keep(meeting: Any, delegation: Delegation) -> Unsettled:
    principal = meeting.principal_of(delegation)
    message = _("Bilateral meeting with %(other)s: it is with %(who)s, who is no longer head.")
    return Unsettled(
        message
        % {"other": lists.in_words(meeting.others(delegation)), "who": principal.full_name if principal else "–"},
        _("Keep it with the new head, or cancel it") if meeting.has_head else _("Cancel it, or ask again"),
        reverse("bilaterals:meeting", args=[delegation.party.slug, meeting.public_id]),
        reverse("bilaterals:desk-meeting", args=[meeting.public_id]),
        "bilaterals.see",
        meeting.starts,
    )


LEFT = {"principals": WaitingSource("bilaterals:meetings", "bilaterals.see", _lost, _to_keep, _related)}
add_topic("bilaterals", Topic(60, _before, LEFT))
