"""Which characters no text of the schedule may hold, whichever door it comes through: the forms, a file, an application."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from delegations.registration.rules import BIDI, MOST_MARKS

# Controls but tab and line ends, halves of surrogate pairs, and the private use area, where the programme's rows keep a mark of their own.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ue000-\uf8ff]")
_TURNS = re.compile(f"[{''.join(sorted(BIDI))}]")


def check(text: str) -> None:
    """Raises ValidationError for control and direction characters, and for heaps of combining marks.

    What Arabic and Persian need stays: joiners, and the marks of direction that turn nothing but themselves.
    """
    for pattern, what in (
        (_TURNS, _("a character that turns the direction of the text")),
        (_CONTROL, _("a control character")),
    ):
        if found := pattern.search(text):
            words = _("This holds %(what)s (U+%(code)s). Delete the text and type it, rather than pasting it.")
            raise ValidationError(words % {"what": what, "code": f"{ord(found[0]):04X}"}, code="character")
    if text.isascii():
        return
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks > MOST_MARKS:
            raise ValidationError(
                _("More than %(most)s marks stand on one letter.") % {"most": MOST_MARKS}, code="marks"
            )


def check_in(fields: Iterable[forms.Field]) -> None:
    """Has every text among a form's fields checked, so that a refusal is said at the field and nothing typed is lost."""
    for field in fields:
        if isinstance(field, forms.CharField):
            field.validators.append(check)
        elif isinstance(field, forms.MultiValueField):
            check_in(field.fields)
