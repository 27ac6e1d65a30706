from django.db.models import QuerySet

from conference.core.errors import NotFound
from conference.parties.queries import prefetch_names
from conference.treaties.models import Treaty
from conference.treaties.queries import current_treaty, may_sign
from delegations.registration.models import Delegation
from schedule.signing.appointments.models import Appointment


def all_appointments() -> QuerySet[Appointment]:
    """Return them with what a list shows; one query, and one for the parties' names."""
    appointments = Appointment.objects.select_related(
        "treaty", "session", "delegation__party", "signatory__protocol_rank", "signatory__delegation__party"
    )
    return prefetch_names(appointments, "delegation__party")


def treaty_for(delegation: Delegation) -> Treaty:
    """Return the treaty that the delegation may sign. Raises NotFound if there is none, or it is not open to the party."""
    treaty = current_treaty()
    if treaty is None or not may_sign(treaty, delegation.party):
        raise NotFound
    return treaty
