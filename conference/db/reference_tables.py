"""Keep rarely changed tables, read by every form, in each process until one of them changes.

Triggers give one row's stamp a new random value with every change of a watched table, in the same transaction. A reader compares the
stamp, a fraction of a millisecond, and loads again only when it differs: so what is kept is never older than the reading transaction,
in any process, and a rollback leaves nothing behind.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from django.db import models

from conference.db import guards
from conference.models import Reference

_TABLE = Reference._meta.db_table
_RESTAMP = f"UPDATE {_TABLE} SET stamp = replace(gen_random_uuid()::text, '-', '') WHERE id = 1; RETURN NULL;"  # noqa: S608 (a table name that stands in the code)
ALL = ("INSERT", "UPDATE", "DELETE")


def watch(*tables: type[models.Model], verbs: Sequence[str] = ALL) -> None:
    """Change the stamp with every change of these models' rows. Call it in an app's `guards.py`.

    Args:
        verbs: The changes that count, for tables often written of which only inserts and deletes matter.
    """
    for model in tables:
        for verb in verbs:
            table = model._meta.db_table
            guards.trigger(f"{table}_restamps_{verb.lower()}", table, f"AFTER {verb}", _RESTAMP)


def stamp() -> str:
    """Return the present stamp, empty before the first migrate. One query."""
    return Reference.objects.filter(pk=1).values_list("stamp", flat=True).first() or ""


class CachedTable[T]:
    """What `load` returns, kept while the stamp stays the same.

    Args:
        load: Reads watched tables alone. Its value is shared: nobody may change it.
    """

    def __init__(self, load: Callable[..., T]) -> None:
        self._load = load
        self._found: tuple[str, dict[tuple[Hashable, ...], T]] = ("", {})

    def get(self, stamp: str, *key: Hashable) -> T:
        """Return `load(*key)` under `stamp`; not kept when that is empty."""
        if not stamp:
            return self._load(*key)
        at, loaded = self._found
        if at != stamp:
            loaded = {}
            self._found = (stamp, loaded)
        if key not in loaded:
            loaded[key] = self._load(*key)
        return loaded[key]

    def __call__(self, *key: Any) -> T:
        """Return it under the present stamp. One query when it is kept."""
        return self.get(stamp(), *key)
