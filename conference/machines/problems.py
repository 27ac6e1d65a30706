"""Refusals: JSON with a stable word and a sentence for a person."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.functional import Promise

from conference.core import errors


class Problem(Exception):
    """A refusal.

    Args:
        word: On which programs may rely.
        more: Further members of the JSON object.
    """

    def __init__(
        self, status: int, word: str, message: str | Promise, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(word)
        self.status, self.word, self.message, self.more = status, word, message, more
        self.headers = headers or {}

    def response(self) -> HttpResponse:
        body = {"error": self.word, "message": str(self.message), **self.more}
        return JsonResponse(body, status=self.status, headers=self.headers)


# From the most particular to the most general.
WORDS: list[tuple[type[errors.UserError], str]] = [
    (errors.NotAllowed, "not-allowed"),
    (errors.AlreadyDecided, "already-decided"),
    (errors.NotFound, "not-found"),
    (errors.NotPossible, "not-possible"),
    (errors.UserError, "refused"),
]


def of_user_error(problem: errors.UserError) -> Problem:
    word = next(word for kind, word in WORDS if isinstance(problem, kind))
    return Problem(problem.status, word, str(problem))


def field(name: str, message: str | Promise) -> Problem:
    return fields({name: str(message)})


def fields(messages: dict[str, str]) -> Problem:
    sentence = "; ".join(f"{name}: {message}" for name, message in messages.items())
    return Problem(422, "fields", sentence, fields=messages)
