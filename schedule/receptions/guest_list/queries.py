from __future__ import annotations

from collections.abc import Iterable

from conference.core import clock
from conference.core.undo import window
from schedule.receptions.invitations.queries import guests
from schedule.receptions.models import Invitation, Reception


def to_remind(reception: Reception) -> list[Invitation]:
    """Return invitations that can still be answered, were not, and of which nobody was reminded. Two queries."""
    return not_reminded(guests(reception, "sent"))


def reminded_just_now(reception: Reception) -> list[Invitation]:
    """Return those whose reminder may still be taken back. Two queries."""
    return just_reminded(guests(reception, "sent"))


def not_reminded(rows: Iterable[Invitation]) -> list[Invitation]:
    """Return those of `rows` that can still be answered, were not, and of which nobody was reminded. No query."""
    now = clock.now()
    unanswered = [invitation for invitation in rows if invitation.state == "sent" and invitation.reminded_at is None]
    return [invitation for invitation in unanswered if invitation.is_guest_there and invitation.answer_by >= now]


def just_reminded(rows: Iterable[Invitation]) -> list[Invitation]:
    """Return those of `rows` whose reminder may still be taken back. No query."""
    since = clock.now() - window()
    return [
        invitation
        for invitation in rows
        if invitation.state == "sent" and invitation.reminded_at and invitation.reminded_at > since
    ]
