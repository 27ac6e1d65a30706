"""Which interpreters are free for which languages."""

from collections.abc import Iterable
from datetime import datetime

from conference.models import current_conference
from schedule.calendar.models import DutyHours, Interpreter
from schedule.calendar.rooms.hours import Span


def on_duty(interpreters: Iterable[Interpreter], *, starts: datetime, ends: datetime) -> dict[int, list[Span]]:
    """Return when each is on duty between two moments, by key and in order of time. One query."""
    zone = current_conference().zone
    first, last = starts.astimezone(zone).date(), ends.astimezone(zone).date()
    duty: dict[int, list[Span]] = {interpreter.pk: [] for interpreter in interpreters}
    for hours in DutyHours.objects.filter(interpreter__in=list(duty), day__gte=first, day__lte=last):
        duty[hours.interpreter_id].append(hours.span(zone))
    return duty
