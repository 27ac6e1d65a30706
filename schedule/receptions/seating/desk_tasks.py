"""Protocol's tasks about seats."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, TaskList, Urgency, register_tasks
from conference.look.times import clock_text
from conference.models import current_conference
from schedule.receptions.models import Seat
from schedule.receptions.seating.actions.saving import RIGHT
from schedule.receptions.seating.queries import kept_too_long

tasks = TaskList("receptions", Role.PROTOCOL, RIGHT)


@register_tasks(RIGHT)
def kept_seats(actor: Actor) -> Iterator[Task]:
    """Yield for each reception the seats kept free whose time has passed, with a link to the first. One query."""
    for _plan, rows in groupby(kept_too_long(), key=lambda seat: seat.plan_id):
        yield _task_for_kept_seats(list(rows))


def _task_for_kept_seats(seats: list[Seat]) -> Task:
    first, count = seats[0], len(seats)
    reception, until = first.plan.reception, first.kept_until
    assert until is not None
    url = reverse("receptions:seating", args=[reception.code])
    word = ngettext("%(n)d seat", "%(n)d seats", count)
    return tasks.kind(f"kept.{first.plan_id}", Urgency.NOW, "wait", "!", word).task(
        title=_("Seats are still kept free after the time set"),
        why=_("%(what)s. %(seat)s was kept until %(time)s."),
        remedy=(_("Open the seat in the plan"), f"{url}?to={first.table.number}-{first.number}#selected"),
        values={
            "n": count,
            "what": reception,
            "seat": _("Table %(table)d, seat %(seat)d") % {"table": first.table.number, "seat": first.number},
            "time": clock_text(until.astimezone(current_conference().zone)),
        },
        at=until,
        due=reception.ends,
    )
