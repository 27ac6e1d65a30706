"""Take a decision back: accredited or returned > submitted. Vetting is undone only by a return."""

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
def reopen(
    *, actor: Actor, delegate: Delegate, words: str, expected_version: int | None = None, told: bool = True
) -> Delegate:
    """Send back to review: accredited > submitted. The badge is superseded, and the focal points are told.

    Args:
        words: The reason, for the audit log, and for the focal points too unless `told` is False.
    """
    require(require_person(actor), "accreditation.decide")
    said = words.strip()
    if not said:
        raise NotPossible(_("Say why it goes back to review. Nothing was changed."))
    badge = Badge.objects.filter(live_for=delegate.pk).first()
    if badge is not None:
        accreditation_ending.send(sender=Delegate, member=delegate, actor=actor, to="submitted")
    row = _back(delegate, "accredited", actor=actor, expected_version=expected_version, words=said)
    notices.tell_reopened(row, said if told else "", badge.number if badge else "")
    return row


@lifecycle.use_case
def take_back(*, actor: Actor, delegate: Delegate, words: str, expected_version: int | None = None) -> Delegate:
    """Take back a return before the delegation has done anything: returned > submitted. The focal points are told, without `words`."""
    require(require_person(actor), "accreditation.return")
    row = _back(delegate, "returned", actor=actor, expected_version=expected_version, words=words)
    notices.tell_reopened(row, "")
    return row


def _back(delegate: Delegate, came_from: str, *, actor: Actor, expected_version: int | None, words: str) -> Delegate:
    def check(row: Delegate) -> None:
        if row.state != came_from:
            said = {"what": row, "state": lifecycle.state_word(row)}
            raise NotPossible(_("%(what)s is %(state)s; there is nothing to take back.") % said)

    verb = "delegate.reopened"
    return lifecycle.move(
        delegate,
        "submitted",
        actor=actor,
        verb=verb,
        expected_version=expected_version,
        reason=words,
        check=check,
        **ANEW,
    )
