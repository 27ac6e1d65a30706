"""The base of what machines send: every text in it passes the one check that the site's forms make."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from ninja import Schema
from pydantic import field_validator

from conference.core import characters


class Sent(Schema):
    """A body that a machine sends."""

    @field_validator("*")
    @classmethod
    def check_characters(cls, value: Any) -> Any:
        try:
            characters.check_all(value)
        except ValidationError as problem:
            raise ValueError(problem.messages[0]) from problem
        return value
