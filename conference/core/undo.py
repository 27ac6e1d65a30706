"""Undo a step for a while after it. The offer is kept in the session of whoever took the step.

Whoever may take a step may undo it, a colleague's too; the audit log names both. The mails of such a step are sent only when it can no
longer be undone (`mails_wait`).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.errors import NotPossible
from conference.core.lifecycle import AuditedModel
from conference.look.times import clock_text
from conference.models import current_conference

# Between the last moment of an undo and the first of its mails: clocks of two machines differ.
MARGIN = timedelta(seconds=10)


def window() -> timedelta:
    return timedelta(seconds=settings.UNDO_SECONDS)


def mails_wait() -> timedelta:
    """Return how long the mails of a step wait that can be undone; not at all where nothing can."""
    return window() + MARGIN if window() else timedelta()


def mail_note(at: datetime | None = None, zone: ZoneInfo | None = None) -> str:
    """Return when the mail of a step goes, taken at `at` on the conference's clock (default: now); empty where nothing waits.

    Args:
        zone: The conference's; None costs one query.
    """
    if not window():
        return ""
    sent = ((at or clock.now()) + mails_wait()).astimezone(zone or current_conference().zone)
    return _("E-mail goes out at %(time)s; until then this can be undone.") % {"time": clock_text(sent)}


def require_recent_step(row: AuditedModel, verbs: tuple[str, ...]) -> AuditEntry:
    """Return the audit entry of the last change of `row`; raise NotPossible unless it is a recent step, one of `verbs`.

    The caller checks the right.
    """
    entry = AuditEntry.objects.get(ref=str(row.record_id))
    if entry.verb not in verbs or late(entry.at):
        raise NotPossible(_("%(what)s: there is nothing to undo any more. Nothing was changed.") % {"what": row})
    return entry


def recent(verbs: Iterable[str]) -> dict[UUID, AuditEntry]:
    """Return recent steps by the `record_id` of the row that they changed last, newest first. One query."""
    if not window():
        return {}
    entries = AuditEntry.objects.filter(verb__in=list(verbs), at__gt=clock.now() - window())
    return {entry.ref: entry for entry in entries.order_by("-number")}


def late(at: datetime) -> bool:
    """Return whether a step taken then, on the conference's clock, can no longer be undone."""
    return clock.now() >= at + window()


def offer(request: HttpRequest, topic: str, **step: Any) -> None:
    """Store the last step of a topic, as JSON values; it replaces the previous one."""
    moments = {"at": clock.now().isoformat(), "until": (timezone.now() + window()).timestamp()}
    request.session[_key(topic)] = step | moments


def offered(request: HttpRequest, topic: str) -> dict[str, Any] | None:
    """Return what may still be undone; None when there is nothing or it is too late. No query."""
    step: dict[str, Any] | None = request.session.get(_key(topic))
    return None if not step or step["until"] < timezone.now().timestamp() else step


def forget(request: HttpRequest, topic: str) -> None:
    request.session.pop(_key(topic), None)


def _key(topic: str) -> str:
    return f"undo_{topic}"
