"""The agenda, for the print room and for `./run print agenda`."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.printing.errors import PrintError
from conference.printing.registry import Document, PrintOptions, PrintResult, produce_from_template, register
from schedule.programme import order_of_day, outline, queries


def produce(options: PrintOptions, out: Path) -> PrintResult:
    """Writes the order of one day, or of every day, of the latest release.

    Raises PrintError when nothing is released yet, and for a day on which there is nothing.
    """
    release = queries.latest()
    if release is None:
        raise PrintError(_("The programme has not been released yet."))
    shape = outline.read(release.outline)
    if options.day and shape.day(options.day) is None:
        known = ", ".join(day.date.isoformat() for day in shape.days)
        words = {"number": release.number, "day": options.day.isoformat(), "days": known}
        raise PrintError(_("Release %(number)s has nothing on %(day)s; it has %(days)s.") % words)
    days = [options.day] if options.day else [day.date for day in shape.days]
    data = order_of_day.data(release, shape, days)
    items = release.rows.filter(day__in=days).count()
    return produce_from_template(order_of_day.TEMPLATE, data, out, items=items, at=release.published_at)


register(
    Document(
        name="agenda",
        title=gettext_lazy("Order of the day"),
        right="programme.print",
        options=frozenset({"day"}),
        produce=produce,
    )
)
