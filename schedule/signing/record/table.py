"""The table of signatures as CSV, and the signing sheet as data for its template."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, override, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from conference.core import clock
from conference.files import spreadsheets
from conference.look import marks
from conference.look.lists import join_sentences
from conference.look.times import clock_text, day_text
from conference.models import current_conference
from conference.parties.models import Party
from conference.translated import FALLBACK, short_code
from conference.treaties.choices import StatementKind
from conference.treaties.models import Treaty
from schedule.signing.appointments.models import Appointment
from schedule.signing.models import UnilateralStatement
from schedule.signing.record.models import Rectification
from schedule.signing.record.queries import RecordRow, record_of, signatures
from schedule.signing.running_order.models import SigningSession

TEMPLATE = "signing-sheet.typ"


def statement_lines(row: RecordRow) -> list[str]:
    """Return each reservation and declaration with its text, and whether the instrument has to confirm it."""
    lines = []
    for statement in row.statements:
        line = _("%(kind)s: %(text)s") % {"kind": statement.title, "text": statement.as_rectified}
        note = _confirmation(statement)
        lines.append(join_sentences([line, note]) if note else line)
    return lines


def _confirmation(statement: UnilateralStatement) -> str:
    return _("To be confirmed by the instrument") if statement.kind == StatementKind.RESERVATION else ""


COLUMNS: tuple[tuple[str | Promise, Callable[[RecordRow], Any]], ...] = (
    (gettext_lazy("No."), lambda row: str(row.signature.number)),
    (pgettext_lazy("of a record of signature", "Party"), lambda row: row.party_formal),
    (gettext_lazy("Code"), lambda row: row.signature.party.code),
    (gettext_lazy("Legal date"), lambda row: row.signed_on),
    (gettext_lazy("Actual time"), lambda row: row.signed_at.astimezone(row.signature.place.zone)),
    (gettext_lazy("Place of signature"), lambda row: str(row.signature.place)),
    (gettext_lazy("Who signs"), lambda row: row.signatory),
    (gettext_lazy("Capacity"), lambda row: row.function),
    (gettext_lazy("Powers relied on"), lambda row: row.powers),
    (gettext_lazy("Declarations and reservations"), lambda row: "\n".join(statement_lines(row))),
    (gettext_lazy("Witness for the host"), lambda row: row.witness),
    (
        gettext_lazy("Procès-verbaux of rectification"),
        lambda row: join_sentences(name_rectification(rectification) for rectification in row.rectifications),
    ),
)


def download_record(session: SigningSession) -> HttpResponseBase:
    return _download(f"signatures-{session.code}", _("Record of signature"), record_of(session))


def download_signatures(treaty: Treaty) -> HttpResponseBase:
    """Return the signatures of all sessions, in the order of signature."""
    return _download("signatures", _("Table of signatures"), signatures(treaty))


def _download(name: str, title: str, rows: Iterable[RecordRow]) -> HttpResponseBase:
    heads = [spreadsheets.Column(str(heading)) for heading, _cell in COLUMNS]
    lines = ([cell(row) for _heading, cell in COLUMNS] for row in rows)
    return spreadsheets.download(spreadsheets.CSV, name, title, heads, lines)


def in_another_language() -> bool:
    return short_code(get_language()) != FALLBACK


def language_note() -> str:
    """Return the note on a paper that is not in English, the language of the record; else empty."""
    return _("The record is kept in English; what it says is printed as recorded.") if in_another_language() else ""


def capitalized(text: str) -> str:
    """Return the text for the beginning of a line: `The Republic of Kenya`."""
    return text[:1].upper() + text[1:]


def sheet(sessions: Sequence[SigningSession]) -> dict[str, Any]:
    """Return the data of the template: a part for each session. Ten queries a session at most."""
    conference = current_conference()
    now = clock.now().astimezone(conference.zone)
    return {
        "title": _("Record of signature"),
        "author": str(conference.name),
        "lang": get_language() or "en",
        "printed": _("%(time)s on %(date)s") % {"time": clock_text(now), "date": day_text(now, year=True)},
        "zone": conference.zone_label(now),
        "sessions": [_part(session) for session in sessions],
        "words": {
            "page": _("Page {page} of {pages}"),
            "foot": _("{title}, {name} · printed at {printed} · all times {zone}"),
            "columns": [
                _("No."),
                pgettext("of a record of signature", "Party"),
                _("Signatory, capacity"),
                _("Powers relied on"),
                _("Time, signature"),
            ],
            "none": _("No declaration or reservation"),
            "kept": language_note(),
            "for": [_("For the depositary"), _("Registrar of the session"), _("Witness for the host")],
        },
    }


def name_signatories(rows: Sequence[RecordRow]) -> dict[int, str]:
    """Return the signatories by the key of their signature, as recorded, with family name and given names each on one line. One query."""
    appointments = Appointment.objects.filter(signatures__in=[row.signature.pk for row in rows])
    with override(FALLBACK):
        names = [
            appointment.signatory.called_on_paper
            for appointment in appointments.select_related("signatory")
            if appointment.signatory
        ]
    by_name = {name.replace("\N{NO-BREAK SPACE}", " "): name for name in names}
    return {row.signature.pk: by_name.get(row.signatory, row.signatory) for row in rows}


def _part(session: SigningSession) -> dict[str, Any]:
    rows = record_of(session)
    names = name_signatories(rows)
    return {
        "name": str(session),
        "treaty": str(session.treaty.title),
        "where": str(session.room.where) if session.room else session.outside,
        "state": str(session.get_state_display()),
        "rows": [_row(row, session, names[row.signature.pk]) for row in rows],
        "witness": "; ".join(dict.fromkeys(row.witness for row in rows if row.witness)),
    }


def _row(row: RecordRow, session: SigningSession, signatory: str) -> dict[str, Any]:
    signature = row.signature
    at = row.signed_at.astimezone(session.place.zone)
    return {
        "number": str(signature.number),
        **_names(row.party_formal, signature.party),
        "signatory": signatory,
        "function": row.function,
        "powers": row.powers,
        "date": day_text(at, weekday=False, year=True, long=True),
        "time": clock_text(at),
        "declared": [_declared(statement) for statement in row.statements],
        "signed": "" if signature.struck else pgettext("a signature", "Signed"),
        "struck": _("Struck out") if signature.struck else "",
        "corrected": [name_rectification(rectification) for rectification in row.rectifications],
    }


def _declared(statement: UnilateralStatement) -> dict[str, str]:
    """Return a reservation or declaration in the language in which it is known, between its title and what is said of it."""
    text, note = statement.as_rectified, _confirmation(statement)
    return {
        "head": statement.title + marks.colon(),
        "text": join_sentences([text]) if note else str(text),
        "language": text.language_for(get_language()),
        "after": f" {join_sentences([note])}" if note else "",
    }


def _names(formally: str, party: Party) -> dict[str, str]:
    return {"party": capitalized(formally), "known": str(party.formal) if in_another_language() else ""}


def name_rectification(rectification: Rectification) -> str:
    """Return `Procès-verbal of rectification 1: Capacity`."""
    number = _("Procès-verbal of rectification %(number)s") % {"number": rectification.number}
    return _("%(kind)s: %(text)s") % {"kind": number, "text": rectification.subject}
