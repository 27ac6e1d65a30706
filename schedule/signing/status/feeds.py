"""The status for machines: JSON, CSV, and the treaty's days as a calendar file (RFC 5545)."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from icalendar import Event

from conference.files.spreadsheets import csv_lines
from conference.models import current_conference
from schedule.calendar.feeds.ics import calendar_named, write_calendar
from schedule.signing.instruments.entry_into_force import ConditionState
from schedule.signing.reservations.queries import StatementStatus
from schedule.signing.reservations.wording import explain
from schedule.signing.status.queries import GROUPS, Participant, Status

NOTHING = b'{"treaty": null, "participants": []}'


def as_json(status: Status) -> bytes:
    """Return everything that the page shows. Keys and kinds are English, names and texts in the active language."""
    treaty, forecast = status.treaty, status.progress.forecast
    data = {
        "treaty": {
            "code": treaty.code,
            "title": str(treaty.title),
            "adopted_on": _iso(treaty.adopted_on),
            "depositary": str(treaty.depositary),
        },
        "as_at": _iso(status.progress.today),
        "open_for_signature": [
            {"place": str(place), "from": _iso(place.first_day), "until": _iso(place.last_day), "zone": place.zone_name}
            for place in status.places
        ],
        "entry_into_force": {
            "needed": treaty.threshold,
            "counted": forecast.counted,
            "missing": forecast.missing,
            "reached_on": _iso(forecast.reached_on),
            "on": _iso(forecast.in_force_on),
            "conditions": [_condition(state) for state in forecast.conditions],
        },
        "signatories": len(status.signatories),
        "participants": [_participant(participant) for participant in status.participants],
        "struck_signatures": [
            {"code": row.signature.party.code, "struck_on": _iso(row.rectified_on)} for row in status.struck
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _condition(state: ConditionState) -> dict[str, Any]:
    """Return a condition besides the number: of instruments of certain parties, or of per cent that the parties account for."""
    numbers = {"needed": state.condition.needed, "reached": state.reached, "missing": state.missing}
    unit = "instruments" if state.condition.share is None else "per cent"
    return {"of": state.condition.label, "unit": unit} | {
        name: float(value) if state.condition.share is not None else value for name, value in numbers.items()
    }


def _participant(participant: Participant) -> dict[str, Any]:
    signature, instrument = participant.signature, participant.instrument
    return {
        "code": participant.party.code,
        "name": participant.party.short,
        "kind": participant.party.kind,
        "region": participant.group,
        "signed_on": _iso(signature.signed_on) if signature else None,
        "signed_in": str(signature.place) if signature else None,
        "rectified_on": _iso(signature.rectified_on) if signature else None,
        "instrument": instrument.kind if instrument else None,
        "deposited_on": _iso(instrument.deposited_on) if instrument else None,
        "in_force_on": _iso(participant.in_force_on),
        "withdrawn_from": _iso(instrument.withdrawn_from) if instrument else None,
        "applied_provisionally_from": _iso(participant.provisional.deposited_on) if participant.provisional else None,
        "declarations": [_statement(status) for status in participant.declarations],
        "reservations": [_statement(status) for status in participant.reservations],
        "provisional": participant.is_provisional,
    }


def _statement(status: StatementStatus) -> dict[str, Any]:
    statement = status.statement
    return {
        "kind": statement.kind,
        "provision": statement.provision,
        "text": str(statement.as_rectified),
        "standing": status.standing.value,
        "made_on": _iso(statement.made_on),
        "effective_on": _iso(status.effective_on),
        "notified_on": _iso(statement.notified_on),
        "objections_until": _iso(status.objections_until),
        "withdrawal_received_on": _iso(statement.withdrawal_received_on),
        "withdrawal_notified_on": _iso(statement.withdrawal_notified_on),
        "objections": [
            {
                "code": row.objection.party.code,
                "received_on": _iso(row.objection.received_on),
                "precludes_entry_into_force": row.objection.precludes_entry,
                "effect": row.effect.value,
                "withdrawn_on": _iso(row.objection.withdrawn_on),
                "text": str(row.objection.text),
            }
            for row in status.objections
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


COLUMNS: tuple[tuple[str | Promise, Callable[[Participant], str | date | None]], ...] = (
    (gettext_lazy("Code"), lambda row: row.party.code),
    (gettext_lazy("Party"), lambda row: row.party.short),
    (gettext_lazy("Region"), lambda row: str(GROUPS[row.group])),
    (gettext_lazy("Signed on"), lambda row: row.signature.signed_on if row.signature else None),
    (gettext_lazy("Instrument"), lambda row: row.instrument.get_kind_display() if row.instrument else ""),
    (gettext_lazy("Deposited on"), lambda row: row.instrument.deposited_on if row.instrument else None),
    (gettext_lazy("In force for the party from"), lambda row: row.in_force_on),
    (gettext_lazy("Withdrawal takes effect on"), lambda row: row.instrument.withdrawn_from if row.instrument else None),
    (gettext_lazy("Declarations and reservations"), lambda row: "\n".join(map(_statement_line, row.statements))),
)


def _statement_line(status: StatementStatus) -> str:
    return _("%(kind)s: %(text)s") % {"kind": status.statement.title, "text": explain(status)}


def as_csv(status: Status) -> bytes:
    lines = ([cell(participant) for _heading, cell in COLUMNS] for participant in status.participants)
    return b"".join(csv_lines([str(heading) for heading, _cell in COLUMNS], lines))


def as_calendar(status: Status) -> bytes:
    """Return the treaty's days as all-day events, each with a permanent UID."""
    conference = current_conference()
    calendar = calendar_named(str(status.treaty.short_title), conference.zone)
    for key, day, summary in _days(status):
        event = Event()
        event.add("uid", f"{key}@{conference.code.lower()}.treaty")
        event.add("dtstamp", datetime.combine(status.progress.today, time(), UTC))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", summary)
        event.add("transp", "TRANSPARENT")
        event.add("url", settings.PUBLIC_URL + reverse("signing:treaty"))
        calendar.add_component(event)
    return write_calendar(calendar)


def no_days() -> bytes:
    """Return an empty calendar before a treaty is entered, for programs that subscribe early."""
    return bytes(calendar_named(_("Treaty"), ZoneInfo("UTC")).to_ical())


def _days(status: Status) -> Iterator[tuple[str, date, str]]:
    treaty = str(status.treaty.short_title)
    for place in status.places:
        values = {"treaty": treaty, "place": str(place)}
        yield f"opens-{place.pk}", place.first_day, _("%(treaty)s: open for signature, %(place)s") % values
        yield f"closes-{place.pk}", place.last_day, _("%(treaty)s: last day for signature, %(place)s") % values
    in_force = status.progress.forecast.in_force_on
    if in_force:
        yield "in-force", in_force, _("%(treaty)s: entry into force") % {"treaty": treaty}
    for participant in status.participants:
        values = {"treaty": treaty, "party": participant.party.short}
        if participant.in_force_on and participant.in_force_on != in_force:
            summary = _("%(treaty)s: entry into force for %(party)s")
            yield f"in-force-{participant.party.slug}", participant.in_force_on, summary % values
        if participant.instrument and participant.instrument.withdrawn_from:
            summary = _("%(treaty)s: withdrawal of %(party)s takes effect")
            yield f"withdrawn-{participant.party.slug}", participant.instrument.withdrawn_from, summary % values
