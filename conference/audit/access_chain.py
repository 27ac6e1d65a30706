"""Link the access log: one chain per reader, apart from the chain of acts.

Logging a read is one statement, which locks only its reader's row. With one chain for all, each page would wait for other pages and
acts to commit. Unlinked reads that are sealed later, a chain per process, and a fixed number of chains were rejected: the first two can
be cut unnoticed, and in the last two readers still wait for each other.

A changed, missing, inserted or cut read is detected. Every few minutes `seal` enters the heads that moved into the chain of acts, so that
a reader's chain cannot be rewritten together with its head. `after` is the number of acts at the time of the read.

After their period reads are deleted from the beginning of a chain, up to one that a seal knows (`delete_reads`): an act tells of it, and
the rest is verified from the sealed hash on.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Min, Q, QuerySet

from conference.audit.chain import MISSING_HEAD, Draft, Fault, digest
from conference.audit.chain import append_drafts as append_acts
from conference.audit.models import GENESIS, AccessLogEntry, AccessLogHead, AuditEntry
from conference.core import clock

SEALED = "access_log.sealed"
DELETED = "access_log.deleted"
FIELDS = [
    "at",
    "actor_id",
    "actor_label",
    "verb",
    "subject_type",
    "subject_id",
    "subject_label",
    "scope",
    "details",
]


BEGIN = (0, GENESIS)  # the number and hash before the first read


def append_read(draft: Draft) -> None:
    """Link one read to its reader's chain; raise RuntimeError when the head row is missing. One query.

    Of a person it has the key alone: the page of reads asks the person's row for the name.
    """
    if draft.person:
        details = {name: value for name, value in draft.details.items() if name != "labels"}
        draft = replace(draft, subject_label="", details=details)
    values = {name: getattr(draft, name) for name in FIELDS}
    fields: list[Any] = [AccessLogEntry._meta.get_field(name) for name in FIELDS]
    plain = [json.dumps(v, ensure_ascii=False) if isinstance(v, Mapping) else v for v in values.values()]
    reader, own = values["actor_id"] or 0, digest(values)
    sql = f"""
        WITH acts AS (SELECT number FROM audit_head WHERE id = 1),
        head AS (
            INSERT INTO audit_accessloghead AS kept (reader, number, hash)
            SELECT %s, 1, encode(sha256(convert_to(%s || ':1:' || acts.number || ':' || %s, 'UTF8')), 'hex') FROM acts
            ON CONFLICT (reader) DO UPDATE SET number = kept.number + 1, hash = encode(sha256(convert_to(
                kept.hash || ':' || kept.number + 1 || ':' || (SELECT number FROM acts) || ':' || %s, 'UTF8')), 'hex')
            RETURNING reader, number, hash)
        INSERT INTO audit_accesslogentry (reader, number, hash, digest, after, {", ".join(f.column for f in fields)})
        SELECT head.reader, head.number, head.hash, %s, acts.number, {", ".join(f"%s::{f.db_type(connection)}" for f in fields)}
        FROM head, acts"""  # noqa: S608 (column names only)
    with connection.cursor() as cursor:
        cursor.execute(sql, [reader, GENESIS, own, own, own, *plain])
        if cursor.rowcount != 1:
            raise RuntimeError(MISSING_HEAD)


def link(before: str, number: int, after: int, digest_: str) -> str:
    return hashlib.sha256(f"{before}:{number}:{after}:{digest_}".encode()).hexdigest()


def seal() -> int:
    """Enter the readers' heads that moved since the last seal into the chain of acts. Return the number of reads sealed.

    Sealing a head twice does no harm.
    """
    moved = list(AccessLogHead.objects.filter(number__gt=F("sealed")).order_by("reader"))
    if not moved:
        return 0
    draft = Draft(
        at=clock.now(),
        actor_id=None,
        actor_label="system",
        verb=SEALED,
        subject_type=AccessLogHead._meta.label_lower,
        subject_id="",
        subject_label="",
        subject_version=0,
        details={"heads": {str(head.reader): [head.number, head.hash] for head in moved}},
    )
    with transaction.atomic():
        append_acts([draft])
    for head in moved:
        AccessLogHead.objects.filter(pk=head.pk, sealed__lt=head.number).update(sealed=head.number)
    return sum(head.number - head.sealed for head in moved)


def seals() -> dict[int, dict[int, tuple[str, int]]]:
    """Return for each reader: number of the read → its hash, and the number of the entry that seals it."""
    sealed: dict[int, dict[int, tuple[str, int]]] = {}
    rows = AuditEntry.objects.filter(verb=SEALED).order_by("number").values_list("number", "details")
    for entry, details in rows.iterator(chunk_size=5000):
        for reader, (number, hash_) in details["heads"].items():
            sealed.setdefault(int(reader), {})[number] = (hash_, entry)
    return sealed


def deletable(limit: datetime) -> dict[int, int]:
    """Return for each reader the last sealed read of which it and all before are older than `limit`; only what is not yet deleted."""
    first_young = dict(
        AccessLogEntry.objects.filter(at__gte=limit).order_by().values_list("reader").annotate(first=Min("number"))
    )
    oldest = dict(AccessLogEntry.objects.order_by().values_list("reader").annotate(first=Min("number")))
    sealed_reads = seals()
    last: dict[int, int] = {}
    for reader, first in oldest.items():
        beyond = first_young.get(reader)
        numbers = [n for n in sealed_reads.get(reader, {}) if n >= first and (beyond is None or n < beyond)]
        if numbers:
            last[reader] = max(numbers)
    return last


def due_reads(limit: datetime) -> QuerySet[AccessLogEntry]:
    """Return the reads that may be deleted (`deletable`)."""
    due = Q(pk__in=())
    for reader, number in deletable(limit).items():
        due |= Q(reader=reader, number__lte=number)
    return AccessLogEntry.objects.filter(due)


def deleted_reads() -> dict[int, int]:
    """Return for each reader the number of the last read that an act says was deleted."""
    deleted: dict[int, int] = {}
    for details in AuditEntry.objects.filter(verb=DELETED).values_list("details", flat=True):
        for reader, number in details["last"].items():
            deleted[int(reader)] = max(number, deleted.get(int(reader), 0))
    return deleted


def find_faults() -> Iterator[Fault]:
    """Yield each read that does not fit, cut or grown end, and sealed read that is missing."""
    heads = dict(AccessLogHead.objects.values_list("reader", "number").iterator(chunk_size=5000))
    hashes = dict(AccessLogHead.objects.values_list("reader", "hash").iterator(chunk_size=5000))
    sealed_reads, deleted = seals(), deleted_reads()
    begins = {reader: _begin_after(number, sealed_reads.get(reader, {})) for reader, number in deleted.items()}
    names = ["reader", "number", "after", "digest", "hash", *FIELDS]
    rows = AccessLogEntry.objects.order_by("reader", "number").values_list(*names).iterator(chunk_size=5000)
    for reader, reads in groupby(rows, key=itemgetter(0)):
        head = (heads.pop(reader, 0), hashes.pop(reader, GENESIS))
        yield from _faults_of(
            *(reader, (dict(zip(names, row, strict=True)) for row in reads), head, sealed_reads.pop(reader, {})),
            begin=begins.get(reader, BEGIN),
        )
    for reader, number in heads.items():
        if (number, hashes[reader]) == begins.get(reader):
            sealed_reads.pop(reader, None)
            continue
        yield Fault(number, f"the reader's head speaks of {number} reads and there are none", reader)
    for reader, sealed in sealed_reads.items():
        yield from _unmatched(reader, sealed)


def _begin_after(number: int, sealed: dict[int, tuple[str, int]]) -> tuple[int, str]:
    """Return where the rest of a chain begins whose reads were deleted up to `number`; forget the seals before."""
    begin = (number, sealed[number][0]) if number in sealed else BEGIN
    for former in [sealed_number for sealed_number in sealed if sealed_number <= begin[0]]:
        del sealed[former]
    return begin


def _faults_of(
    reader: int,
    reads: Iterator[dict[str, Any]],
    head: tuple[int, str],
    sealed: dict[int, tuple[str, int]],
    begin: tuple[int, str],
) -> Iterator[Fault]:
    expected, before = begin
    for values in reads:
        number, after, own, hash_ = (values.pop(name) for name in ("number", "after", "digest", "hash"))
        expected += 1
        if number != expected:
            yield Fault(expected, f"reads {expected} to {number - 1} are missing", reader)
            expected = number
        if values.pop("reader") != (values["actor_id"] or 0) or digest(values) != own:
            yield Fault(number, "a value of the read was changed", reader)
        if link(before, number, after, own) != hash_:
            yield Fault(number, "does not follow from the read before it", reader)
        if number in sealed and sealed[number][0] == hash_:
            del sealed[number]
        before = hash_
    if head != (expected, before):
        yield Fault(
            expected, f"the head speaks of {head[0]} reads and there are {expected}, or ends in another hash", reader
        )
    yield from _unmatched(reader, sealed)


def _unmatched(reader: int, sealed: Mapping[int, tuple[str, int]]) -> Iterator[Fault]:
    for number, (_hash, entry) in sealed.items():
        yield Fault(number, f"is not the read that entry {entry} sealed", reader)


def count() -> tuple[int, int, int]:
    """Return the numbers of reads, of readers, and of reads not yet sealed."""
    heads = dict(AccessLogHead.objects.values_list("reader", "number"))
    last = {reader: max(numbers) for reader, numbers in seals().items()}
    return sum(heads.values()), len(heads), sum(number - last.get(reader, 0) for reader, number in heads.items())
