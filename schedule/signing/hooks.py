"""Signatures in the calendar: a signatory's time, and the room of its session."""

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.parties.queries import alphabet
from delegations.registration.models import Delegate
from schedule.calendar.engagements.groups import DelegateGroup, groups
from schedule.calendar.engagements.hooks import Subject, register_subject
from schedule.signing.appointments.queries import all_appointments
from schedule.signing.models import Appointment, AppointmentState


def urls(keys: Sequence[str]) -> Mapping[str, str]:
    codes = Appointment.objects.filter(pk__in=keys, session__isnull=False).values_list("pk", "session__code")
    return {str(pk): reverse("signing:order", args=[code]) for pk, code in codes}


def rooms(keys: Sequence[str]) -> QuerySet[Appointment, tuple[int, int]]:
    return Appointment.objects.filter(pk__in=keys).values_list("pk", "session__room")


def signatories() -> QuerySet[Delegate]:
    """Return the signatories of all appointments, including those who have signed."""
    appointments = Appointment.objects.exclude(state=AppointmentState.NOT_SIGNING).filter(signatory__isnull=False)
    return Delegate.objects.filter(pk__in=appointments.values("signatory_id"))


def without_signatory() -> Iterator[tuple[str, str]]:
    """Yield the parties that intend to sign without a named signatory. Two queries."""
    appointments = all_appointments().exclude(state=AppointmentState.NOT_SIGNING).filter(signatory__isnull=True)
    for appointment in appointments.order_by(alphabet("delegation__party"), "pk"):
        yield appointment.delegation.party.short, _("The delegation signs and has named no signatory.")


groups.add("signatories", DelegateGroup(gettext_lazy("Signatories of the treaty"), signatories, without_signatory))
register_subject(Subject("signing.appointment", "signing.see", urls=urls, rooms=rooms))
