"""Refusals as JSON: a stable word for programs and a sentence for a person."""

from collections.abc import Iterable
from typing import Any

from django.core import validators
from django.forms import fields as form_fields
from django.http import HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.core import errors
from conference.core.parsing import RepeatedKeyError


class Problem(Exception):
    """A refusal: programs rely on `word`; `more` are further members of the JSON object."""

    def __init__(
        self, status: int, word: str, message: str | Promise, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(word)
        self.status, self.word, self.message, self.more = status, word, message, more
        self.headers = headers or {}

    def response(self) -> HttpResponse:
        body = {"error": self.word, "message": str(self.message), **self.more}
        return JsonResponse(body, status=self.status, headers=self.headers)


# From the most specific to the most general.
WORDS: list[tuple[type[errors.UserError], str]] = [
    (errors.NotAllowed, "not-allowed"),
    (errors.AlreadyDecided, "already-decided"),
    (errors.NotFound, "not-found"),
    (errors.NotPossible, "not-possible"),
    (errors.UserError, "refused"),
]
REQUIRED = form_fields.Field.default_error_messages["required"]
WHOLE = form_fields.IntegerField.default_error_messages["invalid"]
MOMENT = form_fields.DateTimeField.default_error_messages["invalid"]
# By the type of pydantic's error: the message of Django's forms, and the name of its limit.
MESSAGES: dict[str, tuple[str | Promise, str]] = {
    **dict.fromkeys(("missing", "string_too_short"), (REQUIRED, "")),
    **dict.fromkeys(("int_type", "int_parsing", "int_parsing_size", "int_from_float"), (WHOLE, "")),
    "greater_than_equal": (validators.MinValueValidator.message, "ge"),
    "less_than_equal": (validators.MaxValueValidator.message, "le"),
    "string_too_long": (_("At most %(limit_value)s characters."), "max_length"),
}


def of_user_error(problem: errors.UserError) -> Problem:
    word = next(word for kind, word in WORDS if isinstance(problem, kind))
    return Problem(problem.status, word, str(problem))


def of_body(problem: BaseException | None) -> Problem:
    """Return why a body is refused that could not be read."""
    if isinstance(problem, RepeatedKeyError):
        message = _("The request body names “%(key)s” twice in one object. Nothing was changed.")
        return Problem(400, "request", message % {"key": problem.key})
    return Problem(400, "request", _("The request body is not valid JSON."))


def field(name: str, message: str | Promise) -> Problem:
    return fields({name: str(message)})


def fields(messages: dict[str, str]) -> Problem:
    sentence = "; ".join(f"{name}: {message}" for name, message in messages.items())
    return Problem(422, "fields", sentence, fields=messages)


def name_faults(faults: Iterable[Any], skip: int = 0) -> dict[str, str]:
    """Return what is wrong by field, such as `scans.3.at`; `body` for the whole. The first `skip` parts of pydantic's path are left out."""
    return {".".join(map(str, fault["loc"][skip:])) or "body": field_message(fault) for fault in faults}


def field_message(error: dict[str, Any]) -> str:
    """Return pydantic's error in the words of Django's forms, translated."""
    if error["type"] == "value_error":  # raised by schemas.py, with the reason
        return str(error["ctx"]["error"])
    message, limit = MESSAGES.get(error["type"], (validators.RegexValidator.message, ""))
    return str(message) % {"limit_value": error.get("ctx", {}).get(limit, "")} if limit else str(message)
