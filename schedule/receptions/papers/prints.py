"""Printing of the seating: for all receptions that have a plan, or those of a day."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.audit import sentences
from conference.core import access_log, clock
from conference.models import current_conference
from conference.printing.documents.errors import PrintError
from conference.printing.documents.registry import (
    Document,
    PrintOptions,
    PrintResult,
    produce_from_template,
    register_document,
)
from schedule.receptions.guest_papers.prints import days
from schedule.receptions.models import SeatingPlan
from schedule.receptions.papers import data
from schedule.receptions.seating.queries import LoadedPlan, load_plan

RIGHT, READ = "receptions.see", "seating.printed"
Make = Callable[[Sequence[LoadedPlan]], dict[str, Any]]
# Of each paper the template, the data, and where its items stand.
PAPERS: dict[str, tuple[str, Make, str]] = {
    "seating-plan": (data.PLAN, data.plans, "plans"),
    "table-lists": (data.LIST, data.lists, "lists"),
    "place-cards": (data.CARDS, data.cards, "sets"),
    "escort-cards": (data.ESCORT, data.escort, "sets"),
}


def _load_worlds(options: PrintOptions) -> list[LoadedPlan]:
    zone = current_conference().zone
    plans = SeatingPlan.objects.select_related("reception__room").order_by("reception__starts")
    plans_of_day = [plan for plan in plans if options.day in (None, plan.reception.starts.astimezone(zone).date())]
    if not plans_of_day:
        raise PrintError(_("No reception of that day has a seating plan."))
    return [load_plan(plan) for plan in plans_of_day]


def _register(name: str, title: Any, about: Any) -> None:
    template, make, key = PAPERS[name]

    def produce(options: PrintOptions, out: Path) -> PrintResult:
        values = make(_load_worlds(options))
        return produce_from_template(template, values, out, items=len(values[key]), at=clock.now())

    choices = {"day": partial(days, seating_plan__isnull=False)}
    register_document(
        Document(name, title, RIGHT, frozenset({"day"}), produce, choices=choices, reads=READ, about=about)
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
access_log.register_kinds({READ: gettext_lazy("Seating document")})
sentences.register_sentences({READ: gettext_lazy("%(who)s printed who sits where (%(what)s)")})
