"""Who signs is said by the appointment; full powers name a person too.

The second follows from the first: whoever is to sign, and needs full powers, is expected to hand them in. Where full powers name somebody
who is not said to sign, and nobody else of the delegation could, the delegation and the desk see it until one of the two is settled.
"""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from conference.core.access import Actor
from conference.treaties.models import Treaty
from delegations.credentials.powers import actions as powers_actions
from delegations.credentials.powers.models import SETTLED, FullPowers, PowersState
from delegations.credentials.powers.queries import exempt_office
from delegations.credentials.powers.rules import ISSUING
from delegations.registration.models import LIVE_STATES, Delegate, Delegation
from schedule.signing.appointments.models import Appointment, AppointmentState


def expect_powers(actor: Actor, delegation: Delegation, treaty: Treaty, person: Delegate) -> None:
    """Expect full powers of who is to sign now, unless they are there or the person's office needs none. Part of the change itself."""
    if exempt_office(person, treaty):
        return
    papers = FullPowers.objects.filter(representative=person, treaty=treaty).exclude(state=PowersState.WITHDRAWN)
    if not papers.exists():
        powers_actions.name_signatory(actor=actor, delegation=delegation, person=person, treaty=treaty)


def named_besides() -> QuerySet[FullPowers]:
    """Return full powers that name somebody who is not said to sign, while whoever is could not do so, or the delegation says it does not.

    A second person with full powers is no contradiction once the signatory may sign: the delegation has prepared a substitute. Nor is it
    one where the delegation has said nothing yet, which it is asked to do anyway.
    """
    own = Appointment.objects.filter(treaty=OuterRef("treaty"), delegation=OuterRef("delegation"))
    settled = Q(signatory__full_powers__state__in=SETTLED, signatory__full_powers__treaty=F("treaty"))
    fits = own.filter(
        Q(signatory=OuterRef("representative"))
        | Q(signatory__state__in=LIVE_STATES) & (settled | Q(signatory__protocol_rank__code__in=ISSUING))
        | Q(state__in=(AppointmentState.CALLED, AppointmentState.SIGNED))
    )
    papers = FullPowers.objects.exclude(state=PowersState.WITHDRAWN).filter(representative__state__in=LIVE_STATES)
    return papers.filter(Exists(own), ~Exists(fits))


def besides(delegation: Delegation) -> QuerySet[FullPowers]:
    """Return those of a delegation, with what a page says of them. One query."""
    papers = named_besides().filter(delegation=delegation).order_by("pk")
    return papers.select_related("treaty", "delegation__party", "representative")
