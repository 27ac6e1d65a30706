"""Hooks of the calendar's own closures."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from schedule.calendar.engagements.hooks import Subject, register_subject


def urls(keys: Sequence[str]) -> Mapping[str, str]:
    """Return the page of closures for each."""
    return dict.fromkeys(keys, reverse("calendar:closures"))


register_subject(Subject("calendar.closure", "calendar.see", urls=urls))
