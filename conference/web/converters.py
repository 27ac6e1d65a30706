"""URL path converters, registered by importing this module."""

from datetime import date

from django.urls import register_converter


class DayConverter:
    """A day, `2025-10-25`. One that does not exist gives 404."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


register_converter(DayConverter, "day")
