"""Closures, as the calendar itself engages rooms for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse

from schedule.calendar.engagements.hooks import Subject, register


def urls(keys: Sequence[str]) -> Mapping[str, str]:
    """Return whether all of them stand in one list."""
    return dict.fromkeys(keys, reverse("calendar:closures"))


register(Subject("calendar.closure", "calendar.see", urls=urls))
