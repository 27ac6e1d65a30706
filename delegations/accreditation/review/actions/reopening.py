"""Take an accreditation back, with a reason that the delegation reads: accredited > submitted."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from conference.core import lifecycle
from conference.core.access import Actor, require, require_person
from conference.core.errors import NotPossible
from delegations.accreditation.models import Badge
from delegations.accreditation.review import notices
from delegations.registration.models import Delegate
from delegations.registration.signals import accreditation_ending

ANEW: dict[str, Any] = {"vetted_at": None, "vetted_by_id": None, "decided_at": None, "decided_by_id": None}
ANEW |= {"return_code": "", "return_words": ""}


@lifecycle.use_case
def reopen(*, actor: Actor, delegate: Delegate, explanation: str, expected_version: int | None = None) -> Delegate:
    """Send back to review: accredited > submitted. The badge is superseded, and the focal points are told.

    Args:
        words: The reason, for the audit log and the focal points.
    """
    require(require_person(actor), "accreditation.decide")
    message = explanation.strip()
    if not message:
        raise NotPossible(_("Give the reason for the return to review. Nothing was changed."))
    badge = Badge.objects.filter(live_for=delegate.pk).first()
    if badge is not None:
        accreditation_ending.send(sender=Delegate, member=delegate, actor=actor, to="submitted")

    def check(row: Delegate) -> None:
        if row.state != "accredited":  # a vetted one moves there as well, when its vetting is undone
            values = {"what": row, "state": lifecycle.state_word(row)}
            raise NotPossible(_("%(what)s is %(state)s; there is no decision to withdraw.") % values)

    row = lifecycle.move(
        delegate,
        "submitted",
        actor=actor,
        verb="delegate.reopened",
        expected_version=expected_version,
        reason=message,
        check=check,
        **ANEW,
    )
    notices.tell_reopened(row, message, badge.number if badge else "")
    return row
