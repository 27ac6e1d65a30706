from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from conference.audit import sentences
from conference.core.undo import mails_wait
from conference.correspondence.letters.registry import Notice, register
from conference.correspondence.models import Message, State
from conference.correspondence.outbox.actions import queue, still_waiting, withdraw
from delegations.accreditation.models import PassRequest
from delegations.registration.delegations.queries import focal_points_of
from delegations.registration.overview import history

PASS_DECIDED = register(
    Notice(
        kind="accreditation.pass_decided",
        title=_("Request for a pass decided"),
        template="mail/accreditation/pass_decided",
        variables=frozenset({"party", "sort", "holder", "reason", "url"}),
        sample=lambda: {
            "party": "Kenya",
            "sort": "Vehicle pass",
            "holder": "Lê Văn Tám",
            "reason": "",
            "url": f"{settings.PUBLIC_URL}/portal/ken/passes/",
        },
    )
)


def decided(request: PassRequest) -> None:
    """Write to each focal point that a request was granted, or declined and why. It waits while that can be undone."""
    delegation = request.allowance.delegation
    for recipient in focal_points_of(delegation):
        with translation.override(recipient.language):
            context = {
                "party": delegation.party.short,
                "sort": str(request.allowance.type),
                "holder": request.named,
                "reason": request.answer_words if request.state == "declined" else "",
                "url": settings.PUBLIC_URL + reverse("accreditation:own_passes", args=[delegation.party.slug]),
            }
            queue(
                PASS_DECIDED,
                subject=request,
                to=[recipient],
                context=context,
                scope=delegation.scope,
                after=mails_wait(),
            )


def withdraw_decided(requests: Iterable[PassRequest]) -> None:
    """Cancel the letters of decisions on these that were undone or outdated while they waited."""
    by_key = {str(request.pk): request.scope for request in requests}
    waiting = still_waiting((PASS_DECIDED,), set(by_key.values())) if by_key else ()
    withdraw(message for message in waiting if message.subject_id in by_key)


def was_told(request: PassRequest) -> bool:
    """Return whether a letter on this request went, or is still to go."""
    letters = Message.objects.filter(kind=PASS_DECIDED.kind, subject_id=str(request.pk))
    return letters.exclude(state=State.CANCELLED).exists()


sentences.register(
    {
        "pass_request.asked": _("%(who)s asked for a pass: %(what)s"),
        "pass_request.granted": _("%(who)s granted a pass: %(what)s"),
        "pass_request.declined": _("%(who)s declined a pass: %(what)s"),
        "pass_request.withdrawn": _("%(who)s withdrew the request for a pass: %(what)s"),
        "pass_request.reopened": _("%(who)s undid the decision on %(what)s"),
        "pass_request.given": _("%(who)s gave out what was asked for: %(what)s"),
    }
)
SEE = "passes.see"
history.register(
    "pass_request.asked", _("You asked for a pass: %(what)s."), _("%(who)s asked for a pass: %(what)s."), right=SEE
)
history.register(
    "pass_request.withdrawn",
    _("You withdrew the request for a pass: %(what)s."),
    _("The request for a pass was withdrawn: %(what)s."),
    right=SEE,
)
for _verb, _told in (
    ("pass_request.granted", _("Pass granted: %(what)s.")),
    ("pass_request.declined", _("Pass not granted: %(what)s.")),
    ("pass_request.reopened", _("A decision was undone: %(what)s.")),
):
    history.register(_verb, _told, _told, right=SEE)
