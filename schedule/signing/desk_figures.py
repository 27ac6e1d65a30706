"""The desk's figure on signing: how many signatories are ready, and from the first signature on how many have signed."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor
from conference.desk.registry import Figure, figures
from conference.treaties.queries import current_treaty
from delegations.registration.models import LIVE_STATES
from schedule.signing.appointments.models import AHEAD, AppointmentState
from schedule.signing.appointments.powers import powers_of
from schedule.signing.menu import SEE
from schedule.signing.models import Appointment

STILL = (AppointmentState.INTENDS, *AHEAD)


def signatures(actor: Actor) -> Iterable[Figure]:
    """Yield one figure, or none while nobody intends to sign. Three queries.

    A delegation is ready if its signatory has not left and has valid full powers or needs none.
    """
    treaty = current_treaty()
    if treaty is None:
        return
    related = ("signatory__protocol_rank", "signatory__delegation__party")
    appointments = list(
        Appointment.objects.filter(treaty=treaty, state__in=(*STILL, "signed")).select_related(*related)
    )
    signed = sum(row.state == "signed" for row in appointments)
    url = reverse("signing:desk")
    if signed:
        yield Figure(signed, _("signatories have signed"), len(appointments), "", url)
    elif appointments:
        persons = [row.signatory for row in appointments if row.signatory and row.signatory.state in LIVE_STATES]
        ready = sum(powers.holds is True for powers in powers_of(persons, treaty).values())
        lacking = len(appointments) - ready
        note = ngettext("%(n)d without valid full powers", "%(n)d without valid full powers", lacking) % {"n": lacking}
        yield Figure(ready, _("signatories ready to sign"), len(appointments), note if lacking else "", url)


figures(40, SEE, signatures)
