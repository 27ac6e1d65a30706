"""What the receptions add to the page of a person: invitations."""

from __future__ import annotations

from django.http import HttpRequest

from delegations.registration.models import Delegate
from delegations.registration.overview.person import Section, section
from schedule.receptions.models import Invitation


def invitations(request: HttpRequest, member: Delegate) -> list[Invitation] | None:
    """Return the receptions to which the person is invited. One query."""
    return (
        list(Invitation.objects.filter(guest=member).select_related("reception").order_by("reception__starts")) or None
    )


section(Section(70, "receptions.see", "desk/receptions/invitations/person_invitations.html", invitations))
