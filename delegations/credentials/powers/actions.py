"""Hand in full powers, for a delegation; withdraw them; record what becomes of the original. The decision: `deciding.py`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require
from conference.core.errors import NotFound, NotPossible
from conference.files import stored_files
from conference.files.documents import Document
from conference.treaties.models import Treaty
from conference.treaties.queries import may_sign
from delegations.credentials.powers import notices, queries, texts
from delegations.credentials.powers.models import FullPowers, PowersState
from delegations.registration.members.actions.editing import acting_for
from delegations.registration.models import LIVE_STATES, Delegate, Delegation

RECEIVE = "powers.receive"


@lifecycle.use_case
def name_signatory(*, actor: Actor, delegation: Delegation, person: Delegate, treaty: Treaty) -> FullPowers:
    """Say that this member is to sign: full powers are expected from now on.

    Raises:
        NotFound: For a member of another delegation.
        NotPossible: When the treaty is not open to the party, the person has left, or is named already.
    """
    delegation_now = acting_for(actor, delegation)
    if not may_sign(treaty, delegation_now.party):
        raise NotPossible(str(texts.REASONS["party_cannot_sign"].says))
    member = delegation_now.members.filter(pk=person.pk).first()
    if member is None:
        raise NotFound(_("This delegation does not exist, or you do not have access to it."))
    if member.state not in LIVE_STATES:
        raise NotPossible(_("%(who)s is no longer a member of the delegation.") % {"who": member})
    row = FullPowers.objects.filter(representative=member, treaty=treaty).first()
    if row is None:
        row = FullPowers(delegation=delegation_now, treaty=treaty, representative=member)
        return lifecycle.create(row, actor=actor, verb="powers.expected")
    if row.state != PowersState.WITHDRAWN:
        raise NotPossible(_("%(who)s is already named to sign.") % {"who": member})
    to = PowersState.RECEIVED if row.file else PowersState.EXPECTED
    return lifecycle.move(row, to, actor=actor, verb="powers.expected")


@lifecycle.use_case
def hand_in(
    *,
    actor: Actor,
    powers: FullPowers,
    facts: Mapping[str, Any],
    document: Document | None,
    expected_version: int | None = None,
) -> FullPowers:
    """Store the scan of the paper and what stands on it; an officer then checks it. An earlier decision ends.

    Args:
        facts: By the names in `queries.FACTS`, checked by `forms.PowersForm`.
        document: None to correct what was entered about the scan that is there.

    Raises:
        NotPossible: When there is no scan, or the person has left.
        AlreadyDecided: When somebody was faster.
    """
    acting_for(actor, powers.delegation)
    row = FullPowers.objects.select_related("representative").get(pk=powers.pk)
    if row.representative.state not in LIVE_STATES:
        message = _("%(who)s is no longer a member of the delegation.")
        raise NotPossible(message % {"who": row.representative})
    fields: dict[str, Any] = {name: facts[name] for name in queries.FACTS}
    if document is not None:
        fields |= _stored(document)
        if row.original_returned_at:  # that of the paper before
            fields |= {"original_received_at": None, "original_received_by_id": None}
            fields |= {"original_returned_at": None, "original_returned_to": ""}
    elif not row.file:
        raise NotPossible(_("Attach the scan of the paper."))
    fields |= {"handed_in_at": clock.now(), "handed_in_by_id": actor.user_id, **UNDECIDED}
    notices.withdraw_decided(row)
    if row.state == PowersState.RECEIVED:
        changed = lifecycle.change(
            row, actor=actor, verb="powers.received", expected_version=expected_version, **fields
        )
    else:
        changed = lifecycle.move(
            row, PowersState.RECEIVED, actor=actor, verb="powers.received", expected_version=expected_version, **fields
        )
    changed.delegation, changed.representative = powers.delegation, row.representative
    return changed


# What a decision leaves behind, emptied.
UNDECIDED: dict[str, Any] = {
    "defects": [],
    "words": "",
    "evidence": "",
    "held_office": "",
    "held_acting": False,
    "same_person": False,
    "decided_at": None,
    "decided_by_id": None,
    "decided_name": "",
    "decided_office": "",
}


def _stored(document: Document) -> dict[str, Any]:
    name = f"powers/{uuid.uuid4().hex}.{document.extension}"
    return {"file": stored_files.keep(name, document.body), "file_name": document.name}


@lifecycle.use_case
def withdraw(*, actor: Actor, powers: FullPowers, expected_version: int | None = None) -> FullPowers:
    """Say that this person does not sign after all; staff may too, and the paper stays on file."""
    if not actor.may("powers.decide"):
        acting_for(actor, powers.delegation)
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
    """Record that the original was handed over. Raises NotPossible while it is here already, or nothing was handed in."""
    require(actor, RECEIVE)

    def check(row: FullPowers) -> None:
        if not row.file or row.state == PowersState.WITHDRAWN:
            raise NotPossible(_("Nothing is handed in yet."))
        if row.original_received_at and not row.original_returned_at:
            raise NotPossible(_("The secretariat has the original."))

    fields: dict[str, Any] = {"original_received_at": clock.now(), "original_received_by_id": actor.user_id}
    fields |= {"original_returned_at": None, "original_returned_to": ""}
    return lifecycle.change(
        powers, actor=actor, verb="powers.original_received", expected_version=expected_version, check=check, **fields
    )


@lifecycle.use_case
def return_original(*, actor: Actor, powers: FullPowers, to: str, expected_version: int | None = None) -> FullPowers:
    """Record to whom the original was given back. Raises NotPossible without a name, or while it is not here."""
    require(actor, RECEIVE)
    to = to.strip()[:160]
    if not to:
        raise NotPossible(_("Enter who has taken the original."))

    def check(row: FullPowers) -> None:
        if not row.original_received_at or row.original_returned_at:
            raise NotPossible(_("The original is not here."))

    fields: dict[str, Any] = {"original_returned_at": clock.now(), "original_returned_to": to}
    return lifecycle.change(
        powers, actor=actor, verb="powers.original_returned", expected_version=expected_version, check=check, **fields
    )
