from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.errors import NotFound
from conference.models import Conference
from delegations.registration.models import Deadline, Delegation
from schedule.calendar.engagements import free_time
from schedule.calendar.engagements.free_time import Moment
from schedule.programme.models import DEADLINE, Application, ApplicationRules, Part, Session
from schedule.programme.sessions.snapshot import LANGUAGES

HOURS = {
    Part.MORNING: (time(9), time(12)),
    Part.MIDDAY: (time(12), time(13, 30)),
    Part.AFTERNOON: (time(13, 30), time(18)),
}
SENT = ("submitted", "accepted")
OFFERED = 6


def rules() -> ApplicationRules:
    """Return the rules, or the defaults. One query."""
    return ApplicationRules.objects.filter(pk=1).first() or ApplicationRules()


def deadline() -> Deadline | None:
    return Deadline.objects.filter(code=DEADLINE).first()


def is_late() -> bool:
    found = deadline()
    return found is not None and found.at <= clock.now()


def all_applications() -> QuerySet[Application]:
    """Return applications with what pages show. Four queries for any number."""
    return Application.objects.select_related("delegation__party", "decided_by", "typed_by").prefetch_related(
        "delegation__party__names", "partners__names"
    )


def applications_of(delegation: Delegation) -> list[Application]:
    """Return the delegation's applications, without discarded drafts. Four queries."""
    found = all_applications().filter(delegation=delegation).exclude(state="withdrawn", submitted_at=None)
    return list(found.order_by("-pk"))


def one_of(delegation: Delegation, public_id: uuid.UUID) -> Application:
    """Return one of the delegation's. Raises NotFound, alike for none and for one of others."""
    found = all_applications().filter(delegation=delegation, public_id=public_id).first()
    if found is None:
        raise NotFound(_("This application does not exist, or it is not your delegation’s."))
    return found


def sent(state: str = "") -> list[Application]:
    """Return sent applications, of one state or all, in order of arrival. Four queries."""
    found = all_applications().exclude(submitted_at=None)
    return list((found.filter(state=state) if state else found).order_by("submitted_at", "pk"))


def counts() -> dict[str, int]:
    """Return how many sent ones are in each state. One query."""
    found: dict[str, int] = {}
    for state in Application.objects.exclude(submitted_at=None).values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def used(delegation: Delegation) -> int:
    return Application.objects.filter(delegation=delegation, state__in=SENT).count()


def spoken(application: Application) -> list[str]:
    return [str(LANGUAGES.get(code, code)) for code in application.interpretation]


def session_of(application: Application) -> Session | None:
    """Return the session that came of it, None if none or taken out. One query."""
    if not application.session_key:
        return None
    return Session.objects.filter(key=application.session_key).select_related("room").first()


def left_behind() -> list[Application]:
    """Return those withdrawn after acceptance whose session is still in the draft. Five queries."""
    found = list(all_applications().filter(state="withdrawn").exclude(session_key=""))
    standing = set(
        Session.objects.filter(key__in=[one.session_key for one in found]).values_list("key", flat=True)
        if found
        else ()
    )
    return [one for one in found if one.session_key in standing]


def moments_for(application: Application, conference: Conference) -> list[Moment]:
    """Return the first moments in the preferred days and parts when a suitable room is free."""
    days = [date.fromisoformat(day) for day in application.days]
    days = days or [conference.starts_on, conference.ends_on]
    parts = [HOURS[Part(part)] for part in application.parts] or [(time(9), time(18))]
    windows = [
        (datetime.combine(day, opens, conference.zone), datetime.combine(day, closes, conference.zone))
        for day in dict.fromkeys(days)
        for opens, closes in parts
    ]
    # Each language has its booth; where there is one alone, nobody interprets.
    languages = len(application.interpretation)
    rooms = [
        room
        for room in free_time.rooms_that_suit(
            capacity=application.attendance or 0, booths=languages if languages > 1 else 0
        )
        if room.purpose in ("conference", "workshop")
    ]
    length = timedelta(minutes=rules().minutes)
    quarter = timedelta(minutes=15)
    return (
        free_time.find(persons=[], rooms=rooms, windows=windows, length=length, limit=OFFERED, step=quarter)
        if rooms
        else []
    )
