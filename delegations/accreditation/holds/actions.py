"""Place and lift an objection of security."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from conference.core import clock, concurrency, lifecycle
from conference.core.access import Actor, require_person, require_right, require_user_id
from conference.core.errors import AlreadyDecided, NotPossible
from delegations.accreditation.holds.models import LONGEST_WHY
from delegations.accreditation.models import Hold
from delegations.registration.models import Delegate

RIGHT, READ = "accreditation.object", "accreditation.read_hold"
# An accredited person can be objected to as well: the badge stays until accreditation sends the person back to review.
HELD = ("submitted", "vetted", "returned", "accredited")


@lifecycle.use_case
def place_hold(*, actor: Actor, delegate: Delegate, why: str, expected_version: int | None = None) -> Hold:
    """Object to a person (as on the screen, `expected_version`), who cannot be accredited until the objection is lifted."""
    require_right(require_person(actor), RIGHT)
    reason = _clean_reason(why)
    # The same row that a decision locks: of an objection and an accreditation at once the second knows of the first.
    current = concurrency.lock_row(delegate, expected_version)
    if current.state not in HELD:
        values = {"who": current, "state": lifecycle.state_word(current)}
        raise NotPossible(_("%(who)s is %(state)s; there is no accreditation to stop. Nothing was changed.") % values)
    if in_force(current) is not None:
        raise AlreadyDecided(_("Security objects to %(who)s already. Nothing was changed.") % {"who": current})
    hold = Hold(delegate=current, why=reason, placed_by_id=require_user_id(actor), placed_at=clock.now())
    return lifecycle.create(hold, actor=actor, verb="hold.placed", details={"delegate": current.pk})


@lifecycle.use_case
def lift(*, actor: Actor, hold: Hold, why: str, expected_version: int | None = None) -> Hold:
    """End an objection, and say why: the accreditation may go on."""
    require_right(require_person(actor), RIGHT)
    return lifecycle.move(
        hold,
        "lifted",
        actor=actor,
        verb="hold.lifted",
        expected_version=expected_version,
        details={"delegate": hold.delegate_id},
        lifted_why=_clean_reason(why),
        lifted_by_id=actor.user_id,
        lifted_at=clock.now(),
    )


def in_force(delegate: Delegate) -> Hold | None:
    return Hold.objects.filter(delegate=delegate.pk, state="in_force").select_related("placed_by").first()


def find_held(people: Collection[int]) -> set[int]:
    """Return the keys of those to whom security objects."""
    return set(Hold.objects.filter(state="in_force", delegate__in=people).values_list("delegate", flat=True))


def _clean_reason(why: str) -> str:
    reason = " ".join(why.split())[:LONGEST_WHY]
    if not reason:
        raise NotPossible(_("Say why. Nothing was changed."))
    return reason
