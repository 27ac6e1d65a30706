"""Link audit entries to one chain, and find what does not fit it.

Every act locks the chain's head. It is locked late and briefly: `lifecycle.use_case` links a transaction's entries last.
"""

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import batched, chain
from typing import Any

from django.db import connection

from conference.audit.models import AuditEntry, Head

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
COLUMNS = ["number", "digest", "hash", *(getattr(AuditEntry, name).field.column for name in FIELDS)]


def append_drafts(drafts: Sequence[Draft]) -> None:
    """Link `drafts` in order, in the caller's transaction. Two queries, and one more for every 500 drafts.

    Raises:
        RuntimeError: When the head row is missing.
    """
    if not drafts:
        return
    digests = [draft.digest() for draft in drafts]
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, hash FROM audit_head WHERE id = 1 FOR UPDATE")
        if not (head := cursor.fetchone()):
            raise RuntimeError(MISSING_HEAD)
        number, hash_ = head
        rows = []
        for draft, own in zip(drafts, digests, strict=True):
            number += 1
            hash_ = link(hash_, number, own)
            rows.append([number, own, hash_, *(_plain(getattr(draft, name)) for name in FIELDS)])
        for batch in batched(rows, 500):
            # One statement for both tables, since all other acts wait for the head.
            places = ", ".join([f"({', '.join(['%s'] * len(COLUMNS))})"] * len(batch))
            sql = f"""
                WITH head AS (UPDATE audit_head SET number = %s, hash = %s WHERE id = 1)
                INSERT INTO audit_entry ({", ".join(COLUMNS)}) VALUES {places}"""  # noqa: S608 (column names only)
            cursor.execute(sql, [number, hash_, *chain.from_iterable(batch)])


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping) else value


@dataclass(frozen=True)
class Fault:
    """A fault of the audit log and its number; `reader` is None for an entry, else whose read it is."""

    number: int
    description: str
    reader: int | None = None

    @property
    def where(self) -> str:
        return f"entry {self.number}" if self.reader is None else f"read {self.reader}/{self.number}"


def find_faults() -> Iterator[Fault]:
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
