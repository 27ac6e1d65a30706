from collections.abc import Iterable

from conference.core import clock
from conference.core.undo import window
from schedule.receptions.models import Invitation


def not_reminded(invitations: Iterable[Invitation]) -> list[Invitation]:
    """Return the unanswered invitations without a reminder that can still be answered. No query."""
    now = clock.now()
    unanswered = [row for row in invitations if row.state == "sent" and row.reminded_at is None]
    can_answer = [row for row in unanswered if row.is_guest_there and row.answer_by >= now]
    return [row for row in can_answer if row.outside_guest is None or row.outside_guest.email]


def just_invited(invitations: Iterable[Invitation]) -> list[Invitation]:
    """Return the invitations that can still be undone: their mails wait, and nothing has happened to them. No query."""
    since = clock.now() - window()
    return [row for row in invitations if row.state == "sent" and row.version == 1 and row.sent_at > since]


def just_reminded(invitations: Iterable[Invitation]) -> list[Invitation]:
    """Return the invitations whose reminder can still be undone. No query."""
    since = clock.now() - window()
    return [row for row in invitations if row.state == "sent" and row.reminded_at and row.reminded_at > since]
