"""Say pydantic's errors in the words of Django's forms, translated."""

from __future__ import annotations

from typing import Any

from django.core import validators
from django.forms import fields
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REQUIRED = fields.Field.default_error_messages["required"]
WHOLE = fields.IntegerField.default_error_messages["invalid"]
ANOTHER = validators.RegexValidator.message
# By the type of pydantic's error: what is said, and the name of its limit.
SAID: dict[str, tuple[str | Promise, str]] = {
    "missing": (REQUIRED, ""),
    "string_too_short": (REQUIRED, ""),
    **dict.fromkeys(("int_type", "int_parsing", "int_parsing_size", "int_from_float"), (WHOLE, "")),
    "greater_than_equal": (validators.MinValueValidator.message, "ge"),
    "less_than_equal": (validators.MaxValueValidator.message, "le"),
    "string_too_long": (_("At most %(limit_value)s characters."), "max_length"),
}


def sentence(error: dict[str, Any]) -> str:
    if error["type"] == "value_error":  # a check of our own (schemas.py), which says why
        return str(error["ctx"]["error"])
    message, limit = SAID.get(error["type"], (ANOTHER, ""))
    return str(message) % {"limit_value": error.get("ctx", {}).get(limit, "")} if limit else str(message)
