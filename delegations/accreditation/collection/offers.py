"""The offer to undo a recent hand-out: one's own (conference.core.undo), or a colleague's at the counter and on the receipt."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from conference.audit.models import AuditEntry
from conference.core import undo
from conference.core.access import Actor
from delegations.accreditation.collection.actions import COLLECTED
from delegations.accreditation.models import Badge, Receipt

TOPIC = "hand_out"


def get_own(request: HttpRequest) -> dict[str, Any] | None:
    """Return one's own last hand-out unless it was changed since. One query where there is one."""
    step = undo.offered(request, TOPIC)
    if step is None:
        return None
    if number := step.get("receipt"):
        changed = Badge.objects.filter(receipt=OuterRef("pk")).exclude(state="collected")
        is_valid = Receipt.objects.filter(~Exists(changed), number=number, voided_at=None).exists()
    else:
        is_valid = Badge.objects.filter(pk=step["badge"], version=step["version"]).exists()
    if not is_valid:
        undo.forget(request, TOPIC)
    return step if is_valid else None


def get_for_badge(actor: Actor, badge: Badge | None, *, own: bool = False) -> dict[str, Any] | None:
    """Return a colleague's hand-out of this badge that can still be undone, or with `own` anybody's. One query at most."""
    if badge is None or badge.state != "collected" or badge.receipt_id is not None:
        return None
    entry = undo.recent([COLLECTED]).get(badge.record_id)  # type: ignore[arg-type]
    if entry is None or (entry.actor_id == actor.user_id and not own):
        return None
    return _step(entry, to=badge.collected_by_name, name=badge.number, badge=badge.pk, version=badge.version)


def get_for_receipt(actor: Actor, receipt: Receipt) -> dict[str, Any] | None:
    """Return a colleague's hand-out against this receipt that can still be undone. Two queries at most."""
    entries = {} if receipt.voided_at or undo.late(receipt.at) else undo.recent([COLLECTED])
    badge = Badge.objects.filter(receipt=receipt, record__in=list(entries.values())).select_related("record").first()
    if badge is None or badge.record is None or badge.record.actor_id == actor.user_id:
        return None
    return _step(badge.record, to=receipt.to, name=str(receipt), receipt=receipt.number)


def _step(entry: AuditEntry, **step: Any) -> dict[str, Any]:
    return {**step, "by": entry.actor_label, "at": entry.at}
