"""The procès-verbal of rectification as a document: what the record said, what it says from now on, why, and who decided it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.core import clock
from conference.look.lists import join_facts
from conference.look.times import clock_text, day_text
from conference.models import current_conference
from conference.translated import FALLBACK, untranslated
from schedule.signing.record import queries
from schedule.signing.record.models import Rectification, RectifiedField
from schedule.signing.record.table import capitalized, in_another_language, language_note

TEMPLATE = "rectification.typ"


def minutes(rectifications: Iterable[Rectification]) -> dict[str, Any]:
    """Return the data of the template: a page for each rectification, which has been decided."""
    conference = current_conference()
    now = clock.now().astimezone(conference.zone)
    return {
        "title": _("Procès-verbal of rectification"),
        "author": str(conference.name),
        "lang": get_language() or "en",
        "printed": _("%(time)s on %(date)s") % {"time": clock_text(now), "date": day_text(now, year=True)},
        "pages": [_page(rectification) for rectification in rectifications],
        "words": {
            "page": _("Page {page} of {pages}"),
            "foot": _("{title} · printed at {printed}"),
            "kept": language_note(),
            "stood": _("The record read"),
            "reads": _("The record reads from now on"),
            "reason": _("Reason"),
            "communication": _("Communication of the party"),
            "for": [_("Proposed by"), _("Decided by"), _("For the depositary")],
        },
    }


def _page(rectification: Rectification) -> dict[str, Any]:
    signature = rectification.signature
    session, place = signature.session, signature.place
    party = str(signature.party.formally) if in_another_language() else signature.party_formal
    day = day_text(place.day_of(decided_at(rectification)), weekday=False, year=True, long=True)
    values = {"session": str(session), "number": signature.number, "day": day}
    return {
        "number": _("Procès-verbal of rectification %(number)s") % {"number": rectification.number},
        "treaty": str(session.treaty.title),
        "session": str(session),
        "party": capitalized(party),
        "opening": _opening(rectification) % values,
        "field": _subject(rectification),
        "stood": _signature_as_recorded(rectification)
        if rectification.field == RectifiedField.STRUCK
        else moment_or_text(rectification, rectification.before),
        "reads": _struck()
        if rectification.field == RectifiedField.STRUCK
        else moment_or_text(rectification, rectification.after),
        "recorded": _language(rectification),
        "reason": rectification.reason,
        "communication": describe_communication(rectification),
        "closing": _closing() % values,
        "persons": [str(rectification.written_by), str(rectification.decided_by), str(session.treaty.depositary)],
        "date": day,
    }


def _language(rectification: Rectification) -> str:
    """Return in which language the record says it; empty for what each language words itself."""
    if rectification.field in (RectifiedField.MOMENT, RectifiedField.STRUCK):
        return ""
    return rectification.language or FALLBACK


def _subject(rectification: Rectification) -> str:
    if rectification.statement is None:
        return rectification.subject
    return _("%(kind)s: %(text)s") % {"kind": rectification.subject, "text": rectification.statement.title}


def _opening(rectification: Rectification) -> str:
    if rectification.field == RectifiedField.STRUCK:
        return _(
            "In the record of signature of the session “%(session)s” a signature was noted in error under number %(number)s."
        )
    return _("The record of signature of the session “%(session)s” contains an error under number %(number)s.")


def _closing() -> str:
    return _(
        "Two persons have found the error and rectified the record on %(day)s. The record closed before remains as it is; this "
        "procès-verbal is part of it."
    )


def _struck() -> str:
    return _("The signature is struck out of the record.")


def _signature_as_recorded(rectification: Rectification) -> str:
    """Return who signed, in which capacity and when: what is struck out is named by more than a number."""
    row = queries.row_of(rectification.signature)
    at = row.signed_at.astimezone(rectification.signature.place.zone)
    day = day_text(at, weekday=False, year=True, long=True)
    return join_facts([row.signatory, row.function, f"{day} {clock_text(at)}"])


def decided_at(rectification: Rectification) -> datetime:
    """Return when a decided rectification was decided."""
    if rectification.decided_at is None:
        raise AssertionError("a constraint of the database excludes this")
    return rectification.decided_at


def moment_or_text(rectification: Rectification, value: str) -> str:
    """Return what the record says there, a moment by the clock of the place of signature."""
    if rectification.field != RectifiedField.MOMENT or not value:
        return untranslated(value, rectification.language) if value and rectification.language else value or "–"
    at = datetime.fromisoformat(value).astimezone(rectification.signature.place.zone)
    return _("%(time)s on %(date)s") % {
        "time": clock_text(at),
        "date": day_text(at, weekday=False, year=True, long=True),
    }


def describe_communication(rectification: Rectification) -> str:
    """Return `Note verbale 12/2025, 3 November 2025`; empty where there is none."""
    day = rectification.communicated_on
    date = day_text(day, weekday=False, year=True, long=True) if day else ""
    return join_facts([rectification.communication, date])
