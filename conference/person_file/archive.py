"""Make the one file that a person is given on request: `data.json`, the same as a paper in `data.pdf`, and the stored files.

Names of anybody else are written over; staff stand there by office. Nothing of it is stored. docs/export.md documents the format.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from conference.core.access import Actor
from conference.core.personal_data import REASONS_TO_KEEP
from conference.desk.privacy.queries import PrivacyRow, privacy_rows
from conference.look import times
from conference.look.lists import join_facts
from conference.models import Conference, current_conference
from conference.ops.whole_export import Encoder
from conference.person_file import history, rows
from conference.person_file.labels import label_of
from conference.person_file.rows import Mention, Person, Row
from conference.printing.documents import text, typeset

FORMAT, VERSION, TEMPLATE = "plenipo-person-data", 1, "person-data.typ"
Section = dict[str, Any]
# Some days are encrypted, and stored as text.
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Contents:
    rows: list[Row]
    mentions: list[Mention]
    acts: list[history.Act]
    reads: list[history.Read]
    retention: list[PrivacyRow]


@dataclass(frozen=True)
class PersonFile:
    """The zip, and how much it holds: rows by model, and numbers of files, acts and reads."""

    body: bytes
    counts: dict[str, Any]


def make_file(*, person: Person, reader: Actor, language: str, now: datetime) -> PersonFile:
    """Return the file of a person.

    Args:
        reader: Who hands it out: reads of which this actor may not read are left out.
        language: Of the paper and of headings, one of LANGUAGES.
    """
    conference = current_conference()
    with translation.override(language):
        person_rows = list(rows.read_rows(person))
        mentions = list(rows.read_mentions(person, person_rows))
        acts, reads = history.read_acts(person, person_rows), history.read_reads(person_rows, reader)
        contents = Contents(person_rows, mentions, acts, reads, privacy_rows())
        document = json.loads(json.dumps(_document(person, contents, conference, now), cls=Encoder))
        pattern = _pattern(rows.names_of_others(person, "\n".join(rows.strings(document))))
        paper = _paper(person, contents, conference, now)
        pdf = typeset.compile(TEMPLATE, _printable(_masked(paper, pattern)), at=now)
    files = {path: body for row in person_rows for path, body in row.files.items()}
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("data.json", json.dumps(_masked(document, pattern), ensure_ascii=False, indent=1))
        out.writestr("data.pdf", pdf)
        for path, body in files.items():
            out.writestr(path, body)
    counts = {
        "rows": _count(person_rows),
        "files": len(files),
        "acts": len(contents.acts),
        "reads": len(contents.reads),
    }
    return PersonFile(archive.getvalue(), counts)


def _count(person_rows: Iterable[Row]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in person_rows:
        counts[row.model._meta.label_lower] = counts.get(row.model._meta.label_lower, 0) + 1
    return counts


# ---- data.json -------------------------------------------------------------------------------------------------------
def _document(person: Person, contents: Contents, conference: Conference, now: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": now,
        "conference": str(conference.name),
        "person": person.kind,
        "data": _tables(contents.rows),
        "mentions": [
            {"model": mention.model._meta.label_lower, "id": mention.pk, "field": mention.field, "texts": mention.texts}
            for mention in contents.mentions
        ],
        "history": [asdict(act) for act in contents.acts],
        "reads": [asdict(read) for read in contents.reads],
        "retention": [{name: str(value) for name, value in asdict(row).items()} for row in contents.retention],
        "kept_by_law": [str(reason) for reason in REASONS_TO_KEEP.values()],
        "left_out": _left_out(),
    }


def _tables(person_rows: Iterable[Row]) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for row in person_rows:
        empty = {"name": _heading(row.model), "fields": {}, "rows": []}
        table = tables.setdefault(row.model._meta.label_lower, empty)
        table["fields"] |= {name: _label(row.model, name) for name in row.values}
        table["rows"].append({"id": row.pk, "shared": row.shared, **row.values})
    return tables


def _heading(model: type[models.Model]) -> str:
    return str(capfirst(model._meta.verbose_name))


def _label(model: type[models.Model], name: str) -> str:
    return str(capfirst(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _left_out() -> list[str]:
    return [
        _("Passwords, keys of links and digests."),
        _("Names and data of other persons; of papers and meetings that concern several, only number, state and day."),
        _(
            "Notes of the security services and results of comparing with their list, whether there are any or not: to tell "
            "of them would defeat what they are for, the safety of all who take part."
        ),
    ]


# ---- data.pdf --------------------------------------------------------------------------------------------------------
def _paper(person: Person, contents: Contents, conference: Conference, now: datetime) -> dict[str, Any]:
    local = now.astimezone(conference.zone)
    sections = [*_row_sections(contents.rows, conference), *_log_sections(contents, conference)]
    return {
        "title": _("Personal data"),
        "author": str(conference.name),
        "lang": translation.get_language(),
        "event": str(conference.name),
        "person": max(person.names, key=len, default=""),
        "sections": sections,
        "words": {
            "page": _("Page {page} of {pages}"),
            "foot": _("Personal data · made {time} · all times {zone}")
            .replace("{time}", times.when_text(local))
            .replace("{zone}", conference.zone_label(local)),
            "about": _("What this site stores about you, why, for how long, and who reads it."),
        },
    }


def _row_sections(person_rows: Iterable[Row], conference: Conference) -> list[Section]:
    sections: dict[str, Section] = {}
    for row in person_rows:
        shown = {name: row.shown.get(name) or _shown(value, conference) for name, value in row.values.items()}
        pairs = [
            [label, value_text]
            for name, value_text in shown.items()
            if value_text and (label := label_of(row.model, name))
        ]
        section = sections.setdefault(
            row.model._meta.label_lower, {"title": _heading(row.model), "blocks": [], "notes": []}
        )
        section["blocks"].append(pairs)
    return list(sections.values())


def _log_sections(contents: Contents, conference: Conference) -> list[Section]:
    def at(moment: datetime) -> str:
        return times.when_text(moment.astimezone(conference.zone))

    mentions = [
        [join_facts([_heading(mention.model), label_of(mention.model, mention.field)]), "\n".join(mention.texts)]
        for mention in contents.mentions
    ]
    acts = [[at(act.at), "\n".join(filter(None, [act.sentence, act.reason]))] for act in contents.acts]
    reads = [[at(read.at), "\n".join(filter(None, [read.office, read.read, read.page]))] for read in contents.reads]
    retention = [
        [str(row.holds), "\n".join(map(str, (row.purpose, row.period, row.readers)))] for row in contents.retention
    ]
    sections: list[Section] = [
        {"title": _("Where else your name stands"), "blocks": [mentions], "notes": []},
        {"title": _("What was done"), "blocks": [acts], "notes": []},
        {"title": _("Who read the data"), "blocks": [reads], "notes": []},
        {"title": _("How long it is kept"), "blocks": [retention], "notes": [*map(str, REASONS_TO_KEEP.values())]},
    ]
    shown = [section for section in sections if section["blocks"][0]]
    return [*shown, {"title": _("What is not in this file"), "blocks": [], "notes": _left_out()}]


def _shown(value: Any, conference: Conference) -> str:
    """Return a value as the paper shows it; empty for none."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return times.when_text(value.astimezone(conference.zone))
    if isinstance(value, date):
        return times.day_text(value, weekday=False, year=True)
    if isinstance(value, Mapping):
        parts = {name: _shown(part, conference) for name, part in value.items()}
        return "\n".join(f"{name}: {part}" for name, part in parts.items() if part)
    if isinstance(value, list | tuple):
        return "\n".join(filter(None, (_shown(part, conference) for part in value)))
    written = "" if value is None else str(value)
    return times.day_text(date.fromisoformat(written), weekday=False, year=True) if _DAY.fullmatch(written) else written


# ---- both ------------------------------------------------------------------------------------------------------------
def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(names, key=len, reverse=True)
    whole = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<!\w)(?:{whole})(?!\w)", re.IGNORECASE) if whole else None


def _masked(value: Any, pattern: re.Pattern[str] | None) -> Any:
    if isinstance(value, str):
        return pattern.sub(f"[{_('another person')}]", value) if pattern else value
    if isinstance(value, dict):
        return {name: _masked(part, pattern) for name, part in value.items()}
    return [_masked(part, pattern) for part in value] if isinstance(value, list) else value


def _printable(value: Any) -> Any:
    """Return the paper's data without characters that no print font has: a question mark stands there."""
    if isinstance(value, dict):
        return {name: _printable(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_printable(part) for part in value]
    cleaned = "\n".join(text.clean_text(line) for line in value.splitlines())
    while sign := text.find_missing_glyph(cleaned.replace("\n", " ")):
        cleaned = cleaned.replace(sign, "?")
    return cleaned
