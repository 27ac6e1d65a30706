"""Printing of the signing sheet: the record of each session, for the depositary."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock
from conference.look.times import day_text
from conference.models import current_conference
from conference.printing.documents.errors import PrintError
from conference.printing.documents.registry import Document, PrintOptions, PrintResult, produce_from_template, register
from schedule.signing.record import table
from schedule.signing.running_order.models import SigningSession


def produce(options: PrintOptions, out: Path) -> PrintResult:
    """Write the sheets. Raises PrintError if nobody has signed on that day."""
    zone = current_conference().zone
    signed = SigningSession.objects.select_related("treaty", "place", "room__site").filter(signatures__isnull=False)
    sessions = list(signed.distinct().order_by("starts", "pk"))
    if options.day is not None:
        sessions = [session for session in sessions if session.starts.astimezone(zone).date() == options.day]
    if not sessions:
        raise PrintError(_("Nobody has signed on that day."))
    values = table.sheet(sessions)
    items = sum(len(part["rows"]) for part in values["sessions"])
    return produce_from_template(table.TEMPLATE, values, out, items=items, at=clock.now())


def days() -> list[tuple[str, str]]:
    zone = current_conference().zone
    days_with_sessions = {
        starts.astimezone(zone).date() for starts in SigningSession.objects.values_list("starts", flat=True)
    }
    return [(day.isoformat(), day_text(day, year=False, long=True)) for day in sorted(days_with_sessions)]


register(
    Document(
        name="signing-sheet",
        title=gettext_lazy("Record of signature"),
        right="signing.see",
        options=frozenset({"day"}),
        produce=produce,
        choices={"day": days},
        about=gettext_lazy(
            "Who signed, in which capacity, on which powers and when, with declarations and reservations."
        ),
    )
)
