from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conference.audit import sentences
from conference.core.undo import mails_wait
from conference.correspondence.letters.registry import Notice, register_notice
from conference.correspondence.models import Message, State
from conference.correspondence.outbox.actions import lock_undoable_messages, withdraw_messages
from delegations.accreditation.models import PassRequest
from delegations.accreditation.review.notices import tell_focal_points
from delegations.registration.overview import history

PASS_DECIDED = register_notice(
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


def tell_decided(request: PassRequest) -> None:
    """Write to each focal point that a request was granted, or declined and why. The letter waits while that can be undone."""
    delegation = request.allowance.delegation

    def context() -> dict[str, str]:
        reason = request.answer_words if request.state == "declined" else ""
        return {"sort": str(request.allowance.type), "holder": request.named, "reason": reason}

    path = reverse("accreditation:own_passes", args=[delegation.party.slug])
    tell_focal_points(PASS_DECIDED, request, delegation, context, path=path, after=mails_wait())


def withdraw_decided(requests: Iterable[PassRequest]) -> None:
    """Cancel the waiting letters of decisions that were undone or outdated."""
    by_key = {str(request.pk): request.scope for request in requests}
    waiting = lock_undoable_messages((PASS_DECIDED,), set(by_key.values())) if by_key else ()
    withdraw_messages(message for message in waiting if message.subject_id in by_key)


def was_informed(request: PassRequest) -> bool:
    """Return whether a letter on this request went, or is still to go."""
    letters = Message.objects.filter(kind=PASS_DECIDED.kind, subject_id=str(request.pk))
    return letters.exclude(state=State.CANCELLED).exists()


sentences.register_sentences(
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
history.register_sentence(
    "pass_request.asked", _("You asked for a pass: %(what)s."), _("%(who)s asked for a pass: %(what)s."), right=SEE
)
history.register_sentence(
    "pass_request.withdrawn",
    _("You withdrew the request for a pass: %(what)s."),
    _("The request for a pass was withdrawn: %(what)s."),
    right=SEE,
)
for _verb, _sentence in (
    ("pass_request.granted", _("Pass granted: %(what)s.")),
    ("pass_request.declined", _("Pass not granted: %(what)s.")),
    ("pass_request.reopened", _("A decision was undone: %(what)s.")),
):
    history.register_sentence(_verb, _sentence, _sentence, right=SEE)
