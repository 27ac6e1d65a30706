from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from conference.core.clock import day_bounds
from conference.models import current_conference, today
from conference.parties.queries import prefetch_names
from conference.treaties.models import Treaty
from conference.treaties.queries import open_to_one_of
from delegations.registration.models import Delegation
from schedule.signing.appointments.models import Appointment
from schedule.signing.appointments.queries import all_appointments
from schedule.signing.running_order.models import RecordState, SigningSession


def session_of(code: str) -> SigningSession:
    """Return the session with its treaty and places. Raises Http404."""
    return get_object_or_404(SigningSession.objects.select_related("treaty", "place", "room__site"), code=code)


def sessions() -> QuerySet[SigningSession]:
    """Return all sessions with the numbers of parties in their order and of signatures. One query."""
    rows = SigningSession.objects.select_related("treaty", "place", "room").order_by("starts", "pk")
    signed = Count("appointments", filter=Q(appointments__state="signed"))
    return rows.annotate(in_order=Count("appointments"), signed=signed)


def parties_in_order(session: SigningSession) -> list[Appointment]:
    """Return the order with states and parties, for the public: no personal data is read. One query, and one for the names."""
    rows = Appointment.objects.filter(session=session).select_related("delegation__party").order_by("position", "pk")
    return list(
        prefetch_names(rows.only("state", "position", "starts", "called_at", "delegation__party"), "delegation__party")
    )


class Tally(NamedTuple):
    """How many are in the orders of a treaty's sessions, how many of them have signed, and how many at today's sessions."""

    total: int
    signed: int
    today: int


def tally(treaty: Treaty) -> Tally:
    """Count a treaty's signatures over all its sessions. One query, and one for the conference."""
    signed = Q(state="signed")
    begins, ends = day_bounds(today(), current_conference().zone)
    of_today = signed & Q(session__starts__gte=begins, session__starts__lt=ends)
    counts = {"total": Count("pk"), "signed": Count("pk", filter=signed), "today": Count("pk", filter=of_today)}
    return Tally(**Appointment.objects.filter(treaty=treaty, session__isnull=False).aggregate(**counts))


def order_of(session: SigningSession) -> list[Appointment]:
    """Return who signs in this session, in its order."""
    return list(all_appointments().filter(session=session).order_by("position", "pk"))


def silent() -> QuerySet[Delegation]:
    """Return delegations that may sign and have not declared whether they do, while a session is planned."""
    planned = SigningSession.objects.filter(state=RecordState.OPEN)
    declared = Appointment.objects.filter(delegation=OuterRef("pk"))
    concerned = open_to_one_of(Treaty.objects.filter(pk__in=planned.values("treaty")), "party__")
    return Delegation.objects.filter(concerned, ~Exists(declared))
