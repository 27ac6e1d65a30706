from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from conference.web import menu
from schedule.bilaterals.models import Meeting


def _to_answer(request: HttpRequest) -> int | None:
    code = request.resolver_match.kwargs.get("code", "") if request.resolver_match else ""
    return Meeting.objects.filter(asked__party__code=code.upper(), state="requested").count() or None


menu.add(menu.Item("portal", _("Bilateral meetings"), "bilaterals:meetings", 30, count=_to_answer))
menu.add(menu.Item("desk", _("Bilaterals"), "bilaterals:board", 60, "bilaterals.see"))
