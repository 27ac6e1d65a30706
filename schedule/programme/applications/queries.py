import uuid
from collections import Counter
from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.errors import NotFound
from conference.models import Conference
from delegations.registration.models import Deadline, Delegation
from schedule.calendar.engagements import free_time
from schedule.calendar.engagements.free_time import Moment
from schedule.programme.applications.models import DEADLINE, Application, ApplicationRules, Part
from schedule.programme.models import Session
from schedule.programme.sessions.actions.cautions import TURNOVER
from schedule.programme.sessions.snapshot import LANGUAGES

HOURS = {
    Part.MORNING: (time(9), time(12)),
    Part.MIDDAY: (time(12), time(13, 30)),
    Part.AFTERNOON: (time(13, 30), time(18)),
}
SENT = ("submitted", "accepted")
OFFERED = 6


def get_rules() -> ApplicationRules:
    """Return the rules, or the defaults. One query."""
    return ApplicationRules.objects.filter(pk=1).first() or ApplicationRules()


def deadline() -> Deadline | None:
    return Deadline.objects.filter(code=DEADLINE).first()


def is_late() -> bool:
    return Deadline.objects.filter(code=DEADLINE, at__lte=clock.now()).exists()


def all_applications() -> QuerySet[Application]:
    """Return applications with what pages show. Four queries for any number."""
    applications = Application.objects.select_related("delegation__party", "decided_by", "typed_by")
    return applications.prefetch_related("delegation__party__names", "partners__names")


def applications_of(delegation: Delegation) -> list[Application]:
    """Return the delegation's applications, without discarded drafts. Four queries."""
    applications = all_applications().filter(delegation=delegation).exclude(state="withdrawn", submitted_at=None)
    return list(applications.order_by("-pk"))


def get_application(delegation: Delegation, public_id: uuid.UUID) -> Application:
    """Return one of the delegation's. Raises NotFound, alike for none and for one of others."""
    application = all_applications().filter(delegation=delegation, public_id=public_id).first()
    if application is None:
        raise NotFound(_("This application does not exist, or it is not your delegation’s."))
    return application


def sent(state: str = "") -> list[Application]:
    """Return sent applications, of one state or all, in order of arrival. Four queries."""
    applications = all_applications().exclude(submitted_at=None)
    return list((applications.filter(state=state) if state else applications).order_by("submitted_at", "pk"))


def count_by_state() -> dict[str, int]:
    """Return how many sent ones are in each state. One query."""
    return Counter(Application.objects.exclude(submitted_at=None).values_list("state", flat=True))


def count_used_places(delegation: Delegation) -> int:
    return Application.objects.filter(delegation=delegation, state__in=SENT).count()


def interpretation_names(application: Application) -> list[str]:
    return [str(LANGUAGES.get(code, code)) for code in application.interpretation]


def find_session(application: Application) -> Session | None:
    """Return the session that came of it, None if none or taken out. One query."""
    if not application.session_key:
        return None
    return Session.objects.filter(key=application.session_key).select_related("room").first()


def with_task() -> QuerySet[Application]:
    """Return those to decide on in order of arrival, and those withdrawn after acceptance whose session is still in the draft.

    Without their partners. Two queries.
    """
    in_draft = ~Q(session_key="") & Q(session_key__in=Session.objects.values("key"))
    due = Q(state="submitted", submitted_at__isnull=False) | Q(state="withdrawn") & in_draft
    rows = Application.objects.filter(due).select_related("delegation__party").order_by("submitted_at", "pk")
    return rows.prefetch_related("delegation__party__names")


def find_moments(application: Application, conference: Conference) -> list[Moment]:
    """Return the first moments in the preferred days and parts when a suitable room is free."""
    days = application.day_dates or [conference.starts_on, conference.ends_on]
    parts = [HOURS[Part(part)] for part in application.parts] or [(time(9), time(18))]
    windows = [
        (datetime.combine(day, opens, conference.zone), datetime.combine(day, closes, conference.zone))
        for day in dict.fromkeys(days)
        for opens, closes in parts
    ]
    # Each spoken language needs a booth; a single language needs no interpretation.
    languages = len(application.interpretation)
    booths = languages if languages > 1 else 0
    suitable = free_time.rooms_that_suit(capacity=application.attendance or 0, booths=booths)
    rooms = [room for room in suitable if room.purpose in ("conference", "workshop")]
    if not rooms:
        return []
    length, quarter = timedelta(minutes=get_rules().minutes), timedelta(minutes=15)
    return free_time.find_free_times(
        persons=[], rooms=rooms, windows=windows, length=length, limit=OFFERED, step=quarter, turnover=TURNOVER
    )
