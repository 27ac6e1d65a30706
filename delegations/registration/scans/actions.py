"""Scans of travel documents: sent by the delegation or the member, read by those who vet, deleted some time after the decision."""

import base64
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from conference.core import access_log, clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import NotPossible
from conference.files.documents import Document
from conference.retention import periods
from delegations.registration.members.actions.editing import lock_delegation
from delegations.registration.members.queries import SCANNED_STATES
from delegations.registration.models import Delegate, Delegation, DocumentScan

READ = "accreditation.vet"
KEPT = "scans"  # a key of retention.kinds.KINDS


@lifecycle.use_case
def send_scan(*, actor: Actor, member: Delegate, document: Document) -> Delegate:
    """Store the scan in place of an earlier one. Raises NotPossible once the person is vetted.

    Args:
        document: As `conference.files.documents.read_page` checked it.
    """
    return store_scan(lock_delegation(actor, member.delegation), member, document, actor)


def store_scan(delegation: Delegation, member: Delegate, document: Document, actor: Actor) -> Delegate:
    """Do what `send_scan` does, for a locked delegation and an actor whose right is checked."""
    member = delegation.members.get(pk=member.pk)
    if member.state not in SCANNED_STATES:
        message = _("%(who)s is %(state)s: no scan is needed any more.")
        raise NotPossible(message % {"who": member, "state": lifecycle.state_word(member)})
    fields = {"kind": document.extension, "body": base64.b64encode(document.body).decode(), "sent_at": clock.now()}
    DocumentScan.objects.update_or_create(member=member, defaults=fields)
    return lifecycle.change(member, actor=actor, verb="delegate.scan_sent", scan_at=fields["sent_at"])


def read_scan(*, actor: Actor, scan: DocumentScan) -> bytes:
    """Return the scan for the security check; each look is logged. Raises NotAllowed."""
    access_log.log_read(actor=actor, of=scan.member, verb="delegate.scan_read", right=READ)
    return base64.b64decode(scan.body)


def due_scans(now: datetime) -> QuerySet[DocumentScan]:
    """Return scans of withdrawn members, of those decided long enough ago, and all of them that long after the conference."""
    scans = DocumentScan.objects.all()
    if periods.is_over(KEPT, now):
        return scans
    decided = Q(member__state__in=("accredited", "refused"), member__decided_at__lt=periods.get_limit(KEPT, now))
    return scans.filter(Q(member__state="withdrawn") | decided)
