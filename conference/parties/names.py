"""The keys kept beside the names: made again when an update brings other alphabets or another rule."""

from __future__ import annotations

from typing import Any

from django.db import connections

from conference.parties.models import Party, PartyName
from conference.translated import FALLBACK


def after_migrate(using: str, **kwargs: Any) -> None:
    if PartyName._meta.db_table in connections[using].introspection.table_names():
        refill(using)


def refill(using: str = "default") -> int:
    """Make the keys of all names again and keep those that differ. Return how many did. One query when none does."""
    differ, english = [], []
    for name in PartyName.objects.using(using).select_related("party"):
        former = (name.sort, name.search)
        name.fill_keys()
        if (name.sort, name.search) != former:
            differ.append(name)
        if name.language == FALLBACK and name.party.en_sort != name.sort:
            name.party.en_sort = name.sort
            english.append(name.party)
    PartyName.objects.using(using).bulk_update(differ, ["sort", "search"], batch_size=200)
    Party.objects.using(using).bulk_update(english, ["en_sort"], batch_size=200)
    return len(differ)
