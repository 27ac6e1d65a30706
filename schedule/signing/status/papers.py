"""The data of the depositary's papers: the table of signatures, and the list of participants with their instruments."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.core import clock
from conference.look.lists import join_facts, join_sentences, with_brackets
from conference.look.times import clock_text, day_text
from conference.models import current_conference
from conference.templatetags.writing import within_sentence
from conference.translated import FALLBACK, Untranslated
from conference.treaties.models import Treaty
from schedule.signing.record.queries import RecordRow
from schedule.signing.record.table import capitalized, in_another_language, language_note, name_signatories
from schedule.signing.reservations.wording import EFFECTS, STANDINGS, explain
from schedule.signing.status.queries import Participant, Status

TEMPLATE = "treaty-table.typ"
Cells = list[str | dict[str, str]]


def signatures(treaty: Treaty, rows: Sequence[RecordRow]) -> dict[str, Any]:
    """Return the table of signatures in their order, with the full texts below."""
    heads = (
        *((_("Party"), 3), (_("Legal date"), 2), (_("Actual time"), 1)),
        *((_("Who signs"), 3), (_("Powers relied on"), 4)),
    )
    names = name_signatories(rows)
    cells: list[Cells] = [
        [
            _party(number, row),
            join_facts([_day(row.signed_on), str(row.signature.place)]),
            clock_text(row.signed_at.astimezone(row.signature.place.zone)),
            _recorded(", ".join(filter(None, [names[row.signature.pk], row.function]))),
            _recorded(row.powers),
        ]
        for number, row in enumerate(rows, 1)
    ]
    notes = [
        _note(capitalized(_named(row)), statement.title, statement.as_rectified)
        for row in rows
        for statement in row.statements
    ]
    return _paper(_("Table of signatures"), treaty, heads, cells, notes) | {"kept": language_note()}


def _named(row: RecordRow) -> str:
    return str(row.signature.party.formally) if in_another_language() else row.party_formal


def _party(number: int, row: RecordRow) -> dict[str, str]:
    if not in_another_language():
        return _recorded(f"{number}. {capitalized(row.party_formal)}")
    return {"text": f"{number}. {capitalized(_named(row))}", "recorded": capitalized(row.party_formal)}


def _recorded(text: str) -> dict[str, str]:
    """Return a cell with a value of the record, which is in English in every paper."""
    return {"text": "", "recorded": text}


def participants(status: Status) -> dict[str, Any]:
    """Return the depositary's list: participants with signature, instrument and dates; declarations and reservations below."""
    heads = (
        *((_("Party"), 4), (_("Signed on"), 2), (_("Instrument"), 3), (_("In force for the party from"), 2)),
        (_("Withdrawal takes effect on"), 2),
    )
    cells: list[Cells] = [
        [
            capitalized(str(participant.party.formally)),
            _signed(participant),
            with_brackets(_day(instrument.deposited_on), within_sentence(instrument.get_kind_display()))
            if instrument
            else "",
            _day(participant.in_force_on),
            _day(instrument.withdrawn_from) if instrument else "",
        ]
        for participant in status.participants
        for instrument in (participant.instrument,)
    ]
    notes = [note for participant in status.participants for note in _texts(participant)]
    paper = _paper(_("Participants in the treaty"), status.treaty, heads, cells, notes)
    order = _("In the alphabetical order of the parties’ short names.")
    return paper | {"as_at": join_sentences([paper["as_at"], order])}


def _texts(participant: Participant) -> Iterable[dict[str, str]]:
    party = capitalized(str(participant.party.formally))
    for status in participant.statements:
        what = status.statement.title
        if status.is_reservation:
            what = join_facts([what, within_sentence(STANDINGS[status.standing])])
        yield _note(party, what, status.statement.as_rectified, explain(status))
        for objection in status.objections:
            by = _("Objection of %(party)s, received on %(day)s")
            values = {"party": objection.objection.party.short, "day": _day(objection.objection.received_on)}
            yield _note(party, by % values, objection.objection.text, str(EFFECTS[objection.effect]))


def _signed(participant: Participant) -> str:
    signature = participant.signature
    if signature is None or signature.rectified_on is None:
        return _day(signature.signed_on) if signature else ""
    return with_brackets(_day(signature.signed_on), _("rectified on %(day)s") % {"day": _day(signature.rectified_on)})


def _note(party: str, kind: str, text: object, after: str = "") -> dict[str, str]:
    """Return the text of a party in the language in which it is known, and what is said of it."""
    words = str(text)
    language = words.language if isinstance(words, Untranslated) else get_language() or FALLBACK
    return {"head": with_brackets(party, within_sentence(kind)), "text": words, "language": language, "after": after}


def _day(day: date | None) -> str:
    return day_text(day, weekday=False, year=True, long=True) if day else ""


def _paper(
    title: str, treaty: Treaty, heads: Sequence[tuple[str, int]], rows: Sequence[Cells], notes: Sequence[dict[str, str]]
) -> dict[str, Any]:
    conference = current_conference()
    now = clock.now().astimezone(conference.zone)
    return {
        "title": title,
        "author": str(conference.name),
        "lang": get_language() or "en",
        "treaty": str(treaty.title),
        "as_at": _("As at %(day)s.") % {"day": day_text(now, weekday=False, long=True)},
        "printed": _("%(time)s on %(date)s") % {"time": clock_text(now), "date": day_text(now, year=True)},
        "columns": [{"head": head, "width": width} for head, width in heads],
        "rows": list(rows),
        "notes": list(notes),
        "words": {
            "page": _("Page {page} of {pages}"),
            "foot": _("{title} · printed at {printed}"),
            "notes": _("Declarations and reservations"),
            "none": _("Nobody has signed yet."),
        },
    }
