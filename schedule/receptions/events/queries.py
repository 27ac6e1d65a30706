from __future__ import annotations

from django.db.models import QuerySet

from conference.core import clock
from schedule.receptions.invitations.queries import all_invitations
from schedule.receptions.models import Invitation, Reception


def told_of_a_change(reception: Reception) -> QuerySet[Invitation]:
    """Return the invitations whose guests are told of another time or place: nobody's once it is over."""
    invitations = all_invitations().filter(reception=reception, state__in=("sent", "accepted", "waiting", "substitute"))
    return invitations if reception.ends > clock.now() else invitations.none()
