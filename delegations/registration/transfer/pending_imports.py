"""Tables of members between their check and their import."""

import hashlib
from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.access import Actor
from conference.look.times import clock_text, zone_text
from conference.models import Conference
from delegations.registration.models import Delegation, PendingImport

STORED_FOR = timedelta(hours=1)
BYTES = "latin-1"  # maps each byte to one character and back


def store(body: bytes, name: str, *, delegation: Delegation, actor: Actor) -> PendingImport | None:
    """Store a good file in place of the one before, and delete all expired ones. Return None for an actor without an account."""
    now = clock.now()
    purge()
    if actor.user_id is None:
        return None
    defaults = {"name": name[:150], "body": body.decode(BYTES), "checked_at": now}
    return PendingImport.objects.update_or_create(defaults, delegation=delegation, user_id=actor.user_id)[0]


def find_pending_import(*, delegation: Delegation, actor: Actor) -> PendingImport | None:
    """Return the file that this person checked for this delegation, without its body, unless it has expired."""
    return _own(delegation, actor).filter(checked_at__gt=clock.now() - STORED_FOR).defer("body").first()


def body_of(pending: PendingImport) -> bytes:
    return pending.body.encode(BYTES)


def digest(body: bytes) -> str:
    """Return the digest by which a page names the file it showed. It is never stored, since the digest of a short file reveals the file."""
    return hashlib.sha256(body).hexdigest()


def forget(*, delegation: Delegation, actor: Actor) -> None:
    _own(delegation, actor).delete()


def purge() -> int:
    return PendingImport.objects.filter(checked_at__lte=clock.now() - STORED_FOR).delete()[0]


def describe(pending: PendingImport, conference: Conference) -> str:
    """Return `Checked at 14:32 and stored until 15:32 Hanoi time (UTC+7).`"""
    local = pending.checked_at.astimezone(conference.zone)
    zone = zone_text(pending.checked_at, conference.zone, str(conference.place))
    times = {"time": clock_text(local), "end": clock_text(local + STORED_FOR), "zone": zone}
    return _("Checked at %(time)s and stored until %(end)s %(zone)s.") % times


def _own(delegation: Delegation, actor: Actor) -> QuerySet[PendingImport]:
    if actor.user_id is None:
        return PendingImport.objects.none()
    return PendingImport.objects.filter(delegation=delegation, user_id=actor.user_id)
