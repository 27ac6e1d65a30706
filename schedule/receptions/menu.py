from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from conference.core import clock
from conference.web import menu
from schedule.receptions.models import Invitation


def _to_answer(request: HttpRequest) -> int | None:
    """Return how many can still be answered; None for none."""
    code = request.resolver_match.kwargs.get("code", "") if request.resolver_match else ""
    waiting = Invitation.objects.filter(delegation__party__code=code.upper(), state="sent")
    return waiting.filter(reception__answer_by__gte=clock.now()).count() or None


menu.add(menu.Item("portal", _("Receptions"), "receptions:invitations", 40, count=_to_answer))
menu.add(menu.Item("desk", _("Receptions"), "receptions:receptions", 65, "receptions.see"))
