"""The consequences for a signature whose signatory leaves: its place in the order stays, and the delegation names somebody else."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from conference.look.times import when_text
from conference.models import current_conference
from delegations.registration.members.consequences import Step, Topic, Unsettled, topics
from delegations.registration.models import LIVE_STATES, Delegation
from schedule.signing.models import Appointment

OPEN_STATES = ("intends", "scheduled", "skipped", "called")


def _before(step: Step) -> Iterator[str]:
    if not step.leaves:
        return
    appointment = Appointment.objects.filter(signatory=step.member, state__in=OPEN_STATES).first()
    if appointment is None:
        return
    values = {"who": step.member.full_name}
    if appointment.starts is None:
        yield _("%(who)s is to sign the treaty; the delegation names somebody else.") % values
    else:
        values["when"] = when_text(appointment.starts.astimezone(current_conference().zone), year=False)
        yield _("%(who)s is to sign the treaty at about %(when)s; the delegation names somebody else.") % values


def _after(delegation: Delegation) -> Iterator[Unsettled]:
    appointments = Appointment.objects.filter(delegation=delegation, state__in=OPEN_STATES, signatory__isnull=False)
    for appointment in appointments.exclude(signatory__state__in=LIVE_STATES).select_related("signatory"):
        if appointment.signatory is not None:
            yield Unsettled(
                _("%(who)s has left the delegation and was to sign") % {"who": appointment.signatory.full_name},
                _("Name who signs now"),
                reverse("signing:appointment", args=[delegation.party.slug]),
                reverse("signing:one", args=[appointment.public_id]),
                "signing.see",
            )


topics.add("signing", Topic(26, _before, after=_after))
