"""Log reads of personal data: who read what of whom, and when.

Logged are encrypted or confidential data, exported tables of persons, and each page on which staff see persons. Verbs of such pages
are *daily*: they go to the reader's own chain (audit/access_chain.py). Daily reads of an older version remain among the acts, and pages
of acts leave them out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Q, QuerySet, Value
from django.utils.functional import Promise

from conference.audit import access_chain, person_keys
from conference.audit.models import AccessLogEntry, AuditEntry
from conference.audit.sentences import hidden_verbs
from conference.core import lifecycle, parsing
from conference.core.access import Actor, require_right
from conference.core.registry import Registry


@dataclass(frozen=True)
class ReadKind:
    """What is read. `is_daily`: whether it is left out of the list of acts, being read all day long."""

    label: str | Promise
    is_daily: bool = False


# What was read, by the entry's verb; and on which page, by its key.
KINDS: Registry[ReadKind] = Registry("kinds of reads")
PAGES: Registry[str | Promise] = Registry("pages on which persons are read")


def register_kinds(kinds: Mapping[str, str | Promise], *, daily: bool = False) -> None:
    """Add verbs, each with what is read: `{"watch.read": _("reason of the watch list")}`.

    Args:
        daily: Whether it is left out of the list of acts, being read all day long.
    """
    KINDS.update({verb: ReadKind(label, daily) for verb, label in kinds.items()})


def register_pages(names: Mapping[str, str | Promise]) -> None:
    """Add pages on which persons are read, by the key given to `log_read`."""
    PAGES.update(names)


def is_daily(verb: str) -> bool:
    return verb in KINDS and KINDS[verb].is_daily


def acts(reader: Actor) -> QuerySet[AuditEntry]:
    """Return the entries of which the reader may read, without daily reads."""
    left_out = {*filter(is_daily, KINDS), access_chain.SEALED, *hidden_verbs(reader)}
    return AuditEntry.objects.exclude(verb__in=sorted(left_out))


def log_read(*, actor: Actor, of: models.Model, verb: str, right: str, **details: Any) -> None:
    """Log that `actor` reads personal data.

    Args:
        of: Whose data, or which list.
        verb: A registered one.
        right: A key of access.RIGHTS that it needs.
        details: How much, never what; and `page`, a registered one.

    Raises:
        NotAllowed: When the actor lacks the right.
        KeyError: For an unregistered verb or page.
    """
    if verb not in KINDS:
        raise KeyError(verb)
    if "page" in details and details["page"] not in PAGES:
        raise KeyError(details["page"])
    require_right(actor, right)
    keep = lifecycle.log_daily_read if is_daily(verb) else lifecycle.log_read
    keep(of, actor=actor, verb=verb, details=details)


@dataclass(frozen=True)
class LoggedRead:
    """A row of the list of reads. `place`: `after` and the key of a daily read, or an entry's number and 0."""

    place: tuple[int, int]
    reader: int
    number: int
    at: datetime
    actor_label: str
    verb: str
    subject_label: str
    scope: str
    details: Mapping[str, Any]
    subject_type: str
    subject_id: str

    @property
    def label(self) -> str:
        """Return `verify_audit`'s name of it: `712`, or `12/345` for a daily one."""
        return f"{self.reader}/{self.number}" if self.place[1] else str(self.number)

    @property
    def cursor(self) -> str:
        """Return its place for the address of a page: `712`, or `712.345`."""
        after, order = self.place
        return f"{after}.{order}" if order else str(after)


def read_cursor(cursor: str) -> tuple[int, int] | None:
    after, _dot, order = cursor.partition(".")
    number = parsing.number(after)
    return None if number is None else (number, parsing.number(order) or 0)


def kinds_for(reader: Actor) -> dict[str, ReadKind]:
    """Return the kinds of reads of which the reader may read."""
    hidden = hidden_verbs(reader)
    return {verb: kind for verb, kind in KINDS.items() if verb not in hidden}


def newest(wanted: Q, *, reader: Actor, kind: str, before: tuple[int, int] | None, limit: int) -> list[LoggedRead]:
    """Return the reads that fit, newest first, daily or not, in one query.

    Args:
        wanted: A condition on columns that both have.
        kind: One of KINDS, empty for all.
        before: The `place` of the last read of the page before.
    """
    readable = kinds_for(reader)
    verbs = [kind] if kind in readable else list(readable)
    acts = AuditEntry.objects.filter(wanted, verb__in=verbs)
    daily = AccessLogEntry.objects.filter(wanted, verb__in=[*filter(is_daily, verbs)])
    if before is not None:
        after, order = before
        acts = acts.filter(number__lte=after) if order else acts.filter(number__lt=after)
        daily = daily.filter(Q(after__lt=after) | Q(after=after, id__lt=order))
    columns = (
        *("after", "order", "reader", "number", "at", "actor_label", "verb", "subject_label", "scope", "details"),
        *("subject_type", "subject_id"),
    )
    # Each side gives its own newest by a walk along its index, and only those are put in order together.
    few_acts = AuditEntry.objects.filter(number__in=acts.order_by("-number").values("number")[:limit])
    few_daily = AccessLogEntry.objects.filter(id__in=daily.order_by("-after", "-id").values("id")[:limit])
    both = (
        few_acts.order_by()
        .annotate(after=F("number"), order=_zero(), reader=_zero())
        .values_list(*columns)
        .union(few_daily.order_by().annotate(order=F("id")).values_list(*columns), all=True)
        .order_by("-after", "-order")[:limit]
    )
    return _with_names([LoggedRead((after, order), *rest) for after, order, *rest in both])


def _with_names(reads: list[LoggedRead]) -> list[LoggedRead]:
    """Return the reads with what is sealed in them, and with the names of persons. One query for the keys, one for each kind of row."""
    columns = [{name: getattr(read, name) for name in ("actor_label", "subject_label", "details")} for read in reads]
    person_keys.read_columns(columns)
    reads = [replace(read, **values) for read, values in zip(reads, columns, strict=True)]
    unnamed: dict[str, set[str]] = {}
    for read in reads:
        if not read.subject_label and read.subject_id:
            unnamed.setdefault(read.subject_type, set()).add(read.subject_id)
    names = {
        (kind, str(row.pk)): str(row)
        for kind, keys in unnamed.items()
        for row in apps.get_model(kind)._base_manager.filter(pk__in=keys)
    }
    return [
        replace(read, subject_label=read.subject_label or names.get((read.subject_type, read.subject_id), ""))
        for read in reads
    ]


def _zero() -> Value:
    return Value(0, output_field=models.BigIntegerField())
