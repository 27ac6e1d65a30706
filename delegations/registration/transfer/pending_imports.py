"""Tables of members between their check and their import (models.PendingImport): encrypted, for an hour, for whoever checked them alone."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.access import Actor
from conference.look.times import clock_text, zone_text
from conference.models import Conference
from delegations.registration.models import Delegation, PendingImport

KEPT = timedelta(hours=1)
BYTES = "latin-1"  # gives each byte a character of its own, and takes it back


def keep(body: bytes, name: str, *, delegation: Delegation, actor: Actor) -> PendingImport | None:
    """Keeps a good file in the place of the one before; forgets what is older than KEPT, everybody's.

    Returns None for an actor without an account.
    """
    now = clock.now()
    purge()
    if actor.user_id is None:
        return None
    kept, _new = PendingImport.objects.update_or_create(
        delegation=delegation,
        user_id=actor.user_id,
        defaults={"name": name[:150], "body": body.decode(BYTES), "checked_at": now},
    )
    return kept


def find(*, delegation: Delegation, actor: Actor) -> PendingImport | None:
    """The file that this person checked for this delegation, its body not yet read; None when there is none, or it is too old."""
    return _own(delegation, actor).filter(checked_at__gt=clock.now() - KEPT).defer("body").first()


def body_of(kept: PendingImport) -> bytes:
    """The file as it was sent."""
    return kept.body.encode(BYTES)


def digest(body: bytes) -> str:
    """By what a page says which file it showed; nowhere kept, since a digest of little tells what it is of."""
    return hashlib.sha256(body).hexdigest()


def forget(*, delegation: Delegation, actor: Actor) -> None:
    """Deletes what this person checked for this delegation."""
    _own(delegation, actor).delete()


def purge() -> int:
    """Deletes everybody's that is older than KEPT. Returns how many."""
    return PendingImport.objects.filter(checked_at__lte=clock.now() - KEPT).delete()[0]


def words(kept: PendingImport, conference: Conference) -> str:
    """`Checked at 14:32 and kept until 15:32 Hanoi time (UTC+7).`"""
    there = kept.checked_at.astimezone(conference.zone)
    zone = zone_text(kept.checked_at, conference.zone, str(conference.place))
    times = {"time": clock_text(there), "end": clock_text(there + KEPT), "zone": zone}
    return _("Checked at %(time)s and kept until %(end)s %(zone)s.") % times


def _own(delegation: Delegation, actor: Actor) -> QuerySet[PendingImport]:
    if actor.user_id is None:
        return PendingImport.objects.none()
    return PendingImport.objects.filter(delegation=delegation, user_id=actor.user_id)
