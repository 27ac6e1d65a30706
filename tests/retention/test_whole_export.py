"""The whole export read again: every row and file as the database and the store have it, and a damaged one is found."""

from __future__ import annotations

import hashlib
import io
import json
import re
import resource
import signal
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import models

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Role
from conference.core.errors import UserError
from conference.files import stored_files
from conference.ops import whole_export
from delegations.accreditation.models import WatchEntry
from delegations.registration.models import Delegate, DocumentScan
from schedule.programme.models import Application
from tests.accreditation.kit import accredited
from tests.people import make_focal_point, make_member, make_user
from tests.retention.kit import make

SECRET = re.compile(r"secret|hash|key|token|passw|sealed|_index|basis|alike|session_data")
# They look like secrets by their name, and are none.
HARMLESS = {
    *(
        "audit_entry.hash",
        "audit_accesslogentry.hash",
        "audit_head.hash",
        "audit_accessloghead.hash",
        "audit_accessloghead.sealed",
    ),
    "retention_privacynotice.legal_basis",
    *("registration_photodraft.key", "credentials_fullpowers.is_sealed", "gates_finding.key", "calendar_told.key"),
    *("programme_application.session_key", "programme_session.key", "programme_releasedsession.key"),
    *("programme_speakerslist.key", "signing_ceremonyact.key", "conference_installation.key"),
}


@pytest.fixture
def filled(world) -> Path:
    """A site with encrypted columns, a photo, a file that no row names, and texts of every alphabet."""
    make_focal_point("KEN", name="Achieng")
    photo = stored_files.store_file("photos/ab/abc.jpg", b"\xff\xd8 a photo")
    member, _badge = accredited("KEN", photo=photo, diet="halal", phone="+254 1", family_name="Nguyễn “Ấ”\n\\N")
    DocumentScan.objects.create(member=member, kind="pdf", body="AA==", sent_at=clock.now())
    make_member("FRA", name_native="عربي", hotel="")
    officer = make_user(None, Role.SECURITY)
    make(WatchEntry(name="John Doe", name_index="x", why="violence", entered_by=officer, entered_at=clock.now()))
    return member


@pytest.fixture
def export(filled, tmp_path) -> Path:
    path = tmp_path / "all.zip"
    call_command("export_all", str(path), stdout=io.StringIO())
    return path


def check(path: Path) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("export_all", str(path), "--check", stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def package_of(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("datapackage.json"))


def rows_of(path: Path, table: str) -> list[dict[str, Any]]:
    with zipfile.ZipFile(path) as archive:
        return [json.loads(line) for line in archive.read(f"data/{table}.jsonl").splitlines()]


def read(value: Any, field: models.Field) -> Any:
    """Return an exported value as Django has it."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    field = field.output_field if isinstance(field, models.GeneratedField) else field
    if value is None:
        return None
    if isinstance(field, models.DateTimeField):
        return datetime.fromisoformat(value)
    if isinstance(field, models.DateField):
        return date.fromisoformat(value)
    if isinstance(field, models.UUIDField):
        return UUID(value)
    if isinstance(field, models.TimeField):
        return time.fromisoformat(value)
    if isinstance(field, models.DecimalField):
        return Decimal(value)
    return value


def plain(value: Any) -> Any:
    """Return Django's value without what JSON has no word for."""
    return json.loads(json.dumps(value)) if isinstance(value, dict | list | tuple) else value


def test_every_row_is_there_to_the_value(export):
    described = {resource["name"]: resource for resource in package_of(export)["resources"]}
    compared = 0
    for table in whole_export.tables():
        rows = rows_of(export, table.name)
        # The entry of the export itself was made after it.
        stored = table.model._base_manager.exclude(
            **({"verb": "site.exported"} if table.model is AuditEntry else {})
        ).order_by("pk")
        if table.name != "audit_head":
            expected = [{f.column: plain(getattr(row, f.attname)) for f in table.fields} for row in stored]
            for row in expected:
                row.update({f.column: str(row[f.column]) for f in table.fields if isinstance(f, models.FileField)})
            assert [{f.column: read(row[f.column], f) for f in table.fields} for row in rows] == expected, table.name
        assert described[table.name]["rows"] == len(rows)
        compared += len(rows)
    assert compared > 60
    assert set(described) == {table.name for table in whole_export.tables()} | {"files"}


def test_what_is_encrypted_stands_there_in_plain(export, filled):
    row = next(row for row in rows_of(export, "registration_delegate") if row["id"] == filled.pk)
    assert (row["diet"], row["phone"], row["family_name"]) == ("halal", "+254 1", "Nguyễn “Ấ”\n\\N")
    assert [row["why"] for row in rows_of(export, "accreditation_watchentry")] == ["violence"]
    with zipfile.ZipFile(export) as archive:
        assert "in plain" in archive.read("README.txt").decode()
    assert export.stat().st_mode & 0o077 == 0


def test_every_file_is_there_with_its_hash(export):
    stored = {name for folder in stored_files.all_folders() for name in stored_files.list_files(folder)}
    files = {row["name"]: row for row in rows_of(export, "files")}
    assert set(files) == stored != set()
    with zipfile.ZipFile(export) as archive:
        for name, row in files.items():
            body = archive.read(row["path"])
            assert body == default_storage.open(name).read()
            assert (row["bytes"], row["hash"]) == (len(body), f"sha256:{hashlib.sha256(body).hexdigest()}")


def test_foreign_keys_resolve_and_name_what_the_models_say(export):
    held: dict[str, set[Any]] = {}
    resources = package_of(export)["resources"]
    rows = {resource["name"]: rows_of(export, resource["name"]) for resource in resources}
    for resource_ in resources:
        for key in resource_["schema"]["foreignKeys"]:
            target = key["reference"]["resource"] or resource_["name"]
            column = key["reference"]["fields"][0]
            values = held.setdefault(f"{target}.{column}", {row[column] for row in rows[target]})
            assert {row[key["fields"][0]] for row in rows[resource_["name"]]} - {None} <= values, key
    delegates = next(resource for resource in resources if resource["name"] == "registration_delegate")
    assert {
        "fields": ["delegation_id"],
        "reference": {"resource": "registration_delegation", "fields": ["id"]},
    } in delegates["schema"]["foreignKeys"]


def test_no_secret_is_in_it():
    """Every column whose name sounds like one is left out or known to be harmless; all columns of User that sign in are looked at."""
    exported = {f"{table.name}.{field.column}" for table in whole_export.tables() for field in table.fields}
    assert {column for column in exported if SECRET.search(column.partition(".")[2])} == HARMLESS
    every = {f"{m._meta.db_table}.{f.column}" for m in apps.get_models() for f in m._meta.concrete_fields}
    assert every >= whole_export.LEFT_OUT_COLUMNS
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert labels >= whole_export.LEFT_OUT_TABLES
    # Of these tables no column's name says what it opens.
    ways_in = {"mfa.Authenticator", "accounts.BrowserSession", "machines.KeptAnswer", "audit.PersonKey"}
    assert {table.model._meta.label for table in whole_export.tables()} & ways_in == set()


def test_what_is_encrypted_as_json_is_described_as_json():
    assert whole_export.type_of(Application._meta.get_field("typed")) == "any"


def test_password_digests_are_not_in_the_file(export):
    digest = make_user(None, Role.PROTOCOL).password
    with zipfile.ZipFile(export) as archive:
        assert not any(digest.encode() in archive.read(name) for name in archive.namelist())
    assert digest


def test_the_audit_log_has_it(export):
    entry = AuditEntry.objects.get(verb="site.exported")
    assert entry.actor_label == "system"
    assert entry.details["files"] == 1
    assert entry.details["rows"] == sum(
        row["rows"] for row in package_of(export)["resources"] if row["name"] != "files"
    )


class TestCheck:
    def test_a_whole_one_passes(self, export):
        assert check(export) == (0, "The export is whole: every hash, number of rows and key is as described.\n")

    @pytest.mark.parametrize(
        ("name", "change", "told"),
        [
            ("files/photos/ab/abc.jpg", lambda body: body + b"!", "files/photos/ab/abc.jpg is not what was written"),
            (
                "data/registration_delegate.jsonl",
                lambda body: body.replace(b"halal", b"hamam"),
                "delegate.jsonl is not what was written",
            ),
            ("files/photos/ab/abc.jpg", None, "files/photos/ab/abc.jpg is missing"),
            ("data/parties_party.jsonl", None, "data/parties_party.jsonl is missing"),
            ("datapackage.json", None, "datapackage.json: missing"),
        ],
    )
    def test_a_changed_or_missing_member_is_found(self, export, name, change, told):
        code, text = check(rewritten(export, {name: change}))
        assert (code, told in text) == (2, True), text

    def test_a_missing_row_is_found_even_with_the_right_hash(self, export):
        code, text = check(forged(export, "registration_delegation", lambda lines: lines[1:]))
        assert code == 2
        assert "registration_delegate.delegation_id names 1" in text.replace(str(first_delegation(export)), "1")

    def test_a_wrong_type_and_a_key_twice_are_found(self, export):
        def spoil(lines: list[bytes]) -> list[bytes]:
            return [
                lines[0],
                lines[0],
                *(line.replace(b'"position": ', b'"position": "x", "p": ') for line in lines[1:]),
            ]

        code, text = check(forged(export, "conference_zone", spoil))
        assert code == 2
        assert re.search(r"conference_zone, line 2: id \d+ twice", text)
        assert "conference_zone, line 3: not as described: position" in text

    def test_a_cut_file_is_found(self, export, tmp_path):
        cut = tmp_path / "cut.zip"
        cut.write_bytes(export.read_bytes()[:-200])
        assert check(cut) == (2, "cut.zip is no whole zip file\n")

    def test_a_member_that_nothing_describes_is_found(self, export):
        with zipfile.ZipFile(export, "a") as archive:
            archive.writestr("files/more", b"more")
        assert check(export) == (2, "files/more is in the zip and in no description\n")


class TestNoPartialFile:
    def test_on_a_full_disk_nothing_is_left(self, filled, tmp_path):
        path = tmp_path / "all.zip"
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        former = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
        try:
            with pytest.raises((UserError, OSError)):
                call_command("export_all", str(path), stdout=io.StringIO())
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            signal.signal(signal.SIGXFSZ, former)
        assert list(tmp_path.iterdir()) == []
        assert not AuditEntry.objects.filter(verb="site.exported").exists()

    def test_what_a_killed_run_left_is_in_nobody_s_way(self, filled, tmp_path):
        (tmp_path / ".all.zip.part").write_bytes(b"half")
        call_command("export_all", str(tmp_path / "all.zip"), stdout=io.StringIO())
        assert [path.name for path in tmp_path.iterdir()] == ["all.zip"]
        assert check(tmp_path / "all.zip")[0] == 0

    def test_a_file_that_is_there_stays(self, filled, tmp_path):
        path = tmp_path / "all.zip"
        path.write_bytes(b"the last one")
        with pytest.raises(UserError, match="there is such a file already"):
            call_command("export_all", str(path))
        assert path.read_bytes() == b"the last one"


def test_rows_are_read_in_parts(filled, django_assert_max_num_queries, tmp_path):
    """One query a table, whatever it holds; what is in memory are ROWS rows."""
    Delegate.objects.filter(pk=filled.pk).update(hotel="Metropole")
    tables = len(whole_export.tables())
    with django_assert_max_num_queries(tables + 20):
        whole_export.write_export(tmp_path / "all.zip", clock.now() + timedelta())


def first_delegation(export: Path) -> int:
    return int(rows_of(export, "registration_delegation")[0]["id"])


def rewritten(path: Path, changes: dict[str, Any]) -> Path:
    """Return a copy in which a member is changed, or missing (None)."""
    copy = path.with_name("copy.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            body = source.read(name)
            if name not in changes:
                target.writestr(name, body)
            elif changes[name] is not None:
                target.writestr(name, changes[name](body))
    return copy


def forged(path: Path, table: str, change: Any) -> Path:
    """Return a copy whose table is changed and described as it is then."""
    made: dict[str, bytes] = {}

    def table_changed(body: bytes) -> bytes:
        made["body"] = b"".join(change(body.splitlines(keepends=True)))
        return made["body"]

    def described(body: bytes) -> bytes:
        package = json.loads(body)
        with zipfile.ZipFile(path) as archive:
            table_changed(archive.read(f"data/{table}.jsonl"))
        entry = next(found for found in package["resources"] if found["name"] == table)
        entry["hash"] = f"sha256:{hashlib.sha256(made['body']).hexdigest()}"
        entry["bytes"], entry["rows"] = len(made["body"]), len(made["body"].splitlines())
        return json.dumps(package).encode()

    return rewritten(path, {f"data/{table}.jsonl": table_changed, "datapackage.json": described})
