"""The documents of signing: signature pages, the record of each session and its rectifications, the depositary's tables."""

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock
from conference.look.times import day_text
from conference.models import current_conference
from conference.printing.documents.errors import PrintError
from conference.printing.documents.registry import (
    Document,
    PrintOptions,
    PrintResult,
    produce_from_template,
    register_document,
)
from schedule.signing.appointments.queries import all_appointments
from schedule.signing.ceremony import signature_pages
from schedule.signing.record import paper, table
from schedule.signing.record import queries as record
from schedule.signing.running_order.models import SigningSession
from schedule.signing.status import papers
from schedule.signing.status.queries import Status, status

COMMON = "common"


def produce_records(options: PrintOptions, out: Path) -> PrintResult:
    """Write the records of the sessions of a day, or of all. Raises PrintError if nobody has signed on that day."""
    zone = current_conference().zone
    signed = SigningSession.objects.select_related("treaty", "place", "room__site").filter(signatures__isnull=False)
    sessions = list(signed.distinct().order_by("starts", "pk"))
    if options.day is not None:
        sessions = [session for session in sessions if session.starts.astimezone(zone).date() == options.day]
    if not sessions:
        raise PrintError(_("Nobody has signed on that day."))
    data = table.sheet(sessions)
    items = sum(len(part["rows"]) for part in data["sessions"])
    return produce_from_template(table.TEMPLATE, data, out, items=items, at=clock.now())


def produce_signature_pages(options: PrintOptions, out: Path) -> PrintResult:
    """Write the signature pages in the running order. Raises PrintError if nobody is to sign on that day, or not that party."""
    zone = current_conference().zone
    treaty = _status().treaty
    in_order = all_appointments().filter(treaty=treaty, session__isnull=False)
    if options.delegation:
        in_order = in_order.filter(delegation__party__code__iexact=options.delegation)
    appointments = [
        appointment
        for appointment in in_order.order_by("session__starts", "session", "position", "pk")
        if options.day is None
        or (appointment.session and appointment.session.starts.astimezone(zone).date() == options.day)
    ]
    if not appointments:
        raise PrintError(_("Nobody is in the running order there."))
    data = signature_pages.pages(treaty, appointments, is_common=options.layout == COMMON)
    items = len(appointments) * len(data["parts"])
    return produce_from_template(signature_pages.TEMPLATE, data, out, items=items, at=clock.now())


def days() -> list[tuple[str, str]]:
    """Return the days with sessions, for the choice of one."""
    zone = current_conference().zone
    dates = {starts.astimezone(zone).date() for starts in SigningSession.objects.values_list("starts", flat=True)}
    return [(day.isoformat(), day_text(day, year=False, long=True)) for day in sorted(dates)]


def _status() -> Status:
    """Return the status. Raises PrintError before a treaty is entered."""
    current = status()
    if current is None:
        raise PrintError(_("No treaty has been entered yet."))
    return current


def produce_signatures(options: PrintOptions, out: Path) -> PrintResult:
    treaty = _status().treaty
    rows = record.signatures(treaty)
    data = papers.signatures(treaty, rows)
    return produce_from_template(papers.TEMPLATE, data, out, items=len(rows), at=clock.now())


def produce_participants(options: PrintOptions, out: Path) -> PrintResult:
    current = _status()
    data, items = papers.participants(current), len(current.participants)
    return produce_from_template(papers.TEMPLATE, data, out, items=items, at=clock.now())


register_document(
    Document(
        name="signature-pages",
        title=gettext_lazy("Signature pages"),
        right="signing.see",
        options=frozenset({"delegation", "day", "layout"}),
        produce=produce_signature_pages,
        layouts=("party", COMMON),
        layout_words={"party": gettext_lazy("A page for each party"), COMMON: gettext_lazy("Common pages")},
        choices={"day": days},
        about=gettext_lazy(
            "To be signed at the table: in each language of the authentic texts, in the running order, with name, title and "
            "space for signature and date."
        ),
    )
)
register_document(
    Document(
        name="signing-sheet",
        title=gettext_lazy("Record of signature"),
        right="signing.see",
        options=frozenset({"day"}),
        produce=produce_records,
        choices={"day": days},
        about=gettext_lazy(
            "Who signed, in which capacity, on which powers and when, with declarations and reservations."
        ),
    )
)


def produce_rectifications(options: PrintOptions, out: Path) -> PrintResult:
    """Write the procès-verbaux of rectification, of one party or day only. Raises PrintError if there is none."""
    zone = current_conference().zone
    decided = [
        rectification
        for rectification in record.decided_rectifications(options.delegation)
        if options.day is None or paper.decided_at(rectification).astimezone(zone).date() == options.day
    ]
    if not decided:
        raise PrintError(_("No rectification of the record has been decided there."))
    return produce_from_template(paper.TEMPLATE, paper.minutes(decided), out, items=len(decided), at=clock.now())


def rectified_parties() -> list[tuple[str, str]]:
    """Return the parties with a procès-verbal of rectification, for the choice of one."""
    parties = [rectification.signature.party for rectification in record.decided_rectifications()]
    return sorted({party.code: party.short for party in parties}.items(), key=lambda party: party[1])


def rectification_days() -> list[tuple[str, str]]:
    zone = current_conference().zone
    decided = record.decided_rectifications()
    dates = {paper.decided_at(rectification).astimezone(zone).date() for rectification in decided}
    return [(day.isoformat(), day_text(day, year=False, long=True)) for day in sorted(dates)]


register_document(
    Document(
        name="rectifications",
        title=gettext_lazy("Procès-verbaux of rectification"),
        right="signing.see",
        options=frozenset({"delegation", "day"}),
        produce=produce_rectifications,
        choices={"delegation": rectified_parties, "day": rectification_days},
        about=gettext_lazy(
            "Each correction of a closed record: what it read, what it reads from then on, why, and which two persons decided."
        ),
    )
)
register_document(
    Document(
        name="signatures",
        title=gettext_lazy("Table of signatures"),
        right="signing.see",
        options=frozenset(),
        produce=produce_signatures,
        about=gettext_lazy(
            "Every signature of the treaty in its order, with date, place, signatory and powers relied on."
        ),
    )
)
register_document(
    Document(
        name="depositary-list",
        title=gettext_lazy("Participants in the treaty"),
        right="signing.see",
        options=frozenset(),
        produce=produce_participants,
        about=gettext_lazy(
            "The depositary’s list: who has signed and deposited an instrument, from when the treaty is in force for each, "
            "declarations and reservations."
        ),
    )
)
