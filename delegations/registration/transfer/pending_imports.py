"""Tables of members between their check and their import."""

import hashlib
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.access import Actor
from conference.look.times import clock_text, zone_text
from conference.models import Conference
from conference.retention import periods
from delegations.registration.models import Delegation, PendingImport
from delegations.registration.transfer.answers import Answers

KEPT = "imports"  # a key of retention.kinds.KINDS
BYTES = "latin-1"  # maps each byte to one character and back


def store(body: bytes, name: str, *, delegation: Delegation, actor: Actor) -> PendingImport | None:
    """Store a good file in place of the one before. Return None for an actor without an account."""
    if actor.user_id is None:
        return None
    defaults = {"name": name[:150], "body": body.decode(BYTES), "answers": "", "undo": "", "checked_at": clock.now()}
    return PendingImport.objects.update_or_create(defaults, delegation=delegation, user_id=actor.user_id)[0]


def find_pending_import(*, delegation: Delegation, actor: Actor) -> PendingImport | None:
    """Return the file that this person checked for this delegation, without its body, unless it has expired."""
    pending = _own(delegation, actor).defer("body").first()
    return pending if pending and pending.checked_at > periods.get_limit(KEPT, clock.now()) else None


def save_answers(pending: PendingImport, answers: Answers) -> None:
    """Store what the sender answered; the hour of the file begins anew."""
    pending.answers, pending.checked_at = answers.to_text(), clock.now()
    pending.save(update_fields=["answers", "checked_at"])


def finish(pending: PendingImport, undo_text: str) -> None:
    """Keep of an imported file only what takes it back; nothing where nothing does."""
    if not undo_text:
        pending.delete()
        return
    PendingImport.objects.filter(pk=pending.pk).update(body="", answers="", undo=undo_text, checked_at=clock.now())


def body_of(pending: PendingImport) -> bytes:
    return pending.body.encode(BYTES)


def digest(body: bytes) -> str:
    """Return the digest by which a page names the file it showed. It is never stored, since the digest of a short file reveals the file."""
    return hashlib.sha256(body).hexdigest()


def forget(*, delegation: Delegation, actor: Actor) -> None:
    _own(delegation, actor).delete()


def due_tables(now: datetime) -> QuerySet[PendingImport]:
    return PendingImport.objects.filter(checked_at__lte=periods.get_limit(KEPT, now))


def describe(pending: PendingImport, conference: Conference) -> str:
    """Return `Checked at 14:32 and stored until 15:32 Hanoi time (UTC+7).`"""
    local = pending.checked_at.astimezone(conference.zone)
    zone = zone_text(pending.checked_at, conference.zone, str(conference.place))
    times = {"time": clock_text(local), "end": clock_text(local + periods.get_period(KEPT)), "zone": zone}
    return _("Checked at %(time)s and stored until %(end)s %(zone)s.") % times


def _own(delegation: Delegation, actor: Actor) -> QuerySet[PendingImport]:
    if actor.user_id is None:
        return PendingImport.objects.none()
    return PendingImport.objects.filter(delegation=delegation, user_id=actor.user_id)
