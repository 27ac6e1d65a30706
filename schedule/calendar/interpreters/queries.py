"""Which interpreters are free for which languages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from conference.models import current_conference
from schedule.calendar.models import DutyHours, Interpreter


def everybody() -> QuerySet[Interpreter]:
    """Return all interpreters with their hours, in order. Two queries."""
    return Interpreter.objects.prefetch_related("hours")


def on_duty(
    interpreters: Iterable[Interpreter], *, starts: datetime, ends: datetime
) -> dict[int, list[tuple[datetime, datetime]]]:
    """Return when each is on duty between two moments, by key and in order of time. One query."""
    zone = current_conference().zone
    first, last = starts.astimezone(zone).date(), ends.astimezone(zone).date()
    found: dict[int, list[tuple[datetime, datetime]]] = {one.pk: [] for one in interpreters}
    for row in DutyHours.objects.filter(interpreter__in=list(found), day__gte=first, day__lte=last):
        found[row.interpreter_id].append(row.span(zone))
    return found
