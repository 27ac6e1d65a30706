"""Encrypt everything anew under the newest of FIELD_KEYS, so that older keys can be thrown away.

What is a person's comes under that person's key (fields.py); of what is there already, the key alone is encrypted anew.

Every EncryptedTextField is found. What else depends on the keys, such as an index of equal values, an app's `upkeep.py` adds to
`further`.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import batched
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Func, Q

from conference.core.personal_data import key_paths
from conference.core.registry import Registry
from conference.fields import MARK, EncryptedTextField, bulk_update, newest_key

BATCH = 500
# Called with the size of a batch once the fields are done; returns how many rows were written.
type Further = Callable[[int], int]
further: Registry[Further] = Registry("writers of the rotation of keys")


def rotate(batch: int = BATCH) -> Iterator[tuple[str, int]]:
    """Save again what is under an older key, a batch a transaction; yield each table's name and number of rows.

    It may be interrupted and begun anew.

    Raises:
        CannotDecrypt: When a value's key is not in FIELD_KEYS.
    """
    for model in apps.get_models():
        fields = [field.name for field in model._meta.local_fields if isinstance(field, EncryptedTextField)]
        if fields:
            yield model._meta.db_table, _rotate_model(model, fields, batch)
    for name, write in further.items():
        yield name, write(batch)


def _rotate_model(model: type[models.Model], fields: list[str], batch: int) -> int:
    older = Q()
    known = model._base_manager.all()
    for name in fields:
        # As it is stored: the field itself would open it.
        plain = Func(F(name), template="%(expressions)s", output_field=models.TextField())
        known = known.annotate(**{f"stored_{name}": plain})
        older |= _to_be_written(model, name)
    count, last = 0, None
    while True:
        with transaction.atomic():
            after = known.filter(older) if last is None else known.filter(older, pk__gt=last)
            keys = list(after.order_by("pk").values_list("pk", flat=True)[:batch])
            if not keys:
                return count
            rows = list(model._base_manager.select_for_update().filter(pk__in=keys).order_by("pk"))
            if rows:
                bulk_update(rows, fields)  # encrypts anew
        count, last = count + len(rows), keys[-1]


def _to_be_written(model: type[models.Model], name: str) -> Q:
    """Return the condition of texts that are not under the newest key, or not yet under the key of the person whose they are."""
    owners = key_paths(model._meta.label_lower, name)
    others, is_owned = Q(**{f"stored_{name}__gt": ""}), Q()
    for kind, path in owners:
        others &= ~Q(**{f"stored_{name}__startswith": f"{MARK}{kind}:"})
        is_owned |= Q(**{f"{path or 'pk'}__isnull": False})
    is_older = ~Q(**{f"stored_{name}__startswith": f"{newest_key()}."})
    return others & (is_older | is_owned if owners else is_older)


def in_batches(model: type[models.Model], batch: int) -> Iterator[list[Any]]:
    for keys in batched(model._base_manager.order_by("pk").values_list("pk", flat=True), batch):
        with transaction.atomic():
            yield list(model._base_manager.select_for_update().filter(pk__in=keys).order_by("pk"))


def write_changed(model: type[models.Model], rows: Iterable[Any], field: str) -> int:
    changed = list(rows)
    if changed:
        model._base_manager.bulk_update(changed, [field])
    return len(changed)
