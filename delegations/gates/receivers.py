"""Signal receivers of the gates."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from delegations.gates.models import SITE, Gate, Presence
from delegations.gates.presence.reckoning import recompute_presence


@receiver(post_save, sender=Gate)
def count_on_the_site(instance: Gate, raw: bool = False, **kwargs: Any) -> None:
    """When the first gate to the whole site is added, count everybody inside a zone as on the site."""
    if raw or instance.zone_id is not None:
        return
    with transaction.atomic():
        recompute_presence(set(Presence.objects.filter(since__isnull=False).values_list("delegate", flat=True)), {SITE})
