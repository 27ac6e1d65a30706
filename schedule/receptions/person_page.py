"""Invitations on a person's page, and the pronunciation noted at the receiving line."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest

from delegations.registration.models import Delegate
from delegations.registration.overview.person import Section, register_pronunciations, register_section
from schedule.receptions.models import Invitation


def invitations(request: HttpRequest, member: Delegate) -> list[Invitation] | None:
    """Return the receptions to which the person is invited. One query."""
    invitations = Invitation.objects.filter(guest=member, taken_back=False).select_related("reception")
    return list(invitations.order_by("reception__starts")) or None


def said_as(members: Sequence[int]) -> Mapping[int, str]:
    """Return how the guests' own names are pronounced, without those of substitutes."""
    noted = Invitation.objects.filter(guest__in=members).exclude(said_as="").order_by("reception__starts")
    return {row.guest_id: row.said_as for row in noted if row.guest_id and row.said_of == f"#{row.guest_id}"}


register_pronunciations(said_as)
register_section(Section(70, "receptions.see", "desk/receptions/invitations/person_invitations.html", invitations))
