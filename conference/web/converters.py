"""URL path converters. Importing this module registers them with `path()`."""

from __future__ import annotations

from datetime import date

from django.urls import register_converter


class DayConverter:
    """A calendar day, `2025-10-25`. A day that does not exist is no match, so the address is 404."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


register_converter(DayConverter, "day")
