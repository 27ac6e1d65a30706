"""Place and lift an objection of security."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from conference.core import clock, concurrency, lifecycle
from conference.core.access import Actor, require, require_person, require_user_id
from conference.core.errors import AlreadyDecided, NotPossible
from delegations.accreditation.holds.models import LONGEST_WHY
from delegations.accreditation.models import Hold
from delegations.registration.models import Delegate

RIGHT, READ = "accreditation.object", "accreditation.read_hold"
# An accredited person can be objected to as well: the badge stays until accreditation sends the person back to review.
HELD = ("submitted", "vetted", "returned", "accredited")


@lifecycle.use_case
def place(*, actor: Actor, delegate: Delegate, why: str, expected_version: int | None = None) -> Hold:
    """Object to a person, who cannot be accredited until the objection is lifted.

    Args:
        expected_version: The person's as on the screen, so that an accreditation meanwhile is not overlooked.
    """
    require(require_person(actor), RIGHT)
    reason = _said(why)
    # The same row that a decision locks: of an objection and an accreditation at once the second knows of the first.
    row = concurrency.lock(delegate, expected_version)
    if row.state not in HELD:
        values = {"who": row, "state": lifecycle.state_word(row)}
        raise NotPossible(_("%(who)s is %(state)s; there is no accreditation to stop. Nothing was changed.") % values)
    if in_force(row) is not None:
        raise AlreadyDecided(_("Security objects to %(who)s already. Nothing was changed.") % {"who": row})
    hold = Hold(delegate=row, why=reason, placed_by_id=require_user_id(actor), placed_at=clock.now())
    return lifecycle.create(hold, actor=actor, verb="hold.placed", details={"delegate": row.pk})


@lifecycle.use_case
def lift(*, actor: Actor, hold: Hold, why: str, expected_version: int | None = None) -> Hold:
    """End an objection, and say why: the accreditation may go on."""
    require(require_person(actor), RIGHT)
    return lifecycle.move(
        hold,
        "lifted",
        actor=actor,
        verb="hold.lifted",
        expected_version=expected_version,
        details={"delegate": hold.delegate_id},
        lifted_why=_said(why),
        lifted_by_id=actor.user_id,
        lifted_at=clock.now(),
    )


def in_force(delegate: Delegate) -> Hold | None:
    return Hold.objects.filter(delegate=delegate.pk, state="in_force").select_related("placed_by").first()


def find_held(people: Collection[int]) -> set[int]:
    """Return to whom of them security objects; by their keys."""
    return set(Hold.objects.filter(state="in_force", delegate__in=people).values_list("delegate", flat=True))


def _said(why: str) -> str:
    reason = " ".join(why.split())[:LONGEST_WHY]
    if not reason:
        raise NotPossible(_("Say why. Nothing was changed."))
    return reason


def nothing_to_lift(delegate: Delegate) -> AlreadyDecided:
    return AlreadyDecided(
        _("The objection to %(who)s has already been lifted. Nothing was changed.") % {"who": delegate}
    )
