"""Link audit entries to one chain, and find what does not fit it.

Every act locks the chain's head, so it is locked late and briefly: `lifecycle.use_case` hands over a transaction's drafts when
everything else is written. On PostgreSQL one draft is linked by one statement.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import DataError, connection, transaction
from psycopg.errors import DivisionByZero

from conference.audit.models import AuditEntry, Head
from conference.db import prepared

MISSING_HEAD = "The record has no head row: run `manage.py migrate`, and `verify_audit` to see what is lost."


@dataclass(frozen=True)
class Draft:
    """An entry before it is linked. `scope`: code of the party whose delegation may read it, or empty."""

    at: datetime
    actor_id: int | None
    actor_label: str
    verb: str
    subject_type: str
    subject_id: str
    subject_label: str
    subject_version: int
    scope: str = ""
    came_from: str = ""
    went_to: str = ""
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    ref: uuid.UUID = field(default_factory=uuid.uuid4)

    def digest(self) -> str:
        """Return the SHA-256, in hexadecimal, of canonical JSON (sorted keys, no spaces, UTF-8)."""
        return digest(asdict(self))


def digest(values: Mapping[str, Any]) -> str:
    plain = {**values, "at": values["at"].astimezone(UTC).isoformat(timespec="microseconds")}
    if "ref" in plain:
        plain["ref"] = str(plain["ref"])
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def link(before: str, number: int, digest_: str) -> str:
    return hashlib.sha256(f"{before}:{number}:{digest_}".encode()).hexdigest()


FIELDS = list(Draft.__dataclass_fields__)


def append(drafts: Sequence[Draft], *, last: bool = False) -> None:
    """Link `drafts` in order, in the caller's transaction; raise RuntimeError when the head row is missing.

    Args:
        last: The caller writes nothing more. On PostgreSQL a single draft is then committed by the same message, if the transaction is the
            caller's own: else all others would wait for the head while this process waits for its turn to say COMMIT.
    """
    if not drafts:
        return
    if len(drafts) == 1 and connection.vendor == "postgresql":
        _append_one(drafts[0], commit=last and _in_outermost_block())
        return
    head = Head.objects.select_for_update().filter(pk=1).first()
    if head is None:
        raise RuntimeError(MISSING_HEAD)
    entries = []
    for draft in drafts:
        head.number += 1
        own = draft.digest()
        head.hash = link(head.hash, head.number, own)
        values = {name: getattr(draft, name) for name in FIELDS}
        entries.append(AuditEntry(number=head.number, digest=own, hash=head.hash, **values))
    head.save(update_fields=["number", "hash"])
    AuditEntry.objects.bulk_create(entries, batch_size=500)


def append_alone(draft: Draft) -> None:
    """Link one entry that goes with no change. On PostgreSQL it needs no transaction."""
    if connection.vendor == "postgresql":
        _append_one(draft)
    else:
        with transaction.atomic():
            append([draft])


def _in_outermost_block() -> bool:
    return connection.in_atomic_block and not connection.savepoint_ids and not connection.needs_rollback


def _append_one(draft: Draft, *, commit: bool = False) -> None:
    """Write head and entry by one statement, which halves the time of the lock (PostgreSQL)."""
    own = draft.digest()
    values = [own, own, *(_plain(getattr(draft, name)) for name in FIELDS)]
    # Two statements of one message cannot be prepared.
    with connection.cursor() if commit else prepared.cursor() as cursor:
        try:
            cursor.execute(f"{_one_statement()}; COMMIT" if commit else _one_statement(), values)
        except DataError as problem:
            if isinstance(problem.__cause__, DivisionByZero):
                raise RuntimeError(MISSING_HEAD) from problem
            raise


@cache
def _one_statement() -> str:
    """Return the statement. Without a head it divides by zero, so that nothing after it is done."""
    fields: list[Any] = [AuditEntry._meta.get_field(name) for name in FIELDS]
    return f"""
        WITH head AS (
            UPDATE audit_head SET number = number + 1,
                hash = encode(sha256(convert_to(hash || ':' || (number + 1)::text || ':' || %s, 'UTF8')), 'hex')
            WHERE id = 1 RETURNING number, hash),
        entry AS (
            INSERT INTO audit_entry (number, hash, digest, {", ".join(f.column for f in fields)})
            SELECT head.number, head.hash, %s, {", ".join(f"%s::{f.db_type(connection)}" for f in fields)} FROM head RETURNING number)
        SELECT 1 / count(*) FROM entry"""  # noqa: S608 (column names only)


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping) else value


@dataclass(frozen=True)
class Fault:
    """A fault of the audit log and its number; `reader` is None for an entry, else whose read it is."""

    number: int
    what: str
    reader: int | None = None

    @property
    def where(self) -> str:
        return f"entry {self.number}" if self.reader is None else f"read {self.reader}/{self.number}"


def faults() -> Iterator[Fault]:
    before, expected = "0" * 64, 0
    names = ["number", "digest", "hash", *FIELDS]
    for row in AuditEntry.objects.order_by("number").values_list(*names).iterator(chunk_size=5000):
        values = dict(zip(names, row, strict=True))
        number, stored_digest, stored_hash = values.pop("number"), values.pop("digest"), values.pop("hash")
        expected += 1
        if number != expected:
            yield Fault(expected, f"entries {expected} to {number - 1} are missing")
            expected = number
        if digest(values) != stored_digest:
            yield Fault(number, "a value of the entry was changed")
        if link(before, number, stored_digest) != stored_hash:
            yield Fault(number, "does not follow from the entry before it")
        before = stored_hash
    head = Head.objects.filter(pk=1).first()
    if head is None:
        yield Fault(expected, "the head row is missing")
    elif (head.number, head.hash) != (expected, before):
        yield Fault(
            expected, f"the head speaks of {head.number} entries and there are {expected}, or ends in another hash"
        )
