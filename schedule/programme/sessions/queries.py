from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from delegations.registration.models import LIVE_STATES, Delegate
from schedule.calendar.models import Room
from schedule.programme.models import Panellist, Session
from schedule.programme.sessions.snapshot import data_of


def sessions_for_release() -> QuerySet[Session]:
    """Return the draft's sessions with all that `data_of` needs, in order. Seven queries at most."""
    panel = Panellist.objects.select_related("person__delegation__party").prefetch_related(
        "person__delegation__party__names"
    )
    return (
        Session.objects.select_related("room", "chair__delegation__party")
        .prefetch_related("organisers__names", "chair__delegation__party__names", Prefetch("panel", panel), "documents")
        .order_by("starts", "room__position", "key")
    )


def missing_people() -> list[tuple[Session, Delegate]]:
    """Return sessions with their chairs and panellists no longer in a delegation. One query, three if there are any."""
    former = [state for state in Delegate.GRAPH if state not in LIVE_STATES]
    sessions = (
        Session.objects.filter(Q(chair__state__in=former) | Q(panel__person__state__in=former))
        .distinct()
        .select_related("chair__delegation__party")
        .prefetch_related("panel__person__delegation__party")
    )
    pairs = []
    for session in sessions:
        named = [session.chair, *(seat.person for seat in session.panel.all())]
        people = {person.pk: person for person in named if person and person.state in former}
        pairs += [(session, person) for person in people.values()]
    return pairs


def find_room(code: str) -> Room | None:
    return Room.objects.filter(code=code).first()


def draft_data() -> list[dict[str, Any]]:
    return [data_of(session) for session in sessions_for_release()]
