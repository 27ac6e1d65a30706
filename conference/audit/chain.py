"""Link audit entries to one chain, and find what does not fit it.

Every act locks the chain's head. It is locked late and briefly: `lifecycle.use_case` links a transaction's entries last.
"""

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import batched, chain
from typing import Any

from django.db import connection

from conference.audit import person_keys
from conference.audit.models import AuditEntry, Head, PersonKey
from conference.core.personal_data import PersonalText

MISSING_HEAD = "The record has no head row: run `manage.py migrate`, and `verify_audit` to see what is lost."


@dataclass(frozen=True)
class Draft:
    """An entry before it is linked. `scope`: code of the party whose delegation may read it, or empty.

    `person`, `actor_person`, `reason_person`: whose keys seal what it says, who did it, and why; empty for none (core/personal_data.py).
    """

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
    person: str = ""
    actor_person: str = ""
    reason_person: str = ""

    @property
    def persons(self) -> set[str]:
        texts = [text for value in self.details.values() for text in person_keys.texts_of(value)]
        others = {text.person for text in texts if isinstance(text, PersonalText)}
        return {self.person, self.actor_person, self.reason_person, *others} - {""}

    def sealed(self, keys: Mapping[str, bytes | None]) -> dict[str, Any]:
        """Return the values as they are stored, with what concerns persons under their keys."""
        values = {name: getattr(self, name) for name in FIELDS}
        owners = {"actor_label": self.actor_person, "subject_label": self.person, "reason": self.reason_person}
        sealed = {name: person_keys.seal(values[name], owner, name, keys) for name, owner in owners.items()}
        return {**values, **sealed, "details": person_keys.seal_details(self.details, self.person, keys)}


def digest(values: Mapping[str, Any]) -> str:
    """Return the SHA-256, in hexadecimal, of canonical JSON (sorted keys, no spaces, UTF-8) of an entry's values as stored."""
    plain = {**values, "at": values["at"].astimezone(UTC).isoformat(timespec="microseconds")}
    if "ref" in plain:
        plain["ref"] = str(plain["ref"])
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def link(before: str, number: int, digest_: str) -> str:
    return hashlib.sha256(f"{before}:{number}:{digest_}".encode()).hexdigest()


FIELDS = [name for name in Draft.__dataclass_fields__ if name not in ("person", "actor_person", "reason_person")]
COLUMNS = ["number", "digest", "hash", *(getattr(AuditEntry, name).field.column for name in FIELDS)]


def append_drafts(drafts: Sequence[Draft]) -> None:
    """Link `drafts` in order, in the caller's transaction. Two queries, and one more for every 500 drafts.

    The query that locks the head makes the keys of persons who have none.

    Raises:
        RuntimeError: When the head row is missing.
    """
    if not drafts:
        return
    with connection.cursor() as cursor:
        number, hash_, keys = _lock_head(cursor, sorted(set().union(*(draft.persons for draft in drafts))))
        rows = []
        for draft in drafts:
            values = draft.sealed(keys)
            number, own = number + 1, digest(values)
            hash_ = link(hash_, number, own)
            rows.append([number, own, hash_, *(_plain(values[name]) for name in FIELDS)])
        for batch in batched(rows, 500):
            # One statement for both tables, since all other acts wait for the head.
            places = ", ".join([f"({', '.join(['%s'] * len(COLUMNS))})"] * len(batch))
            sql = f"""
                WITH head AS (UPDATE audit_head SET number = %s, hash = %s WHERE id = 1)
                INSERT INTO audit_entry ({", ".join(COLUMNS)}) VALUES {places}"""  # noqa: S608 (column names only)
            cursor.execute(sql, [number, hash_, *chain.from_iterable(batch)])


def _lock_head(cursor: Any, persons: list[str]) -> tuple[int, str, dict[str, bytes | None]]:
    """Lock the head, and return its number and hash and the persons' keys; those of new persons are made. Raises PersonKeyMissing."""
    if not persons:
        cursor.execute("SELECT number, hash, NULL, NULL FROM audit_head WHERE id = 1 FOR UPDATE")
    else:
        table = PersonKey._meta.db_table
        secrets = [person_keys.new_secret() for _person in persons]
        # A key that somebody else makes at this moment is seen neither by the first SELECT nor by the second: see below.
        sql = f"""
            WITH made AS (
                INSERT INTO {table} (person, secret) SELECT * FROM unnest(%s::text[], %s::text[]) ON CONFLICT DO NOTHING
                RETURNING person, secret)
            SELECT h.number, h.hash, k.person, k.secret FROM audit_head h LEFT JOIN (
                SELECT person, secret FROM made UNION ALL SELECT person, secret FROM {table} WHERE person = ANY(%s)
            ) k ON TRUE WHERE h.id = 1 FOR UPDATE OF h"""  # noqa: S608 (the table's name only)
        with person_keys.inserting():
            cursor.execute(sql, [persons, secrets, persons])
    if not (rows := cursor.fetchall()):
        raise RuntimeError(MISSING_HEAD)
    keys = {person: person_keys.opened(secret) for _number, _hash, person, secret in rows if person}
    if keys.keys() != set(persons):
        return _lock_head(cursor, persons)  # who made it has committed, or this would still wait
    for person, key in keys.items():
        if key:
            person_keys.remember(person, key)
    return rows[0][0], rows[0][1], keys


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
