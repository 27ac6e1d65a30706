from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conference.models import current_conference
from delegations.registration.models import Delegate
from schedule.calendar.engagements.groups import DelegateGroup, groups
from schedule.calendar.engagements.hooks import FreeTimeLink, Subject, register_subject
from schedule.calendar.models import Room
from schedule.programme.models import Inscription, Session


def session_urls(keys: Sequence[str]) -> Mapping[str, str]:
    """Return the addresses of the sessions in the grid of their day."""
    zone = current_conference().zone
    sessions = Session.objects.filter(pk__in=keys).values_list("pk", "key", "starts")
    return {
        str(pk): f"{reverse('programme:desk', args=[starts.astimezone(zone).date()])}#s-{key}"
        for pk, key, starts in sessions
    }


def new_session_url(room: Room | None, starts: datetime, ends: datetime) -> str:
    """Return the address of a new session's form, filled in."""
    zone = current_conference().zone
    times = {name: f"{at.astimezone(zone):%Y-%m-%dT%H:%M}" for name, at in (("starts", starts), ("ends", ends))}
    where = {"room": room.code} if room else {}
    return f"{reverse('programme:new')}?{urlencode(where | times)}"


def list_urls(keys: Sequence[str]) -> Mapping[str, str]:
    inscriptions = Inscription.objects.filter(pk__in=keys).values_list("pk", "list__key")
    return {str(pk): reverse("programme:speakers", args=[key]) for pk, key in inscriptions}


def rooms_of_statements(keys: Sequence[str]) -> QuerySet[Inscription, tuple[int, int]]:
    """Return the room of the session at whose time each speaks."""
    at_that_time = {"list__sittings__starts__lte": F("starts"), "list__sittings__ends__gt": F("starts")}
    inscriptions = Inscription.objects.filter(pk__in=keys, **at_that_time)
    return inscriptions.values_list("pk", "list__sittings__session__room")


register_subject(
    Subject(
        "programme.session",
        "programme.see",
        urls=session_urls,
        free_time_link=FreeTimeLink(_("See the session at that time"), "programme.edit", new_session_url),
    )
)
register_subject(Subject("programme.inscription", "speakers.see", urls=list_urls, rooms=rooms_of_statements))

groups.add(
    "chairs",
    DelegateGroup(_("Chairs of sessions"), lambda: Delegate.objects.filter(pk__in=Session.objects.values("chair_id"))),
)
