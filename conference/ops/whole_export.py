"""Write everything that is stored into one zip, to leave the system: a Data Package (Frictionless, version 1) of tables and files.

Each table is a resource of JSON Lines with its Table Schema in `datapackage.json`: types, primary and foreign keys, number of rows,
SHA-256. Encrypted columns, and what the audit log says of persons, are written in plain. What opens or signs anything is left out
(LEFT_OUT_TABLES, LEFT_OUT_COLUMNS). The format is documented in docs/export.md; `export_check.py` reads it again.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import batched
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.utils.duration import duration_iso_string

from conference.audit import person_keys
from conference.audit.models import AuditEntry
from conference.audit.verify import one_moment
from conference.fields import EncryptedJSONField
from conference.files import stored_files

BLOCK = 1 << 20  # bytes read at once
ROWS = 2000  # fetched at once
README, DESCRIPTION, FILES = "README.txt", "datapackage.json", "files"

# Tables of sessions, keys, second factors and of what Django makes anew, by label.
LEFT_OUT_TABLES = frozenset(
    {
        *("sessions.Session", "mfa.Authenticator", "account.EmailConfirmation", "accounts.LoginFailures"),
        *("machines.KeptAnswer", "contenttypes.ContentType", "auth.Permission", "auth.Group", "auth.Group_permissions"),
        *("accounts.User_groups", "accounts.User_user_permissions", "accounts.BrowserSession", "audit.PersonKey"),
        *(
            "socialaccount.SocialApp",
            "socialaccount.SocialToken",
        ),  # never used: providers are settings, and no token is kept
    }
)
# Passwords, secrets of links, digests of them and of keys, and blind indexes, which mean nothing without their key; by table and column.
# A message's `sealed` holds links until it is sent.
LEFT_OUT_COLUMNS = frozenset(
    {
        *("accounts_user.password", "machines_machine.key_hash", "correspondence_message.sealed"),
        *("registration_focalpointinvitation.secret_hash", "registration_memberlink.secret_hash"),
        *("gates_device.key_hash", "gates_device.code_hash", "calendar_feed.secret", "calendar_feed.secret_hash"),
        *(
            "bilaterals_answerlink.secret_hash",
            "receptions_invitation.secret_hash",
            "receptions_invitation.replaced_hash",
        ),
        *(
            "registration_delegate.document_number_index",
            "registration_delegate.alike",
            "registration_delegate.alike_native",
        ),
        *(
            "registration_equipment.serial_index",
            "accreditation_pass.plate_index",
            "accreditation_watchentry.name_index",
        ),
        *("accreditation_watchentry.document_number_index", "accreditation_watchmatch.basis"),
    }
)


@dataclass
class Table:
    """A table to be written: its resource's name, and the columns that are."""

    model: type[models.Model]
    fields: list[models.Field]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def path(self) -> str:
        return f"data/{self.name}.jsonl"


@dataclass
class Counts:
    tables: int = 0
    rows: int = 0
    files: int = 0
    bytes: int = 0


@dataclass
class _Part:
    """What was written of one member of the zip."""

    size: int = 0
    rows: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def described(self) -> dict[str, Any]:
        return {"bytes": self.size, "hash": f"sha256:{self.digest.hexdigest()}"}


def tables() -> list[Table]:
    """Return the tables that are exported, by name, those of relations between many included."""
    every = [model for model in apps.get_models(include_auto_created=True) if model._meta.label not in LEFT_OUT_TABLES]
    return sorted((Table(model, _columns(model)) for model in every), key=lambda table: table.name)


def _columns(model: type[models.Model]) -> list[models.Field]:
    table = model._meta.db_table
    return [field for field in model._meta.concrete_fields if f"{table}.{field.column}" not in LEFT_OUT_COLUMNS]


def write_export(path: Path, now: datetime, *, before_done: Callable[[Counts], None] = lambda counts: None) -> Counts:
    """Write the export to `path`, which is there only when it is whole. Return what it holds.

    Args:
        before_done: Called when all is written, before the file has its name; when it fails, nothing is left.

    Raises:
        FileExistsError: When there is such a file.
        OSError: When the disk is full.
    """
    if path.exists():
        raise FileExistsError(17, "there is such a file already", str(path))
    part = path.with_name(f".{path.name}.part")
    try:
        with _open_private(part) as body:
            with one_moment(), zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
                counts = _write_all(archive, now)
            body.flush()
            os.fsync(body.fileno())
        before_done(counts)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return counts


def _open_private(path: Path) -> Any:
    """Open a new file that its owner alone reads: it holds in plain what the database holds encrypted."""
    path.unlink(missing_ok=True)  # of a run that was killed
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _write_all(archive: zipfile.ZipFile, now: datetime) -> Counts:
    counts, resources = Counts(), []
    exported = tables()
    names = {table.name for table in exported}
    for table in exported:
        part = _write_lines(archive, table.path, _rows(table))
        resources.append(
            {
                **_resource(table.name, table.path),
                **part.described(),
                "rows": part.rows,
                "schema": _schema(table, names),
            }
        )
        counts.tables += 1
        counts.rows += part.rows
    files: list[dict[str, Any]] = []
    for name in _stored_names():
        stored = _write_file(archive, name)
        if stored is not None:
            files.append({"name": name, "path": f"{FILES}/{name}", **stored.described()})
            counts.bytes += stored.size
    counts.files = len(files)
    part = _write_lines(archive, f"data/{FILES}.jsonl", iter(files))
    resources.append(
        {**_resource(FILES, f"data/{FILES}.jsonl"), **part.described(), "rows": part.rows, "schema": FILES_SCHEMA}
    )
    package = {
        "profile": "data-package",
        "name": "plenipo-export",
        "created": now.isoformat(),
        "left_out": {"tables": sorted(LEFT_OUT_TABLES), "columns": sorted(LEFT_OUT_COLUMNS)},
        "resources": resources,
    }
    archive.writestr(DESCRIPTION, json.dumps(package, ensure_ascii=False, indent=1))
    archive.writestr(README, README_TEXT)
    return counts


def _resource(name: str, path: str) -> dict[str, Any]:
    return {
        "name": name,
        "path": path,
        "profile": "data-resource",
        "format": "jsonl",
        "mediatype": "application/jsonl",
        "encoding": "utf-8",
    }


def _write_lines(archive: zipfile.ZipFile, path: str, rows: Iterator[dict[str, Any]]) -> _Part:
    part = _Part()
    with archive.open(path, "w", force_zip64=True) as member:
        for row in rows:
            line = json.dumps(row, ensure_ascii=False, cls=Encoder).encode() + b"\n"
            member.write(line)
            part.digest.update(line)
            part.size += len(line)
            part.rows += 1
    return part


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    columns = [str(field.column) for field in table.fields]
    rows = table.model._base_manager.order_by("pk").values_list(*(field.attname for field in table.fields))
    for some in batched(rows.iterator(chunk_size=ROWS), ROWS):
        listed = [dict(zip(columns, values, strict=True)) for values in some]
        if table.model is AuditEntry:
            person_keys.read_columns(listed)
        yield from listed


def _stored_names() -> Iterator[str]:
    for folder in sorted(stored_files.all_folders()):
        yield from (name for name in stored_files.list_files(folder) if not name.endswith(stored_files.ASIDE))


def _write_file(archive: zipfile.ZipFile, name: str) -> _Part | None:
    """Copy a stored file; return None when it has gone since the folder was read."""
    part = _Part()
    try:
        source = default_storage.open(name)
    except FileNotFoundError:
        return None
    # Photos and PDFs are compressed already.
    entry = zipfile.ZipInfo(f"{FILES}/{name}")
    with source, archive.open(entry, "w", force_zip64=True) as member:
        while block := source.read(BLOCK):
            member.write(block)
            part.digest.update(block)
            part.size += len(block)
    return part


class Encoder(json.JSONEncoder):
    def default(self, o: Any) -> Any:
        if isinstance(o, datetime | date | time):
            return o.isoformat()
        if isinstance(o, timedelta):
            return duration_iso_string(o)
        if isinstance(o, bytes | memoryview):
            return bytes(o).hex()
        return str(o)  # UUIDs, decimal numbers, ranges, names of files


TYPES: tuple[tuple[type[models.Field], str], ...] = (
    (models.DateTimeField, "datetime"),
    (models.DateField, "date"),
    (models.TimeField, "time"),
    (models.BooleanField, "boolean"),
    (models.IntegerField, "integer"),
    (models.FloatField, "number"),
    (models.JSONField, "any"),
    (EncryptedJSONField, "any"),
    (models.DurationField, "duration"),
)


def type_of(column: models.Field) -> str:
    """Return the Table Schema's type of a column."""
    target: Any = column
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if isinstance(target, models.GeneratedField):
        target = target.output_field
    return next((name for kind, name in TYPES if isinstance(target, kind)), "string")


def _schema(table: Table, exported: set[str]) -> dict[str, Any]:
    fields = []
    for column in table.fields:
        constraints = {"required": not column.null, **({"unique": True} if column.unique else {})}
        fields.append({"name": column.column, "type": type_of(column), "constraints": constraints})
    keys = []
    for column in table.fields:
        target = column.related_model
        if isinstance(column, models.ForeignKey) and isinstance(target, type) and target._meta.db_table in exported:
            resource = "" if target is table.model else target._meta.db_table
            reference = {"resource": resource, "fields": [column.target_field.column]}
            keys.append({"fields": [column.column], "reference": reference})
    primary = table.model._meta.pk
    assert primary is not None
    return {"fields": fields, "primaryKey": [primary.column], "foreignKeys": keys}


FILES_SCHEMA = {
    "fields": [
        {"name": "name", "type": "string", "constraints": {"required": True, "unique": True}},
        {"name": "path", "type": "string", "constraints": {"required": True}},
        {"name": "bytes", "type": "integer", "constraints": {"required": True}},
        {"name": "hash", "type": "string", "constraints": {"required": True}},
    ],
    "primaryKey": ["name"],
    "foreignKeys": [],
}

README_TEXT = """\
Everything that this Plenipo held, but for what opens or signs anything.

datapackage.json   describes each table: columns with their types, primary and foreign keys, number of rows, SHA-256.
                   It is a Data Package (https://specs.frictionlessdata.io/data-package/).
data/TABLE.jsonl   one JSON object a row, in the order of the primary key. Moments are ISO 8601 in UTC.
data/files.jsonl   the stored files: name as the tables give it, path in this zip, size, SHA-256.
files/             the stored files.

Columns that the database holds encrypted stand here in plain: keep this file as you keep the passports themselves.
Left out are passwords, second factors, sessions, and digests of keys and links; "left_out" in datapackage.json names them.
`./run export_all --check FILE` verifies it; docs/export.md of Plenipo documents the format.
"""
