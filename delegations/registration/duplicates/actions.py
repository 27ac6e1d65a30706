"""What an organiser decides on two entries that look like one person."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require
from conference.core.errors import AlreadyDecided, NotPossible
from delegations.registration.delegations import places
from delegations.registration.duplicates import notices
from delegations.registration.members import rules
from delegations.registration.members.actions.editing import tell_left
from delegations.registration.models import (
    FORM_FIELDS,
    LIVE_STATES,
    REPRINTED_FIELDS,
    REVIEWED_FIELDS,
    Delegate,
    DelegateState,
    DistinctPersons,
)
from delegations.registration.signals import accreditation_ending

RIGHT = "registration.merge"
# By these the organiser chose who stays.
KEPT = frozenset({"capacity", "category", "family_name", "given_names"})
DOCUMENT = ("document_type", "document_number", "document_issue_date", "document_issue_place", "document_expiry")


@lifecycle.use_case
def tell_apart(*, actor: Actor, one: Delegate, other: Delegate) -> DistinctPersons:
    """Store that two members are two persons, so that nobody is asked again."""
    require(actor, RIGHT)
    first, second = _hold(one, other)
    _still_open(first, second)
    pair = DistinctPersons.objects.create(one=first, other=second, said_by_id=actor.user_id, said_at=clock.now())
    lifecycle.log(pair, actor=actor, verb="delegate.told_apart")
    return pair


@lifecycle.use_case
def merge(*, actor: Actor, stays: Delegate, goes: Delegate, seen_stays: int, seen_goes: int) -> Delegate:
    """Merge two entries of one delegation: what the one who stays lacks is filled from the other, who is withdrawn.

    For a vetted or accredited person nothing is filled that would need another review or badge.

    Args:
        seen_stays, seen_goes: The versions that the actor had on the screen.

    Raises:
        NotPossible: For two delegations or for somebody withdrawn or refused.
    """
    require(actor, RIGHT)
    if stays.delegation_id != goes.delegation_id:
        raise NotPossible(
            _("They are members of two delegations and cannot be merged. Withdraw one of the two entries instead.")
        )
    first, second = _hold(stays, goes)
    _still_open(first, second)
    kept, gone = (first, second) if first.pk == stays.pk else (second, first)
    _living(kept)
    fields = filling(kept, gone)
    after = copy(kept)
    for name, value in fields.items():
        setattr(after, name, value)
    fields |= rules.derived(after)
    kept = lifecycle.change(
        kept, actor=actor, verb="delegate.merged", expected_version=seen_stays, details={"with": gone.pk}, **fields
    )
    _take_out(gone, actor, seen_goes)
    notices.entered_twice(gone, stays=kept)
    return kept


@lifecycle.use_case
def withdraw_double(*, actor: Actor, goes: Delegate, stays: Delegate, expected_version: int) -> Delegate:
    """Withdraw one of two entries of a person, of one delegation or of two. Raises NotPossible for somebody withdrawn or refused."""
    require(actor, RIGHT)
    first, second = _hold(stays, goes)
    _still_open(first, second)
    kept, gone = (first, second) if first.pk == stays.pk else (second, first)
    gone = _take_out(gone, actor, expected_version)
    notices.entered_twice(gone, stays=kept)
    return gone


def filling(stays: Delegate, goes: Delegate) -> dict[str, Any]:
    empty = {name for name in {*FORM_FIELDS, "photo"} if not getattr(stays, name) and getattr(goes, name)} - KEPT
    if any(getattr(stays, name) for name in DOCUMENT):
        # The number of one passport with the expiry of another would be wrong.
        empty -= set(DOCUMENT)
    if stays.state in ("vetted", "accredited"):
        empty -= REVIEWED_FIELDS | REPRINTED_FIELDS
    fields: dict[str, Any] = {name: getattr(goes, name) for name in sorted(empty)}
    return {name: value.name if name == "photo" else value for name, value in fields.items()}


def _hold(one: Delegate, other: Delegate) -> tuple[Delegate, Delegate]:
    """Return both, by key, with their delegations locked."""
    if one.pk == other.pk:
        raise NotPossible(_("This is one and the same entry."))
    for delegation in sorted({one.delegation, other.delegation}, key=lambda delegation: delegation.pk):
        places.hold(delegation)
    known = Delegate.objects.select_related("delegation__party", "category", "protocol_rank")
    first, second = known.filter(pk__in={one.pk, other.pk}).order_by("pk")
    return first, second


def _still_open(first: Delegate, second: Delegate) -> None:
    """Raise AlreadyDecided when the two were told apart, or one of them was withdrawn."""
    said = DistinctPersons.objects.filter(one=first, other=second).select_related("said_by").first()
    if said is not None:
        words = _("%(who)s has already confirmed that these are two persons. Nothing was changed.")
        raise AlreadyDecided(words % {"who": said.said_by or "?"})
    for member in (first, second):
        if member.state == DelegateState.WITHDRAWN:
            words = _("One entry for %(who)s has already been withdrawn. Nothing was changed.")
            raise AlreadyDecided(words % {"who": member})


def _living(member: Delegate) -> None:
    if member.state not in LIVE_STATES:
        words = _("%(who)s is %(state)s and can no longer be changed.")
        raise NotPossible(words % {"who": member, "state": lifecycle.state_word(member)})


def _take_out(member: Delegate, actor: Actor, expected_version: int) -> Delegate:
    """Withdraw a member. The reason is in the language of the delegation, which reads it."""
    _living(member)
    if member.state == DelegateState.ACCREDITED:
        accreditation_ending.send(sender=Delegate, member=member, actor=actor, to="withdrawn")
    with translation.override(member.delegation.party.language):
        reason = _("Entered twice; the other entry stays.")
    member = lifecycle.move(
        member, "withdrawn", actor=actor, verb="delegate.doubled", expected_version=expected_version, reason=reason
    )
    tell_left(member, actor)
    return member
