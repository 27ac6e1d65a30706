"""Bilateral meetings whose principal leaves or is head no more: what was agreed with one head does not bind another."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core import clock
from conference.look.times import when_text
from conference.models import current_conference
from delegations.registration.members.consequences import Step, Topic, Unsettled, topics
from delegations.registration.members.queries import head_of
from delegations.registration.models import Delegation
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.models import LIVE, Participant


def _before(step: Step) -> Iterator[str]:
    if not (step.leaves or step.ends_office):
        return
    further = Participant.objects.filter(principal=step.member).values("meeting")
    principal = Q(asking_principal=step.member) | Q(asked_principal=step.member) | Q(pk__in=further)
    found = list(
        queries.all_meetings().filter(principal, state__in=LIVE, ends__gt=clock.now()).order_by("starts", "id")
    )
    zone = current_conference().zone if found else None
    for meeting in found:
        other = meeting.asked if meeting.asking_id == step.member.delegation_id else meeting.asking
        words = (
            _(
                "The bilateral meeting with %(other)s, %(when)s, is with %(who)s: keep it with the new head, or cancel it."
            )
            if step.replaced
            else _(
                "The bilateral meeting with %(other)s, %(when)s, is with %(who)s: it has to be agreed again or cancelled."
            )
        )
        when = when_text(meeting.starts.astimezone(zone), year=False)
        yield words % {"other": other, "when": when, "who": step.member.full_name}


def _after(delegation: Delegation) -> Iterator[Unsettled]:
    code = delegation.party.slug
    found = queries.lost_principals(delegation)
    has_head = bool(found) and head_of(delegation) is not None
    for meeting in found:
        principal = meeting.principal_of(delegation)
        words = _("Bilateral meeting with %(other)s: it is with %(who)s, who is no longer head.")
        yield Unsettled(
            words % {"other": meeting.other(delegation), "who": principal.full_name if principal else "–"},
            _("Keep it with the new head, or cancel it") if has_head else _("Cancel it, or ask again"),
            reverse("bilaterals:meeting", args=[code, meeting.public_id]),
            reverse("bilaterals:desk-meeting", args=[meeting.public_id]),
            "bilaterals.see",
            meeting.starts,
        )


topics.add("bilaterals", Topic(60, _before, _after))
