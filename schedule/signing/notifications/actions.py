"""Draft a depositary notification, check it as a second person, and issue it under the next number of the year."""

from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle, undo
from conference.core.access import SYSTEM, Actor, require_right, require_user_id
from conference.core.errors import AlreadyDecided, NotPossible
from conference.models import Conference, today
from conference.treaties.models import Treaty
from schedule.signing.notifications import notices, queries
from schedule.signing.notifications.models import Notification, NotifiedAct
from schedule.signing.notifications.queries import Entry, Group
from schedule.signing.notifications.registry import sources
from schedule.signing.notifications.wording import write_notification

RIGHT = "notifications.prepare"
State = Notification.State


@lifecycle.use_case
def draft(*, actor: Actor, treaty: Treaty, group_key: str, fingerprint: str) -> Notification:
    """Draft the notification of a group of acts, as `queries.overview` showed it with that fingerprint.

    Raises NotAllowed; AlreadyDecided if the acts have been drafted or have changed meanwhile.
    """
    require_right(actor, RIGHT)
    # Of two at once, the second waits here and finds the acts drafted.
    treaty = Treaty.objects.select_for_update().get(pk=treaty.pk)
    group = queries.overview(treaty).get_group(group_key)
    if group is None or group.fingerprint != fingerprint:
        raise AlreadyDecided(_("These acts have been drafted or changed meanwhile. Nothing was drafted."))
    notification = Notification(
        treaty=treaty,
        kind=group.kind,
        day=group.day,
        content=write_notification(treaty, group),
        drafted_by_id=require_user_id(actor),
        drafted_at=clock.now(),
    )
    lifecycle.create(notification, actor=actor, verb="notification.drafted")
    NotifiedAct.objects.bulk_create(_notified_acts(notification, group))
    return notification


def _notified_acts(notification: Notification, group: Group) -> list[NotifiedAct]:
    return [
        NotifiedAct(notification=notification, position=position, corrects=entry.corrects, **_what_is_notified(entry))
        for position, entry in enumerate(group.entries, 1)
    ]


def _what_is_notified(entry: Entry) -> dict[str, Any]:
    act, corrects = entry.act, entry.corrects
    if act is not None:
        return {"act": act.key, "kind": act.kind, "party": act.party, "facts": dict(act.facts)}
    if corrects is None:
        raise AssertionError("an entry is of an act or of what was communicated of it")
    return {"act": corrects.act, "kind": corrects.kind, "party": corrects.party, "is_withdrawn": True}


@lifecycle.use_case
def reword(
    *,
    actor: Actor,
    notification: Notification,
    language: str,
    sentences: list[str],
    remarks: list[str],
    expected_version: int,
) -> Notification:
    """Change the wording of a draft in one language. Whoever does is its drafter from then on, so that another person checks it.

    Parties and the texts of statements follow the record and are not reworded.

    Raises NotAllowed, AlreadyDecided; NotPossible for one that is no draft, or without a sentence.
    """
    person = require_user_id(actor)
    if language not in notification.content or not sentences:
        raise NotPossible(_("The page was incomplete. Please open it again."))
    text = {**notification.content[language], "sentences": sentences, "remarks": remarks}

    def check_draft(row: Notification) -> None:
        if row.state != State.DRAFTED:
            raise NotPossible(_("Only a draft is reworded: take back its check first."))

    values: dict[str, Any] = {"right": RIGHT, "expected_version": expected_version, "check": check_draft}
    values |= {"content": {**notification.content, language: text}, "drafted_by_id": person, "drafted_at": clock.now()}
    details = {"language": language}
    return lifecycle.change(notification, actor=actor, verb="notification.reworded", details=details, **values)


@lifecycle.use_case
def check(*, actor: Actor, notification: Notification, expected_version: int) -> Notification:
    """Confirm a draft as the second person. It is issued as soon as this can no longer be taken back.

    Raises NotAllowed, AlreadyDecided; NotPossible for the person who drafted it, or if its acts have changed since.
    """
    require_right(actor, RIGHT)
    person = require_user_id(actor)
    Treaty.objects.select_for_update().get(pk=notification.treaty_id)

    def check_draft(row: Notification) -> None:
        if row.drafted_by_id == person:
            raise NotPossible(_("You drafted this notification; another person must check it."))
        if row.pk in queries.overview(row.treaty).outdated:
            raise NotPossible(_("Its acts have changed since it was drafted. Discard it, and draft it again."))

    values: dict[str, Any] = {"expected_version": expected_version, "check": check_draft}
    values |= {"checked_by_id": person, "checked_at": clock.now()}
    checked = lifecycle.move(notification, "checked", actor=actor, verb="notification.checked", **values)
    if not undo.window():
        _issue(checked)
    return checked


@lifecycle.use_case
def take_back(*, actor: Actor, notification: Notification, expected_version: int) -> Notification:
    """Take back the check of a notification that is not issued yet. Raises NotAllowed, AlreadyDecided."""
    values: dict[str, Any] = {"right": RIGHT, "expected_version": expected_version}
    values |= {"checked_by": None, "checked_at": None}
    return lifecycle.move(notification, "drafted", actor=actor, verb="notification.taken_back", **values)


@lifecycle.use_case
def discard(*, actor: Actor, notification: Notification, expected_version: int) -> Notification:
    """Discard a draft; its acts wait for a new one. Raises NotAllowed, AlreadyDecided."""
    values: dict[str, Any] = {"right": RIGHT, "expected_version": expected_version}
    discarded = lifecycle.move(notification, "discarded", actor=actor, verb="notification.discarded", **values)
    NotifiedAct.objects.filter(notification=discarded).delete()
    return discarded


@lifecycle.use_case
def issue_due() -> int:
    """Issue the notifications whose check can no longer be taken back. Return how many."""
    due = Notification.objects.filter(state=State.CHECKED, checked_at__lte=clock.now() - wait())
    notifications = list(due.select_for_update().order_by("checked_at", "pk"))
    for notification in notifications:
        _issue(notification)
    return len(notifications)


def wait() -> timedelta:
    """Return the time between check and issue."""
    return undo.mails_wait()


def _issue(notification: Notification) -> None:
    # Numbers follow one another: of two at once, the second waits here.
    Conference.objects.select_for_update().get(pk=1)
    day = today()
    last = Notification.objects.filter(year=day.year).aggregate(last=Max("number"))["last"] or 0
    lifecycle.move(
        notification,
        "issued",
        actor=SYSTEM,
        verb="notification.issued",
        year=day.year,
        number=last + 1,
        series=notification.treaty.notification_series,
        issued_on=day,
    )
    keys = set(notification.acts.filter(is_withdrawn=False).values_list("act", flat=True))
    for source in sources.values():
        source.issued(notification.treaty, keys, day)
    notices.send(notification)
