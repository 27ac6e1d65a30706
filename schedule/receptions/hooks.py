"""Receptions for the calendar: guests' rooms, and uses of rooms whose time the programme may not show."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from delegations.gates.devices import occasions
from schedule.calendar.engagements.hooks import Subject, Use, register_subject
from schedule.calendar.models import Room
from schedule.receptions.arrivals.occasions import Receptions
from schedule.receptions.models import Invitation, Reception


def urls(keys: Sequence[str]) -> Mapping[str, str]:
    rows = Invitation.objects.filter(pk__in=keys).values_list("pk", "reception__code")
    return {str(pk): reverse("receptions:reception", args=[code]) for pk, code in rows}


def rooms(keys: Sequence[str]) -> QuerySet[Invitation, tuple[int, int]]:
    return Invitation.objects.filter(pk__in=keys).values_list("pk", "reception__room")


def uses(room: Room, starts: datetime, ends: datetime) -> Iterator[Use]:
    for reception in Reception.objects.filter(room=room, starts__lt=ends, ends__gt=starts).order_by("starts"):
        url = reverse("receptions:reception", args=[reception.code])
        yield Use(reception.arrive_from or reception.starts, reception.ends, str(reception.name), "receptions.see", url)


register_subject(Subject("receptions.invitation", "receptions.see", urls=urls, rooms=rooms, uses=uses))
occasions.sources.add("receptions", Receptions())
