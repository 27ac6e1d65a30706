"""The base of the bodies that machines send. Their texts pass the same check as those of the site's forms."""

from typing import Any

from django.core.exceptions import ValidationError
from ninja import Schema
from pydantic import field_validator

from conference.core import characters

# The characters that `characters.check_characters` accepts, for the document, without line ends.
ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ue000-\uf8ff]+$"


class Sent(Schema):
    """A body that a machine sends."""

    @field_validator("*", mode="before")
    @classmethod
    def check_characters(cls, value: Any) -> Any:
        try:
            characters.check_all(value)
        except ValidationError as problem:
            raise ValueError(problem.messages[0]) from problem
        return value
