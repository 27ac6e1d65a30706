"""The appointment names the signatory, and so do full powers.

A signatory is expected to hand in full powers, unless an officer finds that the office needs none. If full powers name somebody else, and
nobody else of the delegation could sign, the delegation and the desk see it until the appointment or the paper is corrected.
"""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from conference.core import lifecycle
from conference.core.access import Actor
from conference.treaties.models import Treaty
from delegations.credentials.powers import actions as powers_actions
from delegations.credentials.powers.models import SETTLED, FullPowers, PowersState
from delegations.credentials.powers.rules import ISSUING
from delegations.registration.models import LIVE_STATES, Delegate, Delegation
from schedule.signing.appointments.models import Appointment, AppointmentState


def expect_powers(actor: Actor, delegation: Delegation, treaty: Treaty, person: Delegate) -> None:
    """Expect full powers of the signatory, or an officer's decision that the office needs none. Runs in the caller's transaction."""
    papers = FullPowers.objects.filter(representative=person, treaty=treaty).exclude(state=PowersState.WITHDRAWN)
    if not papers.exists():
        powers_actions.name_signatory(actor=actor, delegation=delegation, person=person, treaty=treaty)


def ask_coverage_anew(actor: Actor, delegation: Delegation) -> None:
    """Let an officer decide anew whether full powers authorize what is stated now. Runs in the caller's transaction."""
    for powers in FullPowers.objects.filter(delegation=delegation, covers_reservations__isnull=False):
        lifecycle.change(powers, actor=actor, verb="powers.coverage_open", covers_reservations=None)


def named_besides() -> QuerySet[FullPowers]:
    """Return full powers that name another person than the signatory, who could not sign, or of a delegation that does not sign.

    Once the signatory may sign, a second person with full powers is a substitute and no contradiction. Delegations that have declared
    nothing are left out: they are asked to declare anyway.
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


def find_for_others(delegation: Delegation) -> QuerySet[FullPowers]:
    """Return those of a delegation, with what a page shows. One query."""
    papers = named_besides().filter(delegation=delegation).order_by("pk")
    return papers.select_related("treaty", "delegation__party", "representative")
