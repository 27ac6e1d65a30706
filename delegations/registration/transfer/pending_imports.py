"""Tables of members between their check and their import."""

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
BYTES = "latin-1"  # maps each byte to one character and back


def keep(body: bytes, name: str, *, delegation: Delegation, actor: Actor) -> PendingImport | None:
    """Store a good file in place of the one before, and delete all older than KEPT. Return None for an actor without an account."""
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
    """Return the file that this person checked for this delegation, without its body, unless it is too old."""
    return _own(delegation, actor).filter(checked_at__gt=clock.now() - KEPT).defer("body").first()


def body_of(kept: PendingImport) -> bytes:
    return kept.body.encode(BYTES)


def digest(body: bytes) -> str:
    """Return the digest by which a page names the file it showed; never stored, since the digest of a short file reveals it."""
    return hashlib.sha256(body).hexdigest()


def forget(*, delegation: Delegation, actor: Actor) -> None:
    _own(delegation, actor).delete()


def purge() -> int:
    return PendingImport.objects.filter(checked_at__lte=clock.now() - KEPT).delete()[0]


def words(kept: PendingImport, conference: Conference) -> str:
    """Return `Checked at 14:32 and kept until 15:32 Hanoi time (UTC+7).`"""
    there = kept.checked_at.astimezone(conference.zone)
    zone = zone_text(kept.checked_at, conference.zone, str(conference.place))
    times = {"time": clock_text(there), "end": clock_text(there + KEPT), "zone": zone}
    return _("Checked at %(time)s and stored until %(end)s %(zone)s.") % times


def _own(delegation: Delegation, actor: Actor) -> QuerySet[PendingImport]:
    if actor.user_id is None:
        return PendingImport.objects.none()
    return PendingImport.objects.filter(delegation=delegation, user_id=actor.user_id)
