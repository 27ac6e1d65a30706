"""Invitations that wait for a delegation's answer."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core import clock
from delegations.registration.models import Delegation
from delegations.registration.overview.waiting import Source, WaitingItem, register
from schedule.receptions.models import Invitation

TAB = "receptions:invitations"


def _to_answer(code: str) -> QuerySet[Any]:
    waiting = Invitation.objects.filter(delegation__party__code=code, state="sent")
    return waiting.filter(reception__answer_by__gte=clock.now())


def _item(invitation: Invitation, delegation: Delegation) -> WaitingItem:
    return WaitingItem(
        title=_("%(reception)s: %(guest)s is invited")
        % {"reception": invitation.reception, "guest": invitation.guest.full_name},
        remedy=_("Answer the invitation"),
        url=reverse("receptions:invitation", args=[delegation.party.slug, invitation.public_id]),
        at=invitation.reception.answer_by,
    )


register(
    "invitations to answer",
    Source(TAB, "receptions.see", _to_answer, _item, lambda rows: rows.select_related("reception", "guest")),
)
