from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from conference.core import clock
from conference.correspondence.letters.registry import Notice
from conference.look import lists
from delegations.registration.delegations.notices import declare, write
from delegations.registration.members import queries
from delegations.registration.members.notices import called
from delegations.registration.models import (
    Delegate,
    LateRequest,
)

if TYPE_CHECKING:
    pass


LATE_ASKED = declare("late_asked", gettext_lazy("Late request received"), ["note", "names", "at"])


LATE_WITHDRAWN = declare("late_withdrawn", gettext_lazy("Late request withdrawn"), ["note", "names", "at"])


LATE_GRANTED = declare("late_granted", gettext_lazy("Late request granted"), ["note", "received", "lacking", "at"])


LATE_DECLINED = declare("late_declined", gettext_lazy("Late request declined"), ["note", "names", "reason", "at"])


def late_asked(request: LateRequest, members: Iterable[Delegate]) -> None:
    _late(LATE_ASKED, request, lambda: {"names": _names(members)})


def late_withdrawn(request: LateRequest, members: Iterable[Delegate]) -> None:
    _late(LATE_WITHDRAWN, request, lambda: {"names": _names(members)})


def late_granted(request: LateRequest, received: Iterable[Delegate], lacking: Iterable[Delegate]) -> None:
    """Write whom the organisers admitted: who was submitted, who still lacks what."""
    lacking = list(lacking)

    def own() -> dict[str, Any]:
        lacks = [{"name": called(one), "what": lists.in_words(queries.missing_fields(one))} for one in lacking]
        return {"received": _names(received), "lacking": lacks}

    _late(LATE_GRANTED, request, own)


def late_declined(request: LateRequest, members: Iterable[Delegate]) -> None:
    _late(LATE_DECLINED, request, lambda: {"names": _names(members), "reason": request.reason})


def _late(notice: Notice, request: LateRequest, own: Callable[[], Mapping[str, Any]]) -> None:
    common = {"note": str(request.note), "at": clock.now().isoformat()}
    write(notice, request.delegation, request, lambda: {**common, **own()})


def _names(members: Iterable[Delegate]) -> str:
    return lists.in_words(called(one) for one in members)
