"""Read the rows of a person, as `personal_data` declares them, and the texts of other rows that name the person."""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.utils.html import strip_tags

from conference.core import personal_data
from conference.core.personal_data import PersonalData
from conference.erasure.actions import may_name, spelling_of
from conference.ops.whole_export import LEFT_OUT_COLUMNS, LEFT_OUT_TABLES

AROUND = 150  # characters of a text on either side of the name


@dataclass(frozen=True)
class Person:
    """Whose data are read.

    Args:
        kind: A key of `personal_data.person_kinds`.
    """

    kind: str
    row: Any

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.row.pk}"

    @property
    def names(self) -> set[str]:
        return {name for name in personal_data.person_kinds[self.kind].names(self.row) if name}

    @property
    def addresses(self) -> set[str]:
        """Return the e-mail addresses that are this person's alone: a delegation may give one for all its members."""
        own = {getattr(self.row, name) for name in personal_data.person_kinds[self.kind].addresses} - {""}
        return {address for address in own if address.casefold() not in self._addresses_of_others()} if own else own

    def _addresses_of_others(self) -> set[str]:
        # Most are encrypted, so the database cannot compare them.
        addresses: set[str] = set()
        for kind, person_kind in personal_data.person_kinds.items():
            rows = apps.get_model(person_kind.model)._base_manager.all()
            others = rows.exclude(pk=self.row.pk) if kind == self.kind else rows
            for values in others.values_list(*person_kind.addresses) if person_kind.addresses else ():
                addresses |= {value.casefold() for value in values if value}
        return addresses


@dataclass
class Row:
    """A row of the person. `shown`: its values by field as a paper shows them, where that is not the stored value."""

    model: type[models.Model]
    pk: Any
    shared: bool
    values: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Mention:
    """Where a row that is not the person's names the person, with the words around the name."""

    model: type[models.Model]
    pk: Any
    field: str
    texts: list[str]


def declarations() -> Iterator[PersonalData]:
    """Yield the declarations whose rows are given on request."""
    for data in personal_data.declared.values():
        if not (data.every or data.withheld or data.of_model._meta.label in LEFT_OUT_TABLES):
            yield data


def read_rows(person: Person) -> Iterator[Row]:
    addresses = person.addresses
    for data in declarations():
        read_keys: set[Any] = set()
        for shared in (False, True):
            wanted = _condition(data, person, addresses, shared=shared)
            if wanted is None:
                continue
            manager = data.of_model._base_manager
            related = [] if shared else [name for name in _columns(data) if _column(data, name).is_relation]
            keys = manager.filter(wanted).order_by().values("pk")
            rows = manager.filter(pk__in=keys).exclude(pk__in=read_keys).order_by("pk")
            for row in rows.select_related(*related) if related else rows:
                read_keys.add(row.pk)
                yield _read(data, row, shared=shared)


def _condition(data: PersonalData, person: Person, addresses: Iterable[str], *, shared: bool) -> Q | None:
    paths = [path for kind, path in data.paths if kind == person.kind and (path in data.shared) is shared]
    wanted = [Q(**{path or "pk": person.row.pk}) for path in paths]
    if not shared:
        wanted += [Q(**{f"{name}__iexact": address}) for name in data.addresses for address in addresses]
    return reduce(or_, wanted) if wanted else None


def _column(data: PersonalData, name: str) -> Any:
    return data.of_model._meta.get_field(name)


def _columns(data: PersonalData) -> list[str]:
    """Return the fields that are given: all but secrets, and relations to what is, or names, further persons."""
    table = data.of_model._meta.db_table
    return [
        column.name
        for column in data.of_model._meta.concrete_fields
        if f"{table}.{column.column}" not in LEFT_OUT_COLUMNS and (not column.is_relation or _names_nobody(column))
    ]


def _names_nobody(column: Any) -> bool:
    declared = personal_data.declared.get(column.related_model._meta.label_lower)
    return declared is not None and not declared.paths and declared.model not in ("audit.auditentry", "accounts.user")


def _read(data: PersonalData, row: Any, *, shared: bool) -> Row:
    read = Row(data.of_model, row.pk, shared)
    for name in _columns(data):
        column = _column(data, name)
        if shared and name not in data.other:
            continue
        if column.is_relation:
            related = getattr(row, name)
            read.values[name] = None if related is None else str(related)
            continue
        value = column.value_from_object(row)
        if isinstance(column, models.FileField):
            value = _read_stored(read, str(value or ""))
        elif name in data.encoded and value:
            value = _keep_encoded(read, value)
        elif value not in (None, "") and (display := getattr(row, f"get_{name}_display", None)):
            read.shown[name] = str(display())
        read.values[name] = value
    return read


def _read_stored(read: Row, name: str) -> str:
    """Add a stored file; return its path in the zip, empty for one that is gone."""
    if not name or not default_storage.exists(name):
        return ""
    with default_storage.open(name) as source:
        read.files[path := f"files/{name}"] = source.read()
    return path


def _keep_encoded(read: Row, text: str) -> str:
    body = base64.b64decode(text)
    ending = "pdf" if body.startswith(b"%PDF") else "jpg"
    read.files[path := f"files/{read.model._meta.label_lower}-{read.pk}.{ending}"] = body
    return path


def read_mentions(person: Person, rows: Iterable[Row]) -> Iterator[Mention]:
    """Yield where texts of rows that are not the person's name the person. None for a name of one word, which names others too."""
    spelling = spelling_of(person.names)
    if spelling is None:
        return
    around = re.compile(f".{{0,{AROUND}}}(?:{spelling.pattern}).{{0,{AROUND}}}", re.IGNORECASE)
    own: dict[type[models.Model], set[Any]] = {}
    for row in rows:
        own.setdefault(row.model, set()).add(row.pk)
    for data in declarations():
        # What is kept by law belongs to nobody's row.
        names = [*data.named, *(name for name in data.kept if not data.paths)]
        names = [name for name in names if not isinstance(_column(data, name), models.FileField)]
        if not names:
            continue
        naming = data.of_model._base_manager.only("pk", *names).filter(may_name(data.of_model, names, spelling))
        others = naming.exclude(pk__in=own.get(data.of_model, ()))
        for other in others.order_by("pk").iterator(chunk_size=500):
            for name in names:
                texts = [match[0].strip() for text in strings(getattr(other, name)) for match in around.finditer(text)]
                if texts:
                    yield Mention(data.of_model, other.pk, name, list(dict.fromkeys(texts)))


def strings(value: Any) -> Iterator[str]:
    """Yield the texts within a value, without tags."""
    if isinstance(value, str):
        yield strip_tags(value)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part)


def names_of_others(person: Person, text: str) -> set[str]:
    """Return the names in `text` of anybody else who has a row, staff too. A query for each kind of person."""
    own, folded, names = {name.casefold() for name in person.names}, text.casefold(), set()
    for kind, person_kind in personal_data.person_kinds.items():
        model = apps.get_model(person_kind.model)
        texts = [column.name for column in model._meta.concrete_fields if isinstance(column, models.CharField)]
        for row in model._base_manager.only("pk", *texts).iterator(chunk_size=2000):
            if kind == person.kind and row.pk == person.row.pk:
                continue
            names |= {name for name in person_kind.names(row) if name and name.casefold() in folded}
    return {name for name in names if name.casefold() not in own}
