from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from conference.audit import sentences
from conference.core import clock
from conference.core.undo import mails_wait
from conference.correspondence.letters.registry import Notice
from conference.correspondence.outbox.actions import lock_undoable_messages, withdraw_messages
from conference.look import lists
from delegations.registration.delegations.notices import declare_notice, write_to_focal_points
from delegations.registration.members.notices import called
from delegations.registration.members.queries import missing_fields
from delegations.registration.models import Delegate, LateRequest
from delegations.registration.overview import history

UNDONE = gettext_lazy("A decision was undone: %(what)s.")
for _verb, _right in (("late.reopened", history.NOTES), ("delegate.admission_undone", history.SEE)):
    history.register_sentence(_verb, UNDONE, UNDONE, right=_right)
    sentences.register_sentences({_verb: gettext_lazy("%(who)s undid the decision on %(what)s")})

LATE_ASKED = declare_notice(
    "late_asked", gettext_lazy("Late request received"), ["note", "names", "at"], right=history.NOTES
)
LATE_WITHDRAWN = declare_notice(
    "late_withdrawn", gettext_lazy("Late request withdrawn"), ["note", "names", "at"], right=history.NOTES
)
LATE_GRANTED = declare_notice(
    "late_granted", gettext_lazy("Late request granted"), ["note", "received", "lacking", "at"], right=history.NOTES
)
LATE_DECLINED = declare_notice(
    "late_declined", gettext_lazy("Late request declined"), ["note", "names", "reason", "at"], right=history.NOTES
)


def confirm_request(request: LateRequest, members: Sequence[Delegate]) -> None:
    _write(LATE_ASKED, request, lambda: {"names": _names(members)})


def confirm_withdrawal(request: LateRequest, members: Sequence[Delegate]) -> None:
    _write(LATE_WITHDRAWN, request, lambda: {"names": _names(members)})


def tell_granted(request: LateRequest, received: Sequence[Delegate], lacking: Sequence[Delegate]) -> None:
    """Write who was submitted, and who still lacks what. It waits while the decision can be undone."""

    def own() -> dict[str, Any]:
        missing = [{"name": called(member), "what": lists.in_words(missing_fields(member))} for member in lacking]
        return {"received": _names(received), "lacking": missing}

    _write(LATE_GRANTED, request, own, after=mails_wait())


def tell_declined(request: LateRequest, members: Sequence[Delegate]) -> None:
    """Write the reason. It waits while the decision can be undone."""
    _write(LATE_DECLINED, request, lambda: {"names": _names(members), "reason": request.reason}, after=mails_wait())


def withdraw_decision(request: LateRequest) -> None:
    """Cancel the mails about a decision that still wait."""
    mails = lock_undoable_messages((LATE_GRANTED, LATE_DECLINED), {request.scope})
    withdraw_messages(mail for mail in mails if mail.subject_id == str(request.pk))


def _write(
    notice: Notice, request: LateRequest, own: Callable[[], Mapping[str, Any]], after: timedelta = timedelta()
) -> None:
    common = {"note": str(request.note), "at": clock.now().isoformat()}
    write_to_focal_points(notice, request.delegation, request, lambda: {**common, **own()}, after=after)


def _names(members: Sequence[Delegate]) -> str:
    return lists.in_words(called(member) for member in members)
