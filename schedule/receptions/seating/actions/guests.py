"""What protocol sets for guests: wishes and refusals, a rank for the seating, a fixed table."""

from django.utils.translation import gettext as _

from conference.core import lifecycle
from conference.core.access import Actor
from conference.core.errors import NotPossible
from conference.models import Rank
from schedule.receptions.models import GuestRule, SeatingPlan, SeatingTable, Wish
from schedule.receptions.seating.actions.saving import change_plan
from schedule.receptions.seating.queries import given_to


@lifecycle.use_case
def set_wish(
    *,
    actor: Actor,
    plan: SeatingPlan,
    tie: str,
    one: int,
    other: int,
    reason: str = "",
    expected_version: int | None = None,
) -> Wish:
    """Set or replace the tie between two guests. The log names neither: only protocol sees refusals.

    Args:
        one: Key of an invitation.
        other: Key of another.

    Raises NotPossible for one guest or a strange one.
    """
    low, high = sorted((one, other))
    invited = plan.reception.invitations.filter(pk__in=(low, high)).exclude(state="ended").count()
    if low == high or invited < len({low, high}):
        raise NotPossible(_("Choose two guests of this reception."))
    with change_plan(plan, actor, "seating.wishes", expected_version):
        values = {"tie": tie, "reason": reason}
        return Wish.objects.update_or_create(plan=plan, one_id=low, other_id=high, defaults=values)[0]


@lifecycle.use_case
def remove_wish(*, actor: Actor, plan: SeatingPlan, wish: int, expected_version: int | None = None) -> None:
    """Remove a wish or a refusal."""
    with change_plan(plan, actor, "seating.wishes", expected_version):
        plan.wishes.filter(pk=wish).delete()


@lifecycle.use_case
def set_guest(
    *,
    actor: Actor,
    plan: SeatingPlan,
    invitation: int,
    companion: bool = False,
    rank: Rank | None = None,
    table: int | None = None,
    expected_version: int | None = None,
) -> GuestRule:
    """Set the rank by which a guest or companion is seated (None: the guest's own), and the table (None: any).

    Both hold for the person who comes now, not for another one who comes instead later.

    Raises NotPossible for a companion's table, a strange guest or table.
    """
    if not plan.reception.invitations.filter(pk=invitation).exists():
        raise NotPossible(_("Choose a guest of this reception."))
    if companion and table is not None:
        raise NotPossible(_("A companion sits where the guest sits; choose the guest."))
    with change_plan(plan, actor, "seating.guest", expected_version):
        row: SeatingTable | None = None
        if table is not None:
            row = plan.tables.filter(number=table).first()
            if row is None:
                raise NotPossible(_("There is no table %(number)d.") % {"number": table})
        of_whom = given_to(plan.reception.invitations.get(pk=invitation), companion)
        values = {"rank": rank, "table": row, "given_to": of_whom}
        rule, _made = GuestRule.objects.update_or_create(
            plan=plan, invitation_id=invitation, companion=companion, defaults=values
        )
        return rule
