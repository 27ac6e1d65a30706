"""Invitations that wait for a delegation's answer."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.translated import fill_sentence
from delegations.registration.members.consequences import Code, Time, WaitingSource
from delegations.registration.models import LIVE_STATES, Capacity, Delegation
from delegations.registration.overview.waiting import WaitingItem, register_source
from schedule.receptions.invitations.models import MIN_TIME_TO_ANSWER
from schedule.receptions.models import Invitation

TAB = "receptions:invitations"
# The guest may answer: of an office its present head, in person whoever is still in the delegation.
CAN_ANSWER = Q(guest__state__in=LIVE_STATES) & (Q(personal=True) | Q(guest__capacity=Capacity.HEAD))


def _to_answer(code: Code, now: Time) -> QuerySet[Any]:
    """Return the invitations that can be answered. A guest who was named late has a day."""
    asked_anew = Q(former_guest__isnull=False, sent_at__gte=now - MIN_TIME_TO_ANSWER, reception__starts__gte=now)
    waiting = Invitation.objects.filter(CAN_ANSWER, delegation__party__code=code, state="sent")
    return waiting.filter(Q(reception__answer_by__gte=now) | asked_anew)


def _item(invitation: Invitation, delegation: Delegation) -> WaitingItem:
    return WaitingItem(
        title=fill_sentence(
            _("%(reception)s: %(guest)s is invited"),
            {"reception": invitation.reception, "guest": invitation.person.full_name},
        ),
        why=_("The invitation passed to the new head; no answer of the former head applies any longer.")
        if invitation.former_guest_id
        else "",
        remedy=_("Answer the invitation"),
        url=reverse("receptions:invitation", args=[delegation.party.slug, invitation.public_id]),
        at=invitation.answer_by,
    )


register_source(
    "invitations to answer",
    WaitingSource(TAB, "receptions.see", _to_answer, _item, lambda rows: rows.select_related("reception", "guest")),
)
