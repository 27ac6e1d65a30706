"""Factories of depositary notifications, through the actions."""

from __future__ import annotations

from django.test import override_settings

from conference.core.access import Actor, Role
from conference.treaties.models import Treaty
from schedule.signing.models import Notification, SigningSession
from schedule.signing.notifications import actions, queries
from schedule.signing.record import actions as record
from tests.people import actor, make_user


def drafter(name: str = "Nguyễn Thị Lan") -> Actor:
    return actor(make_user(None, Role.SECRETARIAT, name=name))


def drafted(treaty: Treaty, who: Actor | None = None, index: int = 0) -> Notification:
    """Draft what the list shows at this place, the first by default."""
    group = queries.overview(treaty).groups[index]
    return actions.draft(actor=who or drafter(), treaty=treaty, group_key=group.key, fingerprint=group.fingerprint)


def check(notification: Notification, who: Actor | None = None) -> Notification:
    return actions.check(
        actor=who or drafter("Trần Thu Hà"), notification=notification, expected_version=notification.version
    )


def issued(treaty: Treaty, index: int = 0) -> Notification:
    """Draft, check and issue, as after the time in which the check can be taken back."""
    notification = drafted(treaty, index=index)
    with override_settings(UNDO_SECONDS=0):
        check(notification)
    notification.refresh_from_db()
    return notification


def close_record(session: SigningSession) -> None:
    session.refresh_from_db()
    first, second = drafter("Bùi Khánh Chi"), drafter("Phạm An")
    record.close(actor=first, session=session, witness="", expected_version=session.version)
    record.confirm(actor=second, session=session, expected_version=session.version)
