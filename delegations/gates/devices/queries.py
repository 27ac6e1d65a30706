import re
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Prefetch
from django.utils.translation import get_language

from conference.core import clock
from conference.translated import FALLBACK, short_code
from delegations.gates.models import Device, Gate

IN_TOUCH = timedelta(minutes=2)


def gates() -> list[Gate]:
    """Return every gate with its devices, revoked ones last."""
    devices = Device.objects.order_by("revoked_at", "name", "pk")
    return list(Gate.objects.select_related("zone").prefetch_related(Prefetch("devices", queryset=devices)))


def in_readers_language(typed: Collection[str]) -> dict[str, str]:
    """Return the names of gates in `typed` in the active language, whole or without the street.

    One query, none for nothing typed or in English. What is no gate's name is left out.
    """
    translations: dict[str, str] = {}
    language = short_code(get_language())
    if not typed or language == FALLBACK:
        return translations
    for names in Gate.objects.values_list("name", flat=True):
        streetless = {code: re.split("[,،，]", name, maxsplit=1)[0].strip() for code, name in names.items()}
        for parts in (names, streetless):
            if own := parts.get(language):
                translations |= dict.fromkeys(set(parts.values()) & set(typed), own)
    return translations


def silent(since: timedelta, at_most: timedelta | None) -> list[Device]:
    """Return devices in use whose last contact was at least `since` ago and at most `at_most` (None: any time)."""
    now: datetime = clock.now()
    rows = Device.objects.filter(state="enrolled", last_seen__lt=now - since)
    if at_most is not None:
        rows = rows.filter(last_seen__gt=now - at_most)
    return list(rows.select_related("gate"))
