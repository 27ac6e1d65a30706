"""The messages about who acts for a delegation: somebody joined, somebody ended."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from conference.correspondence.actions import Recipient
from conference.correspondence.registry import Notice, register
from delegations.registration import notice_samples as samples
from delegations.registration import notices, queries
from delegations.registration.models import FocalPoint

AT = "2025-10-10T07:00:00+00:00"


def _notice(name: str, title: Any, sample: dict[str, Any]) -> Notice:
    return register(
        Notice(
            kind=f"registration.{name}",
            title=title,
            template=f"mail/registration/{name}",
            variables=notices.COMMON | frozenset(sample),
            sample=lambda: {**samples.COMMON, **sample},
        )
    )


JOINED = _notice(
    "joined",
    gettext_lazy("A further focal point"),
    {"name": "Mr. Otieno Baraka", "email": "o.baraka@mission.example", "instead_of": "Ms. Achieng Wambui", "at": AT},
)
ENDED = _notice(
    "ended",
    gettext_lazy("A focal point ended"),
    {"name": "Ms. Achieng Wambui", "successor": "Mr. Otieno Baraka", "own": False, "at": AT},
)


def joined(point: FocalPoint, former: FocalPoint | None = None) -> None:
    """To the others: who acts for the delegation besides them now, and in whose place (`former`)."""
    others = [one for one in queries.focal_points_of(point.delegation) if one.user_id != point.user_id]
    own = {
        "name": str(point.user),
        "email": point.user.email,
        "instead_of": str(former.user) if former else "",
        "at": point.since.isoformat(),
    }
    notices.write(JOINED, point.delegation, point, lambda: own, to=others)


def ended(point: FocalPoint) -> None:
    """To whoever acts no longer, and to those who do."""
    own = _ended(point)
    notices.write(ENDED, point.delegation, point, lambda: own)
    _tell(point, own)


def handed_over(point: FocalPoint, successor: FocalPoint) -> None:
    """To whoever handed over; the others hear that the successor joined."""
    _tell(point, {**_ended(point), "successor": str(successor.user)})


def _ended(point: FocalPoint) -> dict[str, Any]:
    at = point.until or point.since
    return {"name": str(point.user), "successor": "", "own": False, "at": at.isoformat()}


def _tell(point: FocalPoint, own: dict[str, Any]) -> None:
    # No button: the page is theirs no longer.
    mine = {**own, "own": True, "url": "", "sent_to": point.user.email}
    notices.write(ENDED, point.delegation, point, lambda: mine, to=[Recipient.of(point.user)])
