"""What the calendar may know of sessions: their pages on the desk, and where a new one is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conference.models import current_conference
from schedule.calendar.models import Room
from schedule.calendar.subjects import Opener, Subject, opener, register
from schedule.programme.models import Session


def urls(keys: Sequence[str]) -> Mapping[str, str]:
    """The sessions' places in the draft of their day."""
    zone = current_conference().zone
    found = Session.objects.filter(pk__in=keys).values_list("pk", "starts")
    return {str(pk): reverse("programme:desk", args=[starts.astimezone(zone).date()]) for pk, starts in found}


def new(room: Room | None, starts: datetime, ends: datetime) -> str:
    """The form of a new session, with room and times filled in."""
    zone = current_conference().zone
    times = {name: f"{at.astimezone(zone):%Y-%m-%dT%H:%M}" for name, at in (("starts", starts), ("ends", ends))}
    where = {"room": str(room.pk)} if room else {}
    return f"{reverse('programme:new')}?{urlencode(where | times)}"


register(Subject("programme.session", "programme.see", urls=urls))
opener(Opener(_("Open a session then"), "programme.edit", new))
