from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

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


FORMER = [state for state in Delegate.GRAPH if state not in LIVE_STATES]


def with_missing_people() -> QuerySet[Session]:
    """Return sessions whose chair or a panellist is no longer in a delegation. One query, three if there are any."""
    of_panel = Panellist.objects.filter(session=OuterRef("pk"), person__state__in=FORMER)
    sessions = Session.objects.filter(Q(chair__state__in=FORMER) | Exists(of_panel))
    return sessions.select_related("chair__delegation__party").prefetch_related("panel__person__delegation__party")


def missing_people(sessions: Iterable[Session]) -> list[tuple[Session, Delegate]]:
    """Return sessions with their chairs and panellists no longer in a delegation."""
    pairs = []
    for session in sessions:
        named = [session.chair, *(seat.person for seat in session.panel.all())]
        people = {person.pk: person for person in named if person and person.state in FORMER}
        pairs += [(session, person) for person in people.values()]
    return pairs


def find_room(code: str) -> Room | None:
    return Room.objects.filter(code=code).first()


def draft_data() -> list[dict[str, Any]]:
    return [data_of(session) for session in sessions_for_release()]
