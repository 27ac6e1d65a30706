"""What must happen before an accredited person stops being one: the badge ends first (rule 5), in the same transaction.

Badges belong to the app above, which registration does not import: accreditation adds a function to the list when it starts.
"""

from __future__ import annotations

from collections.abc import Callable

from conference.core.access import Actor
from delegations.registration.models import Delegate

# Called with the unchanged member, the actor, and the state that follows: `submitted` (a change that needs review: the badge is superseded)
# or `withdrawn` (the badge is revoked).
type Leaving = Callable[[Delegate, Actor, str], None]
on_leaving_accredited: list[Leaving] = []


def leaving_accredited(member: Delegate, actor: Actor, to: str) -> None:
    """End what depends on the accreditation of `member`, who is about to move to the state `to`."""
    for end in on_leaving_accredited:
        end(member, actor, to)
