"""Plant a word of its own in every personal field and file of some persons, and search for it in everything that is stored or copied."""

from __future__ import annotations

import base64
import binascii
import io
import json
import re
import uuid
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from redis import Redis

from conference import fields
from conference.audit import person_keys
from conference.audit.models import AuditEntry
from conference.core import lifecycle, personal_data
from conference.core.access import SYSTEM
from conference.core.personal_data import PersonalData, PersonalText
from conference.fields import EncryptedJSONField, EncryptedTextField
from tests import restoring
from tests.prepared_database import database_url

ENDS = {"ends", "closes_at", "arrive_until"}
NOW = datetime(2025, 10, 1, 8, tzinfo=UTC)


@contextmanager
def without_guards() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


class Planter:
    """Makes a row for each path of each declared model, and writes canaries into it.

    Attributes:
        persons: The rows to be erased, by kind.
        planted: Canary to its place, `table.column` or the file's.
    """

    def __init__(self, persons: dict[str, Any], name: str, needed: dict[str, Any], left: dict[str, set[str]]) -> None:
        self.persons, self.name, self.needed, self.left = persons, name, needed, left
        self.planted: dict[str, str] = {}
        self.number = 0

    def plant_all(self) -> None:
        with without_guards():
            for data in _in_order():
                for row in dict.fromkeys(self._rows(data)):
                    self._plant(data, row)

    def _rows(self, data: PersonalData) -> Iterator[models.Model]:
        model = data.of_model
        for kind, path in data.paths:
            person = self.persons.get(kind)
            if person is not None and (path or isinstance(person, model)):
                yield self._linked(model, path, person) if path else person
        if data.addresses:
            yield self.make(model, dict.fromkeys(data.addresses, self.persons["account"].email))  # type: ignore[attr-defined]
        elif not any(kind in self.persons for kind, _path in data.paths):
            yield model._base_manager.order_by("pk").first() or self.make(model, {})

    def _linked(self, model: type[models.Model], path: str, person: models.Model) -> models.Model:
        row = model._base_manager.filter(**{path: person}).first()
        if row is not None:
            return row
        first, _sep, rest = path.partition("__")
        field: Any = model._meta.get_field(first)
        other = person if not rest else field.related_model._base_manager.filter(**{rest: person}).first()
        if field.many_to_many:
            row = self.make(model, {})
            getattr(row, first).add(person)
            return row
        return self.make(model, {first: other})

    def make(self, model: type[models.Model], values: dict[str, Any]) -> models.Model:
        self.number += 1
        needed = self.needed.get(model._meta.label_lower, {})
        own = {**(needed(self, values) if callable(needed) else needed), **values}
        for field in model._meta.local_concrete_fields:
            if field.name not in own and not field.generated and not isinstance(field, models.AutoField):
                if field.is_relation and not field.null and field.name != "record":
                    related: Any = field.related_model
                    mine = [person for person in self.persons.values() if isinstance(person, related)]
                    own[field.name] = (mine or [related._base_manager.order_by("-pk").first()])[0] or self.make(
                        related, {}
                    )
                elif not field.is_relation and not field.has_default() and not field.null:
                    own[field.name] = self._value(field)
        if issubclass(model, lifecycle.AuditedModel):
            lifecycle.use_case(lifecycle.log)(self.persons["delegate"], actor=SYSTEM, verb="delegate.entered")
            own["record"] = AuditEntry.objects.latest("number")
        row = model(**own)
        row.save_base(raw=True, force_insert=True)
        return row

    def _value(self, field: models.Field) -> Any:
        if field.choices:
            return next(iter(dict(field.flatchoices)))
        kinds: list[tuple[Any, Any]] = [
            (models.DateTimeField, NOW + (field.name in ENDS) * timedelta(hours=1)),
            (models.DateField, date(2025, 10, 1)),
            (models.TimeField, time(9)),
            (models.IntegerField, self.number),
            (models.FloatField, 0.0),
            (models.UUIDField, uuid.uuid4()),
            (models.EmailField, f"n{self.number}@example.org"),
            (models.FileField, ""),
            (models.JSONField, {}),
            (models.BooleanField, False),
        ]
        text = f"n{self.number}"[: field.max_length or 99]
        return next((value for kind, value in kinds if isinstance(field, kind)), text)

    def _plant(self, data: PersonalData, row: models.Model) -> None:
        values: dict[str, Any] = {}
        for name in [*data.clear, *data.kept, *data.with_name]:
            field = data.of_model._meta.get_field(name)
            canary = f"qz{len(self.planted):03d}x"
            written = self._written(field, canary)
            if written is not None and name not in self.left.get(data.model, ()):
                values[name] = written
                self.planted[canary] = f"{data.of_model._meta.db_table}.{field.column}"
        for name in set(data.named).difference(self.left.get(data.model, ())):
            field = data.of_model._meta.get_field(name)
            if not isinstance(field, (models.JSONField, EncryptedJSONField)):
                values[name] = self.name
            else:
                values[name] = {"en": self.name} if field.default is not list else [["x", self.name]]
        for name, value in values.items():
            column = data.of_model._meta.get_field(name)
            if isinstance(column, EncryptedTextField) and isinstance(value, str):
                values[name] = PersonalText(value, personal_data.key_owner(row, name))
        data.of_model._base_manager.filter(pk=row.pk).update(**values)

    def _written(self, field: models.Field, canary: str) -> Any:
        """Return a value of the field that holds the canary; None for one that can hold none, or takes part in the search by name."""
        if isinstance(field, models.FileField):
            return store_pdf(f"{field.upload_to}/{canary}.pdf", canary)
        if isinstance(field, EncryptedTextField):
            return base64.b64encode(canary.encode()).decode() if field.name == "body" else canary
        if isinstance(field, models.JSONField):
            return {"en": canary}
        if isinstance(field, models.EmailField):
            return f"{canary}@example.org" if field.name not in ("recipient", "email") else None
        if isinstance(field, (models.CharField, models.TextField)) and not (field.choices or field.name in NAMES):
            return canary if (field.max_length or 99) >= len(canary) else None
        return None


# Told in the search by the person's name, which is planted as it is.
NAMES = {"family_name", "given_names", "name_on_badge", "name_on_card", "name"}


def _in_order() -> Iterable[PersonalData]:
    """Return the declarations with personal fields; those reached over others after these."""
    personal = [data for data in personal_data.declared.values() if data.clear or data.named or data.kept]
    return sorted(personal, key=lambda data: max((path.count("__") for _kind, path in data.paths), default=0))


def store_pdf(name: str, text: str) -> str:
    """Store a file that shows its text only once it is inflated, as a PDF's pages do."""
    stream = zlib.compress(f"BT ({text}) Tj ET".encode())
    head = f"%PDF-1.7\n1 0 obj << /Length {len(stream)} /Filter /FlateDecode >> stream\n".encode()
    body = head + stream + b"\nendstream\n"
    return default_storage.save(name, ContentFile(body))


def search(words: Iterable[str]) -> dict[str, set[str]]:
    """Return the places of each word: in every row of every table, decrypted as far as there are keys, and in every file, inflated.

    And in what pg_dump writes, where a place is `dump table.column`: it sees what is committed.
    """
    person_keys._cache.clear()
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))).encode(), re.IGNORECASE)
    places: dict[str, set[str]] = {}
    for place, body in [*_stored_texts(), *_dumped_texts(), *_stored_files()]:
        for match in pattern.findall(body):
            places.setdefault(match.decode().lower(), set()).add(place)
    return places


def _stored_texts() -> Iterator[tuple[str, bytes]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            for (text,) in cursor.fetchall():
                for column, value in json.loads(text).items():
                    place = f"{table}.{column}"
                    for part in _opened(value, place):
                        yield place, part


def _dumped_texts() -> Iterator[tuple[str, bytes]]:
    with TemporaryDirectory() as folder:
        restoring.run("pg_dump", f"--file={folder}/dump.sql", database_url())
        table, columns = "", []
        for line in Path(folder, "dump.sql").read_text(encoding="utf-8").split("\n"):
            if head := re.fullmatch(r'COPY \w+\."?(\w+)"? \((.*)\) FROM stdin;', line):
                table, columns = head[1], head[2].replace('"', "").split(", ")
            elif not table or line == "\\.":
                table = ""
                yield "dump", line.encode()
            else:
                for column, text in zip(columns, line.split("\t"), strict=True):
                    value: Any = text.replace("\\\\", "\\")
                    with suppress(ValueError):
                        value = json.loads(value)
                    for part in _opened(value, f"{table}.{column}"):
                        yield f"dump {table}.{column}", part


def stored_in_redis(url: str) -> str:
    """Return the values of all keys, with the bodies of messages decoded."""
    texts: list[str] = []
    with Redis.from_url(url, decode_responses=True) as redis:
        readers: dict[str, Any] = {
            "string": redis.get,
            "list": lambda key: redis.lrange(key, 0, -1),
            "set": redis.smembers,
            "hash": redis.hgetall,
            "zset": lambda key: redis.zrange(key, 0, -1),
        }
        for key in redis.scan_iter():
            value = readers[redis.type(key)](key)
            texts += [
                key,
                *([value] if isinstance(value, str) else value.values() if isinstance(value, dict) else value),
            ]
    bodies = [body for text in texts for body in re.findall(r'"body": "([^"]+)"', text)]
    return "\n".join([*texts, *(base64.b64decode(body).decode() for body in bodies)])


def _opened(value: Any, place: str) -> Iterator[bytes]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield name.encode()
            yield from _opened(part, place)
    elif isinstance(value, list):
        for part in value:
            yield from _opened(part, place)
    elif value is not None:
        text = str(value)
        yield text.encode()
        with suppress(fields.CannotDecrypt, ValueError, binascii.Error):
            opened = fields.decrypt(text, place)
            yield opened.encode()
            with suppress(ValueError, binascii.Error):
                yield base64.b64decode(opened, validate=True)
        if person := person_keys.person_in(text):
            keys = person_keys.load([person])
            for name in (*person_keys.TEXTS, person_keys.SEALED):
                with suppress(InvalidTag):
                    yield (person_keys.unseal(text, name, keys) or "").encode()
            opened = person_keys.unseal(text, place, keys) or ""
            yield opened.encode()
            with suppress(ValueError, binascii.Error):
                yield base64.b64decode(opened, validate=True)
        with suppress(ValueError, binascii.Error):
            yield base64.b64decode(text.partition(":")[0] + "===")


def _stored_files() -> Iterator[tuple[str, bytes]]:
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file():
            name = str(path.relative_to(settings.MEDIA_ROOT))
            body = path.read_bytes()
            yield f"file {name.partition('/')[0]}", name.encode() + body
            for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", body, re.DOTALL):
                with suppress(zlib.error):
                    yield f"file {name.partition('/')[0]}", zlib.decompress(part)
            if zipfile.is_zipfile(io.BytesIO(body)):
                with zipfile.ZipFile(io.BytesIO(body)) as archive:
                    for member in archive.namelist():
                        yield f"file {name.partition('/')[0]}", archive.read(member)
