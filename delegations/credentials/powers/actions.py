"""Hand in full powers, withdraw them, and record what becomes of the original. The decision: `deciding.py`."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotFound, NotPossible
from conference.files import stored_files
from conference.files.documents import Document
from conference.treaties.models import Treaty
from conference.treaties.queries import may_sign
from delegations.credentials.powers import notices, queries, texts
from delegations.credentials.powers.models import FullPowers, PowersState
from delegations.registration.members.actions.editing import lock_delegation
from delegations.registration.models import LIVE_STATES, Delegate, Delegation

RECEIVE = "powers.receive"
# What a decision leaves behind, emptied.
UNDECIDED: dict[str, Any] = {
    "defects": [],
    "words": "",
    "evidence": "",
    "held_office": "",
    "held_acting": False,
    "overruled": [],
    "overruled_because": "",
    "covers_reservations": None,
    "decided_at": None,
    "decided_by_id": None,
    "decided_name": "",
    "decided_office": "",
}
NOT_RETURNED: dict[str, Any] = {"original_returned_at": None, "original_returned_to": ""}


@lifecycle.use_case
def name_signatory(*, actor: Actor, delegation: Delegation, person: Delegate, treaty: Treaty) -> FullPowers:
    """Record that this member is to sign: full powers are expected from now on."""
    delegation_now = lock_delegation(actor, delegation)
    if not may_sign(treaty, delegation_now.party):
        raise NotPossible(str(texts.REASONS["party_cannot_sign"].says))
    member = delegation_now.members.filter(pk=person.pk).first()
    if member is None:
        raise NotFound(_("This delegation does not exist, or you do not have access to it."))
    if member.state not in LIVE_STATES:
        raise NotPossible(_("%(who)s is no longer a member of the delegation.") % {"who": member})
    powers = FullPowers.objects.filter(representative=member, treaty=treaty).first()
    if powers is None:
        powers = FullPowers(delegation=delegation_now, treaty=treaty, representative=member)
        return lifecycle.create(powers, actor=actor, verb="powers.expected")
    if powers.state != PowersState.WITHDRAWN:
        raise NotPossible(_("%(who)s is already named to sign.") % {"who": member})
    to = PowersState.RECEIVED if powers.file else PowersState.EXPECTED
    return lifecycle.move(powers, to, actor=actor, verb="powers.expected")


@lifecycle.use_case
def hand_in(
    *,
    actor: Actor,
    powers: FullPowers,
    facts: Mapping[str, Any],
    document: Document | None,
    expected_version: int | None = None,
) -> FullPowers:
    """Store the scan (None: keep it) and `queries.FACTS` of the paper; an officer then checks it. An earlier decision ends."""
    lock_delegation(actor, powers.delegation)
    current = FullPowers.objects.select_related("representative").get(pk=powers.pk)
    if current.representative.state not in LIVE_STATES:
        raise NotPossible(_("%(who)s is no longer a member of the delegation.") % {"who": current.representative})
    if current.state == PowersState.DEFECTIVE and (document is None or _is_same_scan(current, document)):
        raise NotPossible(_("This scan was found defective. Attach the scan of the corrected paper."))
    fields: dict[str, Any] = {name: facts[name] for name in queries.FACTS}
    if document is not None:
        name = f"powers/{uuid.uuid4().hex}.{document.extension}"
        fields |= {"file": stored_files.store_file(name, document.body), "file_name": document.name}
        if current.original_returned_at:  # that of the paper before
            fields |= {"original_received_at": None, "original_received_by_id": None, **NOT_RETURNED}
    elif not current.file:
        raise NotPossible(_("Attach the scan of the paper."))
    fields |= {"handed_in_at": clock.now(), "handed_in_by_id": actor.user_id, **UNDECIDED}
    notices.withdraw_decided(current)
    change: dict[str, Any] = {"actor": actor, "verb": "powers.received", "expected_version": expected_version, **fields}
    was_received = current.state == PowersState.RECEIVED
    received = (
        lifecycle.change(current, **change) if was_received else lifecycle.move(current, PowersState.RECEIVED, **change)
    )
    received.delegation, received.representative = powers.delegation, current.representative
    return received


def _is_same_scan(powers: FullPowers, document: Document) -> bool:
    with powers.file.open("rb") as file:
        return bool(file.read() == document.body)


@lifecycle.use_case
def withdraw(*, actor: Actor, powers: FullPowers, expected_version: int | None = None) -> FullPowers:
    """Record that this person does not sign after all. Staff may too; the paper stays on file."""
    if not actor.may("powers.decide"):
        lock_delegation(actor, powers.delegation)
    notices.withdraw_decided(powers)
    return lifecycle.move(
        powers,
        PowersState.WITHDRAWN,
        actor=actor,
        verb="powers.withdrawn",
        expected_version=expected_version,
        **UNDECIDED,
    )


@lifecycle.use_case
def receive_original(*, actor: Actor, powers: FullPowers, expected_version: int | None = None) -> FullPowers:
    """Record that the original was handed over. Raises NotPossible when the secretariat has it, or nothing was handed in."""
    require_right(actor, RECEIVE)

    def check(current: FullPowers) -> None:
        if not current.file or current.state == PowersState.WITHDRAWN:
            raise NotPossible(_("Nothing is handed in yet."))
        if current.original_received_at and not current.original_returned_at:
            raise NotPossible(_("The secretariat has the original."))

    return lifecycle.change(
        powers,
        actor=actor,
        verb="powers.original_received",
        expected_version=expected_version,
        check=check,
        original_received_at=clock.now(),
        original_received_by_id=actor.user_id,
        **NOT_RETURNED,
    )


@lifecycle.use_case
def return_original(
    *, actor: Actor, powers: FullPowers, returned_to: str, expected_version: int | None = None
) -> FullPowers:
    """Record to whom the original was given back. Raises NotPossible without a name, or while the secretariat has no original."""
    require_right(actor, RECEIVE)
    name = returned_to.strip()[:160]
    if not name:
        raise NotPossible(_("Enter who has taken the original."))

    def check(current: FullPowers) -> None:
        if not current.original_received_at or current.original_returned_at:
            raise NotPossible(_("The original is not here."))

    return lifecycle.change(
        powers,
        actor=actor,
        verb="powers.original_returned",
        expected_version=expected_version,
        check=check,
        original_returned_at=clock.now(),
        original_returned_to=name,
    )
