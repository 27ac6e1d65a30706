from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from conference.accounts.models import BrowserSession
from conference.core import clock
from conference.core.access import Actor
from delegations.registration.models import Delegation, FocalPoint, FocalPointInvitation


@dataclass(frozen=True)
class FocalPointList:
    """The present focal points in the order of their appointment, the former ones (latest first), and invitations not taken up."""

    points: list[FocalPoint]
    former: list[FocalPoint]
    invitations: list[FocalPointInvitation]
    now: datetime

    def own(self, actor: Actor) -> FocalPoint | None:
        return next((point for point in self.points if point.user_id == actor.user_id), None)


def get_people(delegation: Delegation) -> FocalPointList:
    factor = Exists(Authenticator.objects.filter(user=OuterRef("user")))
    used = Exists(BrowserSession.objects.filter(user=OuterRef("user")))
    rows = delegation.focal_points.select_related("user").annotate(has_factor=factor, has_sessions=used)
    points = list(rows.order_by("since", "pk"))
    unused = delegation.invitations.filter(used_at__isnull=True, withdrawn_at__isnull=True)
    ended = [(point.until, point) for point in points if point.until is not None]
    return FocalPointList(
        points=[point for point in points if point.until is None],
        former=[point for _until, point in sorted(ended, key=lambda pair: pair[0], reverse=True)],
        invitations=list(unused.select_related("invited_by", "takes_over__user").order_by("-sent_at", "-pk")),
        now=clock.now(),
    )
