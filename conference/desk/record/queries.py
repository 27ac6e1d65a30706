"""The audit log as the office reads it: narrowed by day, kind, person and delegation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import batched
from typing import Self
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.lookups import In
from django.utils.translation import gettext as _

from conference.audit import labels, person_keys
from conference.audit.models import AuditEntry
from conference.audit.sentences import describe_entry, hidden_verbs, sentences_by_verb
from conference.core import access_log, clock, parsing
from conference.core.access import Actor
from conference.core.collation import alphabetical
from conference.core.personal_data import person_kinds
from conference.fields import MARK
from conference.files.spreadsheets import Cell, Column
from conference.models import current_conference

MOST_EXPORTED = 100_000


@dataclass(frozen=True)
class RecordFilter:
    """What the list is narrowed to; empty ones don't narrow.

    Args:
        q: A part of the name of whom or what it was about, or of who did it.
        actor: A part of the name of who did it.
        subject: A part of the name of whom or what it was about.
        verb: A kind of act.
        delegation: A party's code.
        first: Days in the conference's zone, with that of `last`.
    """

    q: str = ""
    actor: str = ""
    subject: str = ""
    verb: str = ""
    delegation: str = ""
    first: date | None = None
    last: date | None = None

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Self:
        q, actor, subject, verb = (
            params.get(name, "").replace("\0", "").strip()[:200] for name in ("q", "actor", "subject", "verb")
        )
        first, last = parsing.day(params.get("from")), parsing.day(params.get("until"))
        delegation = params.get("delegation", "").replace("\0", "").strip().upper()[:20]
        return cls(q, actor, subject, verb if verb in sentences_by_verb else "", delegation, first, last)

    def query(self, **more: str) -> str:
        days = {name: day.isoformat() if day else "" for name, day in (("from", self.first), ("until", self.last))}
        values = {"q": self.q, "actor": self.actor, "subject": self.subject, "verb": self.verb, **days}
        values |= {"delegation": self.delegation, **more}
        return "?" + urlencode({name: value for name, value in values.items() if value})

    def unnamed(self) -> Self:
        """Return it with `*` in the place of names, for the audit log."""
        q, actor, subject = ("*" if text else "" for text in (self.q, self.actor, self.subject))
        return replace(self, q=q, actor=actor, subject=subject)


def find_acts(wanted: RecordFilter, reader: Actor) -> QuerySet[AuditEntry]:
    """Return the acts that fit, without daily reads."""
    rows = access_log.acts(reader)
    if wanted.delegation:
        rows = rows.filter(scope=wanted.delegation)
    if wanted.verb:
        rows = rows.filter(verb=wanted.verb)
    if wanted.actor:
        rows = rows.filter(names("actor_label", wanted.actor))
    if wanted.subject:
        rows = rows.filter(names("subject_label", wanted.subject))
    if wanted.q:
        rows = rows.filter(names("subject_label", wanted.q) | names("actor_label", wanted.q))
    zone = current_conference().zone if wanted.first or wanted.last else None
    if zone and wanted.first:
        rows = rows.filter(at__gte=clock.day_bounds(wanted.first, zone)[0])
    if zone and wanted.last:
        rows = rows.filter(at__lt=clock.day_bounds(wanted.last, zone)[1])
    return rows


def names(column: str, text: str) -> Q:
    """Return the condition that a label holds `text`, or is sealed for a person who has it in the name. One query for each kind of person.

    Args:
        column: `actor_label` or `subject_label`.
    """
    persons = [f"{kind}:{key}" for kind, person in person_kinds.items() if person.find for key in person.find(text)]
    sealed_for = Func(F(column), Value("."), Value(2), function="split_part", output_field=TextField())
    plain = Q(**{f"{column}__icontains": text}) & ~Q(**{f"{column}__startswith": MARK})
    return plain | Q(In(sealed_for, persons)) if persons else plain


def is_about(text: str) -> Q:
    """Return the condition that the subject is the row of a person who has `text` in the name."""
    wanted = Q(pk__in=[])
    for person in person_kinds.values():
        if person.find:
            wanted |= Q(subject_type=person.model, subject_id__in=[str(key) for key in person.find(text)])
    return wanted


def kinds(reader: Actor) -> list[tuple[str, str]]:
    """Return every kind of act of which the reader may read, with its sentence, actor and subject left open, by sentence."""
    left_open, hidden = {"who": "…", "what": "…"}, hidden_verbs(reader)
    sentences = [
        (verb, str(text) % left_open)
        for verb, text in sentences_by_verb.items()
        if verb not in hidden and not access_log.is_daily(verb)
    ]
    return alphabetical(sentences, lambda kind: kind[1].strip("… "))


def columns() -> list[Column]:
    heads = (_("No."), _("Time"), _("Who"), _("Act"), _("Reason"), _("Party"), _("Kind"))
    widths = {_("Act"): 60, _("Reason"): 40}
    return [Column(str(head), width=widths.get(head, 18)) for head in heads]


def make_rows(wanted: RecordFilter, reader: Actor) -> Iterator[list[Cell]]:
    """Yield the acts that fit as rows of a table, the oldest first; times in the conference's zone."""
    zone = current_conference().zone
    acts = find_acts(wanted, reader).order_by("number").defer("digest", "hash")[:MOST_EXPORTED]
    for some in batched(acts.iterator(chunk_size=2000), 2000):
        person_keys.read_entries(some)
        yield from (_row(entry, zone) for entry in labels.in_readers_language(some))


def _row(entry: AuditEntry, zone: ZoneInfo) -> list[Cell]:
    line = describe_entry(entry)
    at = entry.at.astimezone(zone)
    return [entry.number, at, entry.actor_label, line.text, line.reason, line.scope, entry.verb]
