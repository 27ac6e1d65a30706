from __future__ import annotations

from collections.abc import Iterable

from conference.core import clock
from conference.core.undo import window
from schedule.receptions.models import Invitation


def not_reminded(invitations: Iterable[Invitation]) -> list[Invitation]:
    """Return those that can still be answered, were not, and of which nobody was reminded. No query."""
    now = clock.now()
    return [
        invitation
        for invitation in invitations
        if invitation.state == "sent"
        and invitation.reminded_at is None
        and invitation.is_guest_there
        and invitation.answer_by >= now
    ]


def just_reminded(invitations: Iterable[Invitation]) -> list[Invitation]:
    """Return those whose reminder may still be taken back. No query."""
    since = clock.now() - window()
    unanswered = [invitation for invitation in invitations if invitation.state == "sent"]
    return [invitation for invitation in unanswered if invitation.reminded_at and invitation.reminded_at > since]
