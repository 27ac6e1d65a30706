"""An organiser's decisions on two entries that look like one person."""

from copy import copy
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import AlreadyDecided, NotPossible
from delegations.registration.delegations import places
from delegations.registration.duplicates import notices
from delegations.registration.members import rules
from delegations.registration.members.actions.editing import tell_left
from delegations.registration.members.models import FORM_FIELDS
from delegations.registration.models import (
    LIVE_STATES,
    REPRINTED_FIELDS,
    REVIEWED_FIELDS,
    Delegate,
    DelegateState,
    DistinctPersons,
)
from delegations.registration.signals import accreditation_ending

RIGHT = "registration.merge"
# The organiser chose by these which entry stays, so they are not filled from the other one.
CHOSEN_BY = frozenset({"capacity", "category", "family_name", "given_names"})
DOCUMENT = ("document_type", "document_number", "document_issue_date", "document_issue_place", "document_expiry")


@lifecycle.use_case
def tell_apart(*, actor: Actor, first: Delegate, second: Delegate) -> DistinctPersons:
    """Store that two members are two persons, so that nobody is asked again."""
    require_right(actor, RIGHT)
    first, second = sorted(_lock_pair(first, second), key=lambda member: member.pk)
    pair = DistinctPersons.objects.create(one=first, other=second, said_by_id=actor.user_id, said_at=clock.now())
    lifecycle.log(pair, actor=actor, verb="delegate.told_apart")
    return pair


@lifecycle.use_case
def merge(*, actor: Actor, stays: Delegate, goes: Delegate, stays_version: int, goes_version: int) -> Delegate:
    """Merge two entries of one delegation: empty fields of the one that stays are filled from the other, which is withdrawn.

    For a vetted or accredited person nothing is filled that would need another review or badge. Raises NotPossible for two delegations, and
    for somebody withdrawn or refused.
    """
    require_right(actor, RIGHT)
    if stays.delegation_id != goes.delegation_id:
        raise NotPossible(
            _("They are members of two delegations and cannot be merged. Withdraw one of the two entries instead.")
        )
    stays, goes = _lock_pair(stays, goes)
    _check_live(stays)
    fields = fields_to_fill(stays, goes)
    merged = copy(stays)
    for name, value in fields.items():
        setattr(merged, name, value)
    fields |= rules.derived(merged)
    stays = lifecycle.change(
        stays, actor=actor, verb="delegate.merged", expected_version=stays_version, details={"with": goes.pk}, **fields
    )
    _withdraw(goes, stays, actor, goes_version)
    return stays


@lifecycle.use_case
def withdraw_double(*, actor: Actor, goes: Delegate, stays: Delegate, expected_version: int) -> Delegate:
    """Withdraw one of two entries of a person, of one delegation or of two. Raises NotPossible for somebody withdrawn or refused."""
    require_right(actor, RIGHT)
    stays, goes = _lock_pair(stays, goes)
    return _withdraw(goes, stays, actor, expected_version)


def fields_to_fill(stays: Delegate, goes: Delegate) -> dict[str, Any]:
    """Return the fields of `stays` that are filled from `goes`, with their values."""
    empty = {name for name in {*FORM_FIELDS, "photo"} if not getattr(stays, name) and getattr(goes, name)} - CHOSEN_BY
    if any(getattr(stays, name) for name in DOCUMENT):
        # The number of one passport and the expiry date of another do not belong together.
        empty -= set(DOCUMENT)
    if stays.state in ("vetted", "accredited"):
        empty -= REVIEWED_FIELDS | REPRINTED_FIELDS
    return {name: goes.photo.name if name == "photo" else getattr(goes, name) for name in sorted(empty)}


def _lock_pair(first: Delegate, second: Delegate) -> tuple[Delegate, Delegate]:
    """Lock the delegations of two members, and return the two. Raises AlreadyDecided for two persons or when one was withdrawn."""
    if first.pk == second.pk:
        raise NotPossible(_("This is one and the same entry."))
    for delegation in sorted({first.delegation, second.delegation}, key=lambda delegation: delegation.pk):
        places.lock_places(delegation)
    members = Delegate.objects.select_related("delegation__party", "category", "protocol_rank").order_by("pk")
    by_pk = members.in_bulk([first.pk, second.pk])
    distinct = DistinctPersons.objects.filter(one__in=list(by_pk), other__in=list(by_pk)).select_related("said_by")
    if decision := distinct.first():
        message = _("%(who)s has already confirmed that these are two persons. Nothing was changed.")
        raise AlreadyDecided(message % {"who": decision.said_by or "?"})
    for member in by_pk.values():
        if member.state == DelegateState.WITHDRAWN:
            message = _("One entry for %(who)s has already been withdrawn. Nothing was changed.")
            raise AlreadyDecided(message % {"who": member})
    return by_pk[first.pk], by_pk[second.pk]


def _check_live(member: Delegate) -> None:
    if member.state not in LIVE_STATES:
        message = _("%(who)s is %(state)s and can no longer be changed.")
        raise NotPossible(message % {"who": member, "state": lifecycle.state_word(member)})


def _withdraw(member: Delegate, stays: Delegate, actor: Actor, expected_version: int) -> Delegate:
    """Withdraw a member and inform the delegation, with the reason in its language."""
    _check_live(member)
    if member.state == DelegateState.ACCREDITED:
        accreditation_ending.send(sender=Delegate, member=member, actor=actor, to="withdrawn")
    with translation.override(member.delegation.party.language):
        reason = _("Entered twice; the other entry stays.")
    member = lifecycle.move(
        member, "withdrawn", actor=actor, verb="delegate.doubled", expected_version=expected_version, reason=reason
    )
    tell_left(member, actor)
    notices.tell_of_duplicate(member, stays=stays)
    return member
