"""Two persons of the staff for a file of personal data of more than a delegation: one asks with a reason, another approves."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from conference.accounts.exports.models import ExportRequest
from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right, require_user_id
from conference.core.errors import NotAllowed, NotPossible

APPROVE = "exports.approve"
WAITS, GOOD_FOR = timedelta(hours=24), timedelta(hours=1)


@lifecycle.use_case
def ask_for_export(
    *, actor: Actor, address: str, path: str, fields: list[tuple[str, str]], reason: str, right: str
) -> ExportRequest:
    """Ask for a file. The same request that waits already is returned.

    Args:
        address: The name of the file's address.
        path: The address with its query, which says what is in the file.
        fields: Names and values of the form that asks for it.
        right: The right that the file itself needs.

    Raises:
        NotAllowed: When the actor lacks that right.
    """
    require_right(actor, right)
    asked_by_id, now = require_user_id(actor), clock.now()
    pairs = sorted([name, value] for name, value in fields)
    same = ExportRequest.objects.filter(asked_by_id=asked_by_id, path=path, fields=pairs, state="asked")
    earlier = same.filter(asked_at__gt=now - WAITS).first()
    if earlier is not None:
        return earlier
    row = ExportRequest(address=address, path=path, fields=pairs, reason=reason, asked_by_id=asked_by_id, asked_at=now)
    return lifecycle.create(row, actor=actor, verb="export.asked", reason=reason, details={"path": path})


@lifecycle.use_case
def decide_on_export(
    *, actor: Actor, export: ExportRequest, approve: bool, expected_version: int | None = None
) -> ExportRequest:
    """Approve a request of somebody else, for an hour, or refuse it.

    Raises:
        NotAllowed: When the actor lacks the right, or asked himself.
        NotPossible: When the request is older than a day.
        AlreadyDecided: When somebody was faster.
    """

    def check(row: ExportRequest) -> None:
        if row.asked_by_id == decided_by_id:
            raise NotAllowed(_("Another person than the one who asks approves an export."))
        if row.asked_at <= now - WAITS:
            raise NotPossible(_("This request is more than a day old. It has to be made again."))

    decided_by_id, now = require_user_id(actor), clock.now()
    to, verb = ("approved", "export.approved") if approve else ("refused", "export.refused")
    return lifecycle.move(
        export,
        to,
        actor=actor,
        verb=verb,
        right=APPROVE,
        expected_version=expected_version,
        check=check,
        decided_by_id=decided_by_id,
        decided_at=now,
    )


def is_approved(actor: Actor, path: str, fields: list[tuple[str, str]]) -> bool:
    """Return whether somebody approved this file for the actor within the hour."""
    pairs = sorted([name, value] for name, value in fields)
    rows = ExportRequest.objects.filter(asked_by_id=actor.user_id, path=path, fields=pairs, state="approved")
    return rows.filter(decided_at__gt=clock.now() - GOOD_FOR).exists()


def open_requests() -> Q:
    """Return the condition of requests that can be decided on or fetched now."""
    now = clock.now()
    return Q(state="asked", asked_at__gt=now - WAITS) | Q(state="approved", decided_at__gt=now - GOOD_FOR)
