"""Signatures for the calendar: a signatory's time, and the room of its session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse

from schedule.calendar.engagements.hooks import Subject, register
from schedule.signing.models import Appointment


def urls(keys: Sequence[str]) -> Mapping[str, str]:
    found = Appointment.objects.filter(pk__in=keys, session__isnull=False).values_list("pk", "session__code")
    return {str(pk): reverse("signing:order", args=[code]) for pk, code in found}


def rooms(keys: Sequence[str]) -> Mapping[str, int]:
    found = Appointment.objects.filter(pk__in=keys).values_list("pk", "session__room")
    return {str(pk): room for pk, room in found if room}


register(Subject("signing.appointment", "signing.see", urls=urls, rooms=rooms))
