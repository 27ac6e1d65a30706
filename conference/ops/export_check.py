"""Verify a whole export: members, hashes, numbers of rows, types, primary and foreign keys.

Keys are compared in a temporary SQLite file, so that memory does not grow with the tables.
"""

import hashlib
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from conference.ops.whole_export import BLOCK, DESCRIPTION, FILES, README

CHECKS: dict[str, Any] = {
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "duration": lambda value: isinstance(value, str) and value.lstrip("-").startswith("P"),
    "datetime": lambda value: bool(datetime.fromisoformat(value).tzinfo),
    "date": lambda value: bool(date.fromisoformat(value)),
    "time": lambda value: time.fromisoformat(value) is not None,
    "any": lambda value: True,
}
MOST_OF_A_KIND = 5


def find_faults(path: Path) -> Iterator[str]:
    """Yield each fault of an export, in words. Raises OSError when it cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
            package = json.loads(archive.read(DESCRIPTION))
            with closing(sqlite3.Connection(Path(folder) / "keys")) as keys:
                keys.execute("PRAGMA synchronous = OFF")
                yield from _check(archive, package["resources"], keys)
    except zipfile.BadZipFile:
        yield f"{path.name} is no whole zip file"
    except (KeyError, ValueError, TypeError) as problem:
        yield f"{DESCRIPTION}: missing or not as described ({type(problem).__name__}: {problem})"


def _check(archive: zipfile.ZipFile, resources: list[dict[str, Any]], keys: sqlite3.Connection) -> Iterator[str]:
    keys.execute("CREATE TABLE held (place TEXT, value, PRIMARY KEY (place, value)) WITHOUT ROWID")
    keys.execute(
        "CREATE TABLE named (place TEXT, target TEXT, value, PRIMARY KEY (place, target, value)) WITHOUT ROWID"
    )
    members = {DESCRIPTION, README}
    wanted = _referenced(resources)
    for resource in resources:
        members.add(resource["path"])
        yield from _check_table(archive, resource, wanted, keys)
        if resource["name"] == FILES:
            for stored in _lines(archive, resource["path"]):
                members.add(stored["path"])
                yield from _check_hash(archive, stored["path"], stored)
    yield from _dangling(keys)
    for name in sorted(set(archive.namelist()) - members):
        yield f"{name} is in the zip and in no description"


def _referenced(resources: list[dict[str, Any]]) -> set[str]:
    """Return the columns that foreign keys name, as `table.column`."""
    return {
        f"{key['reference']['resource'] or resource['name']}.{key['reference']['fields'][0]}"
        for resource in resources
        for key in resource["schema"]["foreignKeys"]
    }


def _check_table(
    archive: zipfile.ZipFile, resource: dict[str, Any], wanted: set[str], keys: sqlite3.Connection
) -> Iterator[str]:
    name, schema = resource["name"], resource["schema"]
    faults = list(_check_hash(archive, resource["path"], resource))
    yield from faults
    if faults:
        return
    types = {field["name"]: (field["type"], field["constraints"]["required"]) for field in schema["fields"]}
    unique = {*schema["primaryKey"], *(column for column in types if f"{name}.{column}" in wanted)}
    named = [
        (key["fields"][0], f"{key['reference']['resource'] or name}.{key['reference']['fields'][0]}")
        for key in schema["foreignKeys"]
    ]
    rows = 0
    for rows, row in enumerate(_lines(archive, resource["path"]), start=1):
        wrong = [column for column in types if not _fits(row.get(column), *types[column])]
        if wrong or set(row) != set(types):
            yield f"{name}, line {rows}: not as described: {', '.join(wrong) or 'other columns'}"
        for column in unique:
            if row.get(column) is not None:
                held = keys.execute("INSERT OR IGNORE INTO held VALUES (?, ?)", (f"{name}.{column}", row[column]))
                if not held.rowcount:
                    yield f"{name}, line {rows}: {column} {row[column]} twice"
        for column, target in named:
            if row.get(column) is not None:
                keys.execute("INSERT OR IGNORE INTO named VALUES (?, ?, ?)", (f"{name}.{column}", target, row[column]))
    if rows != resource["rows"]:
        yield f"{name}: {resource['rows']} rows are described and {rows} are there"


def _fits(value: Any, kind: str, required: bool) -> bool:
    if value is None:
        return not required or kind == "any"
    try:
        return bool(CHECKS[kind](value))
    except (TypeError, ValueError):
        return False


def _dangling(keys: sqlite3.Connection) -> Iterator[str]:
    rows = keys.execute(
        "SELECT place, target, value FROM named WHERE NOT EXISTS "
        "(SELECT 1 FROM held WHERE held.place = named.target AND held.value = named.value)"
    )
    for place, target, value in rows:
        yield f"{place} names {value}, which is not in {target}"


def _check_hash(archive: zipfile.ZipFile, path: str, described: dict[str, Any]) -> Iterator[str]:
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(path) as member:
            while block := member.read(BLOCK):
                digest.update(block)
                size += len(block)
    except KeyError:
        yield f"{path} is missing"
        return
    except (zipfile.BadZipFile, OSError, EOFError) as problem:
        yield f"{path} is damaged: {problem}"
        return
    if (size, f"sha256:{digest.hexdigest()}") != (described["bytes"], described["hash"]):
        yield f"{path} is not what was written: its size or SHA-256 differs"


def _lines(archive: zipfile.ZipFile, path: str) -> Iterator[dict[str, Any]]:
    with archive.open(path) as member:
        for line in member:
            yield json.loads(line)
