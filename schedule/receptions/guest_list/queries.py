from __future__ import annotations

from conference.core import clock
from conference.core.undo import window
from conference.parties.queries import alphabet
from schedule.receptions.invitations.queries import all_invitations
from schedule.receptions.models import Invitation, Reception


def to_remind(reception: Reception) -> list[Invitation]:
    """Return invitations that can still be answered, were not, and of which nobody was reminded. Two queries."""
    found = all_invitations().filter(reception=reception, state="sent", reminded_at=None)
    now = clock.now()
    return [one for one in found.order_by(alphabet("delegation__party")) if one.is_guest_there and one.answer_by >= now]


def reminded_just_now(reception: Reception) -> list[Invitation]:
    """Return those whose reminder may still be taken back. Two queries."""
    found = all_invitations().filter(reception=reception, reminded_at__gt=clock.now() - window(), state="sent")
    return list(found.order_by(alphabet("delegation__party")))
