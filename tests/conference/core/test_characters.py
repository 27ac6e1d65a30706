"""Every text of a value as JSON has it is looked at, however deep; names of its members as far as they are typed, not printed."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from conference.core.characters import check_all, check_printed

TURNING = "Ha\u202eima"
UNPRINTED = "Halima \U0001f600"


def nested(text: str) -> list[object]:
    return [
        text,
        [text],
        (text,),
        {"name": text},
        {"names": [{"en": "Halima", "fr": text}]},
        [None, 1, True, {"a": (text,)}],
    ]


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize(
    ("check", "wrong"), [(check_all, TURNING), (check_printed, UNPRINTED)], ids=["typed", "printed"]
)
def test_every_text_is_looked_at(check, wrong, at):
    check(nested("Halima")[at])
    with pytest.raises(ValidationError):
        check(nested(wrong)[at])


@pytest.mark.parametrize("value", [{TURNING: 1}, [{"a": {TURNING: "b"}}]], ids=str)
def test_names_of_members_are_texts_that_come_in(value):
    with pytest.raises(ValidationError):
        check_all(value)


def test_names_of_members_are_not_printed():
    check_printed({UNPRINTED: {"a": "Halima"}})
