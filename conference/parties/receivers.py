"""Refill the keys of the parties' names after an update that changes the alphabets or the rule."""

from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from conference.parties.models import Party, PartyName
from conference.translated import FALLBACK


@receiver(post_migrate, sender=apps.get_app_config("parties"), dispatch_uid="conference.parties.names")
def after_migrate(using: str, **kwargs: Any) -> None:
    if PartyName._meta.db_table in connections[using].introspection.table_names():
        refill(using)


def refill(using: str = "default") -> int:
    """Compute the keys of all names and save those that changed. Return how many did. One query when none did."""
    changed, english = [], []
    for name in PartyName.objects.using(using).select_related("party"):
        former = (name.sort, name.search)
        name.fill_keys()
        if (name.sort, name.search) != former:
            changed.append(name)
        if name.language == FALLBACK and name.party.en_sort != name.sort:
            name.party.en_sort = name.sort
            english.append(name.party)
    PartyName.objects.using(using).bulk_update(changed, ["sort", "search"], batch_size=200)
    Party.objects.using(using).bulk_update(english, ["en_sort"], batch_size=200)
    return len(changed)
