"""A member of the delegation takes the place of another: of one who leaves, or of the head, who stays and gets the place in return."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from conference.core import lifecycle
from conference.core.access import Actor
from delegations.registration.members import consequences, notices
from delegations.registration.members.actions import editing
from delegations.registration.members.actions.submission import OPEN_STATES
from delegations.registration.members.consequences import Step
from delegations.registration.models import Capacity, Delegate


def place_of(member: Delegate) -> dict[str, Any]:
    """Return what passes to whoever takes the member's place, by field."""
    return {"capacity": member.capacity, "category": member.category}


def place_words(member: Delegate, place: Mapping[str, Any]) -> str:
    """Return the sentence about who gets a place of `place_of`."""
    message = _("%(who)s gets the capacity “%(capacity)s” and the category “%(category)s”.")
    capacity = dict(Capacity.choices)[place["capacity"]]
    return message % {"who": member.full_name, "capacity": capacity, "category": place["category"]}


def step_of(
    member: Delegate, values: Mapping[str, Any], photo: str | None = None, further: Collection[str] = (), **step: Any
) -> Step:
    """Return what a change of these values, and of `further` fields, means for a member. Nothing is written."""
    after, _fields, changed_fields = editing.changed_by(member, values, photo)
    changed_fields |= set(further)
    effect = consequences.effect_of(member, changed_fields, after)
    return Step(member, stays_head=after.is_head, effect=effect, changed_fields=frozenset(changed_fields), **step)


@lifecycle.use_case
# statement: `editing`, since both members change as by their own forms
def replace_by_member(
    *, actor: Actor, member: Delegate, expected_version: int, successor: Delegate, successor_version: int
) -> Delegate:
    """Withdraw `member`, whose capacity, category and place in the order go to another member. Returns that one.

    Raises:
        NotPossible: As `replace_member`, and when the successor lacks something or is gone.
    """
    delegation = editing.lock_delegation(actor, member.delegation)
    old, was_draft = editing.withdraw_for_successor(delegation, member, actor, expected_version)
    new = editing.change_member(
        delegation,
        successor,
        actor=actor,
        expected_version=successor_version,
        values=place_of(old),
        verb="took_place",
        details=editing.name_predecessor(old),
        position=old.position,
        replaces_id=successor.replaces_id or old.pk,
    )
    if not was_draft and new.state in OPEN_STATES:
        notices.confirm_replacement(old, new)
    elif not was_draft:
        notices.confirm_withdrawal(old)
    return new


@lifecycle.use_case
# statement: `editing`, since both members change as by their own forms
def swap_head(
    *, actor: Actor, member: Delegate, values: Mapping[str, Any], head: Delegate, head_version: int, **change: Any
) -> Delegate:
    """Make `member` head, as `values` say, and give the present head the capacity and category that the member had.

    Args:
        change: `expected_version`, `photo`, `distinct_from`, `form_drafts`, as for `edit_member`.

    Raises:
        NotPossible: When either would lack something in the other's place.
    """
    delegation = editing.lock_delegation(actor, member.delegation)
    before = delegation.members.select_related("category", "protocol_rank").get(pk=member.pk)
    editing.change_member(
        delegation,
        head,
        actor=actor,
        expected_version=head_version,
        values=place_of(before),
        together_with=[editing.changed_by(before, values, None)[0]],
    )
    return editing.edit_member(actor=actor, member=member, values=values, **change)
