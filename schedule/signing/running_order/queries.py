from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from schedule.signing.appointments.models import Appointment
from schedule.signing.appointments.queries import all_appointments
from schedule.signing.running_order.models import SigningSession


def session_of(code: str) -> SigningSession:
    """Return the session with its treaty and places. Raises Http404."""
    return get_object_or_404(SigningSession.objects.select_related("treaty", "place", "room__site"), code=code)


def sessions() -> QuerySet[SigningSession]:
    """Return all with how many are in their order and have signed; one query."""
    of = {"in_order": Count("appointments"), "signed": Count("appointments", filter=Q(appointments__state="signed"))}
    return SigningSession.objects.select_related("treaty", "place", "room").annotate(**of).order_by("starts", "pk")


def order_of(session: SigningSession) -> list[Appointment]:
    """Return who signs in this session, in its order."""
    return list(all_appointments().filter(session=session).order_by("position", "pk"))
