from __future__ import annotations

from django.db.models import QuerySet

from conference.core.errors import NotFound
from conference.parties.queries import alphabet, named
from conference.treaties.models import Treaty
from conference.treaties.queries import current_treaty, may_sign
from delegations.registration.models import LIVE_STATES, Delegate, Delegation
from schedule.signing.appointments.models import Appointment


def all_appointments() -> QuerySet[Appointment]:
    """Return them with what a list shows; one query, and one for the parties' names."""
    appointments = Appointment.objects.select_related(
        "treaty", "session", "delegation__party", "signatory__protocol_rank", "signatory__delegation__party"
    )
    return named(appointments, "delegation__party")


def listed(treaty: Treaty) -> QuerySet[Appointment]:
    """Return all of a treaty in the alphabet of the reader."""
    return all_appointments().filter(treaty=treaty).order_by(alphabet("delegation__party"), "pk")


def appointment_of(delegation: Delegation, treaty: Treaty) -> Appointment | None:
    return all_appointments().filter(delegation=delegation, treaty=treaty).first()


def treaty_for(delegation: Delegation) -> Treaty:
    """Return the treaty that the delegation may sign. Raises NotFound if there is none, or it is not open to the party."""
    treaty = current_treaty()
    if treaty is None or not may_sign(treaty, delegation.party):
        raise NotFound
    return treaty


def possible_signatories(delegation: Delegation) -> list[Delegate]:
    """Return the members who have not left, in the delegation's own order."""
    return list(delegation.members.filter(state__in=LIVE_STATES).order_by("position", "pk"))
