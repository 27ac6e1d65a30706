"""Sessions that a member who leaves was to chair or sit on the panel of, and for which somebody else is needed."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core import clock
from conference.translated import fill_sentence
from delegations.registration.members.consequences import Code, Step, Time, Topic, Unsettled, WaitingSource
from delegations.registration.models import LIVE_STATES, Delegate, Delegation
from delegations.registration.overview.waiting import add_topic
from schedule.programme.models import Panellist, Session


def _before(step: Step) -> Iterator[str]:
    if not step.leaves:
        return
    involved = Q(chair=step.member) | Q(panel__person=step.member)
    sessions = Session.objects.filter(involved, ends__gt=clock.now()).distinct().order_by("starts", "pk")
    for session in sessions:
        message = _("“%(what)s”: the organizers have to name another in the place of %(who)s.")
        yield fill_sentence(message, {"what": session, "who": step.member.full_name})


def _lost(code: Code, now: Time) -> QuerySet[Any]:
    former = Delegate.objects.filter(delegation__party__code=code).exclude(state__in=LIVE_STATES)
    panels = Panellist.objects.filter(person__in=former).values("session")
    return Session.objects.filter(Q(chair__in=former) | Q(pk__in=panels), ends__gt=now)


def _to_agree(session: Session, delegation: Delegation) -> Unsettled:
    return Unsettled(
        fill_sentence(
            _("“%(what)s”: somebody who has left was to chair it or to sit on its panel."), {"what": session}
        ),
        _("Agree on another with the organizers"),
        reverse("registration:help", args=[delegation.party.slug]),
        reverse("programme:edit", args=[session.key]),
        "programme.see",
        session.starts,
    )


LEFT = {
    "chairs": WaitingSource(
        "registration:help", "programme.see", _lost, _to_agree, lambda rows: rows.order_by("starts", "pk")
    )
}
add_topic("sessions", Topic(45, _before, LEFT))
