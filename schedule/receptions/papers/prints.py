"""Printing of the seating: for all receptions that have a plan, or those of a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.audit import sentences
from conference.core import access_log, clock
from conference.look.times import day_text
from conference.models import current_conference
from conference.printing.documents.errors import PrintError
from conference.printing.documents.registry import Document, PrintOptions, PrintResult, produce_from_template, register
from schedule.receptions.models import SeatingPlan
from schedule.receptions.papers import data
from schedule.receptions.seating.queries import World, load

RIGHT, READ = "receptions.see", "seating.printed"
Make = Callable[[Sequence[World]], dict[str, Any]]
# Of each paper the template, the data, and where its items stand.
PAPERS: dict[str, tuple[str, Make, str]] = {
    "seating-plan": (data.PLAN, data.plans, "plans"),
    "table-lists": (data.LIST, data.lists, "lists"),
    "place-cards": (data.CARDS, data.cards, "sets"),
    "escort-cards": (data.ESCORT, data.escort, "sets"),
}


def _worlds(options: PrintOptions) -> list[World]:
    zone = current_conference().zone
    found = SeatingPlan.objects.select_related("reception__room").order_by("reception__starts")
    plans = [one for one in found if options.day in (None, one.reception.starts.astimezone(zone).date())]
    if not plans:
        raise PrintError(_("No reception of that day has a seating plan."))
    return [load(plan) for plan in plans]


def _produce(name: str) -> Callable[[PrintOptions, Path], PrintResult]:
    template, make, key = PAPERS[name]

    def produce(options: PrintOptions, out: Path) -> PrintResult:
        values = make(_worlds(options))
        return produce_from_template(template, values, out, items=len(values[key]), at=clock.now())

    return produce


def days() -> list[tuple[str, str]]:
    zone = current_conference().zone
    found = sorted(
        {plan.reception.starts.astimezone(zone).date() for plan in SeatingPlan.objects.select_related("reception")}
    )
    return [(day.isoformat(), day_text(day, year=False, long=True)) for day in found]


def _register(name: str, title: Any, about: Any) -> None:
    register(
        Document(
            name=name,
            title=title,
            right=RIGHT,
            options=frozenset({"day"}),
            produce=_produce(name),
            choices={"day": days},
            reads=READ,
            about=about,
        )
    )


_register("seating-plan", gettext_lazy("Seating plan"), gettext_lazy("The tables of each reception on one A3 sheet."))
_register(
    "table-lists",
    gettext_lazy("Table list"),
    gettext_lazy("Who sits where at each table, with diets, for the staff of the hall."),
)
_register("place-cards", gettext_lazy("Place cards"), gettext_lazy("Tents of 90 × 50 mm, four on a sheet, by table."))
_register(
    "escort-cards", gettext_lazy("Escort cards"), gettext_lazy("Each guest’s table, ten on a sheet, by delegation.")
)
access_log.register({READ: gettext_lazy("Seating document")})
sentences.register({READ: gettext_lazy("%(who)s printed who sits where (%(what)s)")})
