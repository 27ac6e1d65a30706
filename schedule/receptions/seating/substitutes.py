"""Substitutes whose own rank protocol has not set, so that they have no seat."""

from django.db.models import Exists, OuterRef

from conference.core import clock
from schedule.receptions.invitations.queries import all_invitations
from schedule.receptions.models import GuestRule, Invitation


def find_without_rank() -> list[Invitation]:
    """Return the invitations, by reception with a plan, whose substitute comes and has no rank, until it is over. Two queries."""
    ranked = GuestRule.objects.filter(
        invitation=OuterRef("pk"), companion=False, rank__isnull=False, given_to=OuterRef("substitute_name")
    )
    substitutes = all_invitations().filter(
        ~Exists(ranked), state="accepted", reception__seating_plan__isnull=False, reception__ends__gt=clock.now()
    )
    return list(substitutes.exclude(substitute_name="").order_by("reception__starts", "pk"))
