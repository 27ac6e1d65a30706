"""Erase a person: write over or delete what `personal_data` declares, remove the files, and destroy the person's key.

Who may, and when, the actions decide that call it.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.db import connection, models, transaction
from django.db.models import Q

from conference.audit import person_keys
from conference.audit.models import PersonKey
from conference.core import lifecycle, personal_data
from conference.core.access import SYSTEM, Actor
from conference.core.personal_data import EMPTY, ERASED, PersonalData, PersonalText
from conference.fields import EncryptedTextField, stored_for
from conference.files import stored_files
from conference.retention import periods

MOST_AT_ONCE = 100


@lifecycle.use_case
def erase_person(*, actor: Actor, kind: str, key: int) -> Counter[str]:
    """Erase one person, with an audit entry that names nobody. Return the number of rows touched, by model.

    Args:
        kind: A key of `personal_data.person_kinds`.
        key: Of the person's row.
    """
    counts = _erase(kind, key)
    erased = PersonKey.objects.get(pk=f"{kind}:{key}")
    lifecycle.log(erased, actor=actor, verb="person.erased", details={"rows": dict(sorted(counts.items()))})
    return counts


def find_due(retention: str, now: datetime) -> Iterator[tuple[str, int]]:
    """Yield kind and key of everybody of that kind of data whose period is over. Two queries, and one for each kind of person."""
    if not periods.is_over(retention, now):
        return
    erased = set(PersonKey.objects.filter(destroyed_at__isnull=False).values_list("person", flat=True))
    for kind, person_kind in personal_data.person_kinds.items():
        if person_kind.retention != retention:
            continue
        rows = apps.get_model(person_kind.model)._base_manager.filter(person_kind.due or Q())
        for key in rows.order_by("pk").values_list("pk", flat=True):
            if f"{kind}:{key}" not in erased:
                yield kind, key


def erase_due(retention: str, now: datetime) -> int:
    """Erase those of `find_due`, MOST_AT_ONCE at most: the purge is one transaction, and comes back in minutes. Return how many."""
    due = list(islice(find_due(retention, now), MOST_AT_ONCE))
    for kind, key in due:
        erase_person(actor=SYSTEM, kind=kind, key=key)
    return len(due)


def erase_again() -> int:
    """Erase again whoever was erased, in a database put back from an older copy. Return how many; those not in the copy are none."""
    count = 0
    for person in PersonKey.objects.filter(destroyed_at__isnull=False).order_by("pk").values_list("person", flat=True):
        kind, _sep, key = person.partition(":")
        model = apps.get_model(personal_data.person_kinds[kind].model)
        if model._base_manager.filter(pk=key).exists():
            erase_person(actor=SYSTEM, kind=kind, key=int(key))
            count += 1
    return count


def _erase(kind: str, key: int) -> Counter[str]:
    person_kind = personal_data.person_kinds[kind]
    person: Any = apps.get_model(person_kind.model)._base_manager.select_for_update().get(pk=key)
    addresses = {text for name in person_kind.addresses if (text := getattr(person, name))}
    spelling = spelling_of(person_kind.names(person))
    counts: Counter[str] = Counter()
    files: set[str] = set()
    keys = {f"{kind}:{key}"}
    with connection.cursor() as cursor:
        # Lets this transaction alone change the columns that append-only tables declare as erasable (db/guards.py).
        cursor.execute("SET LOCAL plenipo.erasing = 'yes'")
    for data in personal_data.declared.values():
        own = [own_kind for own_kind, path in data.paths if not path]
        for row_key in _named_rows(data, spelling, counts) if spelling else ():
            keys |= {f"{own_kind}:{row_key}" for own_kind in own if own_kind != kind}
        for row_key in _end_rows(data, _rows_of(data, kind, key, addresses), files, counts):
            keys |= {f"{own_kind}:{row_key}" for own_kind in own}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plenipo.erasing = ''")
    person_keys.destroy(keys)
    stored_files.remove_files(files)
    transaction.on_commit(cache.clear, robust=True)
    return counts


def _rows_of(data: PersonalData, kind: str, key: int, addresses: Iterable[str]) -> Q | None:
    """Return the condition of the rows that belong to the person; None for none."""
    if data.every:
        return Q(pk__isnull=False)
    wanted = [Q(**{path or "pk": key}) for path_kind, path in data.paths if path_kind == kind]
    wanted += [Q(**{f"{name}__iexact": address}) for name in data.addresses for address in addresses]
    condition: Q | None = None
    for part in wanted:
        condition = part if condition is None else condition | part
    return condition


def _end_rows(data: PersonalData, wanted: Q | None, files: set[str], counts: Counter[str]) -> list[Any]:
    """Write over the rows of the person, or delete them. Return their keys."""
    if wanted is None:
        return []
    manager = data.of_model._base_manager
    keys = list(manager.filter(wanted).values_list("pk", flat=True).distinct())
    rows = manager.filter(pk__in=keys)
    columns = (
        _file_fields(data.of_model) if data.deleted else [n for n in _file_fields(data.of_model) if n in data.clear]
    )
    for name in columns:
        files |= set(rows.exclude(**{name: ""}).values_list(name, flat=True))
    if keys and data.deleted:
        texts = [column for column in data.of_model._meta.local_fields if isinstance(column, EncryptedTextField)]
        typed = {stored_for(row, column.name) for column in texts for row in rows}
        rows.delete()
        person_keys.destroy_unused(typed)
    elif keys and data.clear:
        # What is written over a person's text is nobody's.
        values = {name: _empty(data, name) if value is EMPTY else value for name, value in data.clear.items()}
        values = {name: PersonalText(text, "") if isinstance(text, str) else text for name, text in values.items()}
        each = {name: value for name, value in values.items() if callable(value)}
        rows.update(**{name: value for name, value in values.items() if name not in each})
        for row_key in keys if each else ():
            manager.filter(pk=row_key).update(**{name: value(row_key) for name, value in each.items()})
    counts[data.model] += len(keys) if data.deleted or data.clear else 0
    return keys


def _empty(data: PersonalData, name: str) -> Any:
    return personal_data.empty_value(data.of_model, name)


def _file_fields(model: type[models.Model]) -> list[str]:
    return [column.name for column in model._meta.local_concrete_fields if isinstance(column, models.FileField)]


def spelling_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern of the names, the longest first; of one word none, which would stand in other people's texts too."""
    wanted = sorted({name for name in names if len(name.split()) > 1 or not name.isascii()}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, wanted)), re.IGNORECASE) if wanted else None


def _named_rows(data: PersonalData, spelling: re.Pattern[str], counts: Counter[str]) -> Iterator[Any]:
    """Write over the names in texts that belong to nobody's row; yield the keys of rows that had them."""
    if not data.named:
        return
    columns = [*data.named, *data.with_name]
    for row in (
        data.of_model._base_manager.only("pk", *columns)
        .filter(may_name(data.of_model, data.named, spelling))
        .iterator()
    ):
        changed = {name: _without(getattr(row, name), spelling) for name in data.named}
        changed = {name: value for name, value in changed.items() if value != getattr(row, name)}
        # A name alone may be unique in its table.
        changed = {name: f"{ERASED} {row.pk}" if value == ERASED else value for name, value in changed.items()}
        if not changed:
            continue
        counts[data.model] += 1
        yield row.pk
        cleared = {name: _empty(data, name) for name in data.with_name}
        data.of_model._base_manager.filter(pk=row.pk).update(**changed, **cleared)


def may_name(model: type[models.Model], names: Iterable[str], spelling: re.Pattern[str]) -> Q:
    """Return a condition that leaves out, in the database, most rows that name nobody; encrypted ones have to be read."""
    wanted = Q()
    for name in names:
        column = model._meta.get_field(name)
        if isinstance(column, EncryptedTextField):
            return Q()
        is_json = isinstance(column, models.JSONField)
        for text in spelling.pattern.split("|"):
            plain = re.sub(r"\\(.)", r"\1", text)
            wanted |= Q(**{f"{name}__icontains": json.dumps(plain)[1:-1] if is_json else plain})
    return wanted


def _without(value: Any, spelling: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return spelling.sub(ERASED, value)
    if isinstance(value, dict):
        return type(value)({name: _without(part, spelling) for name, part in value.items()})
    return [_without(part, spelling) for part in value] if isinstance(value, list) else value
