from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from conference.audit import sentences
from conference.core import clock
from conference.core.undo import mails_wait
from conference.correspondence.letters.registry import Notice
from conference.correspondence.outbox.actions import still_waiting, withdraw
from conference.look import lists
from delegations.registration.delegations.notices import declare, write
from delegations.registration.members import queries
from delegations.registration.members.notices import called
from delegations.registration.models import (
    Delegate,
    LateRequest,
)
from delegations.registration.overview import history

UNDONE = gettext_lazy("A decision was undone: %(what)s.")
for _verb in ("late.reopened", "delegate.admission_undone"):
    history.register(_verb, UNDONE, UNDONE, right=history.SEE)
    sentences.register({_verb: gettext_lazy("%(who)s undid the decision on %(what)s")})


LATE_ASKED = declare("late_asked", gettext_lazy("Late request received"), ["note", "names", "at"])


LATE_WITHDRAWN = declare("late_withdrawn", gettext_lazy("Late request withdrawn"), ["note", "names", "at"])


LATE_GRANTED = declare("late_granted", gettext_lazy("Late request granted"), ["note", "received", "lacking", "at"])


LATE_DECLINED = declare("late_declined", gettext_lazy("Late request declined"), ["note", "names", "reason", "at"])


def late_asked(request: LateRequest, members: Iterable[Delegate]) -> None:
    _late(LATE_ASKED, request, lambda: {"names": _names(members)})


def late_withdrawn(request: LateRequest, members: Iterable[Delegate]) -> None:
    _late(LATE_WITHDRAWN, request, lambda: {"names": _names(members)})


def late_granted(request: LateRequest, received: Iterable[Delegate], lacking: Iterable[Delegate]) -> None:
    """Write whom the organisers admitted: who was submitted, who still lacks what. It waits while the decision can be undone."""
    lacking = list(lacking)

    def own() -> dict[str, Any]:
        lacks = [{"name": called(one), "what": lists.in_words(queries.missing_fields(one))} for one in lacking]
        return {"received": _names(received), "lacking": lacks}

    _late(LATE_GRANTED, request, own, after=mails_wait())


def late_declined(request: LateRequest, members: Iterable[Delegate]) -> None:
    def own() -> dict[str, Any]:
        return {"names": _names(members), "reason": request.reason}

    _late(LATE_DECLINED, request, own, after=mails_wait())


def withdraw_decided(request: LateRequest) -> None:
    """Cancel the letters of a decision that was undone while they waited."""
    waiting = still_waiting((LATE_GRANTED, LATE_DECLINED), {request.scope})
    withdraw(message for message in waiting if message.subject_id == str(request.pk))


def _late(
    notice: Notice, request: LateRequest, own: Callable[[], Mapping[str, Any]], after: timedelta = timedelta()
) -> None:
    common = {"note": str(request.note), "at": clock.now().isoformat()}
    write(notice, request.delegation, request, lambda: {**common, **own()}, after=after)


def _names(members: Iterable[Delegate]) -> str:
    return lists.in_words(called(one) for one in members)
