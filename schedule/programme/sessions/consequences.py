"""Sessions that a member who leaves was to chair, or to sit on the panel of: the organisers name another."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core import clock
from conference.translated import filled
from delegations.registration.members.consequences import Step, Topic, Unsettled, topics
from delegations.registration.models import LIVE_STATES, Delegation
from schedule.programme.models import Session


def _before(step: Step) -> Iterator[str]:
    if not step.leaves:
        return
    for session in _with(Q(chair=step.member) | Q(panel__person=step.member)):
        words = _("“%(what)s”: the organizers have to name another in the place of %(who)s.")
        yield filled(words, {"what": session, "who": step.member.full_name})


def _after(delegation: Delegation) -> Iterator[Unsettled]:
    chair = Q(chair__delegation=delegation) & ~Q(chair__state__in=LIVE_STATES)
    panel = Q(panel__person__delegation=delegation) & ~Q(panel__person__state__in=LIVE_STATES)
    for session in _with(chair | panel):
        yield Unsettled(
            filled(_("“%(what)s”: somebody who has left was to chair it or to sit on its panel."), {"what": session}),
            _("Agree on another with the organizers"),
            reverse("registration:help", args=[delegation.party.slug]),
            reverse("programme:edit", args=[session.key]),
            "programme.see",
            session.starts,
        )


def _with(who: Q) -> list[Session]:
    return list(Session.objects.filter(who, ends__gt=clock.now()).distinct().order_by("starts", "pk"))


topics.add("sessions", Topic(45, _before, _after))
