from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from conference.core import lifecycle
from conference.core.access import Actor
from conference.core.errors import NotPossible
from delegations.registration.members import notices
from delegations.registration.members.actions.editing import acting_for, add, leave
from delegations.registration.models import LIVE_STATES, Delegate, DelegateState


@lifecycle.use_case
def replace(
    *,
    actor: Actor,
    member: Delegate,
    expected_version: int,
    values: Mapping[str, Any],
    photo: str = "",
    told_apart: Collection[int] = (),
) -> Delegate:
    """Enter somebody as a draft in the place of `member`, who is withdrawn at once; a badge ends first.

    The old member leaves before the new one is entered: a delegation has one head at a time, and a person is in it once. What depends on
    the person, such as meetings of a head, is listed for the staff by each app's `desk_tasks`.

    Args:
        expected_version: The version of `member` that the actor had on the screen.
        values, photo, told_apart: The new member's, as for `enter`.

    Raises:
        NotPossible: For somebody who is no longer in the delegation; else as `enter` and `withdraw`.
    """
    held = acting_for(actor, member.delegation)
    old = held.members.get(pk=member.pk)
    was = old.state
    if was not in LIVE_STATES:
        words = _("%(who)s is %(state)s and can no longer be replaced. Enter the new member instead.")
        raise NotPossible(words % {"who": old, "state": lifecycle.state_word(old)})
    old = leave(old, actor=actor, verb="delegate.replaced", expected_version=expected_version)
    new = add(
        held,
        values,
        actor=actor,
        verb="delegate.entered_instead",
        photo=photo,
        told_apart=told_apart,
        details={"instead_of": str(old)},
        position=old.position,
        replaces=old,
    )
    if was != DelegateState.DRAFT:
        notices.replaced(old, new)
    return new
