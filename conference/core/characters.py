"""Refuse characters that no text may hold."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
MOST_MARKS = 4  # combining marks on one letter; Hebrew and Tibetan need three, Vietnamese none after composing
# Controls but tab and line ends, halves of surrogate pairs, and the private use area, where the programme's rows keep a mark of their own.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ue000-\uf8ff]")
_TURNS = re.compile(f"[{''.join(sorted(BIDI))}]")


def check_characters(text: str) -> None:
    """Raise ValidationError for control and direction characters, and for many combining marks.

    What Arabic and Persian need is allowed: joiners, and direction marks that affect only themselves.
    """
    for pattern, description in (
        (_TURNS, _("a character that reverses the direction of the text")),
        (_CONTROL, _("a control character")),
    ):
        if match := pattern.search(text):
            raise ValidationError(refusal(description, match[0]), code="character")
    if text.isascii():
        return
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks > MOST_MARKS:
            raise ValidationError(
                _("One letter carries more than %(most)s accents or marks.") % {"most": MOST_MARKS}, code="marks"
            )


def check_all(value: Any) -> None:
    """Do what `check` does with every text in a value as JSON has it, names of members included."""
    for text in _texts(value, keys=True):
        check_characters(text)


def check_printed(value: Any) -> None:
    """Raise ValidationError for a letter that no print font has, in any text of a value as JSON has it.

    The text is refused when it is typed, since the paper is made weeks later. Names of JSON members are not printed.
    """
    check_printable = import_string(settings.PRINT_CHECK)
    for text in [value] if isinstance(value, str) else _texts(value, keys=False):
        check_printable(text)


def _texts(value: Any, *, keys: bool) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, member in value.items():
            if keys:
                yield from _texts(name, keys=True)
            yield from _texts(member, keys=keys)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item, keys=keys)


def refusal(description: str, character: str) -> str:
    message = _("This contains %(what)s (U+%(code)s). Delete the text and type it instead of pasting it.")
    return message % {"what": description, "code": f"{ord(character):04X}"}


def is_printed(form: type, name: str, field: forms.Field) -> bool:
    """Return whether papers may print what is typed in a form's field: a text, unless the form or one of its bases says `not_printed`."""
    if not isinstance(field, forms.CharField) or isinstance(field, forms.UUIDField):
        return False
    if isinstance(field.widget, forms.HiddenInput | forms.PasswordInput):
        return False
    return not any(name in vars(base).get("not_printed", ()) for base in form.__mro__)


class _CheckedForm:
    """Check every text, including fields made later or in several languages, and that it can be printed.

    `not_printed` names fields whose texts no paper prints, besides those that the form's bases name. .ci/forms.py reads it.
    """

    # What people write to one another is on pages and in e-mails.
    not_printed: ClassVar[Sequence[str]] = ("email", "explanation", "why", "words")
    fields: dict[str, forms.Field]

    def full_clean(self) -> None:
        """Add the checks only here: fields may be made after `__init__`."""
        check_in(self.fields.values())
        for name, field in self.fields.items():
            if check_printed not in field.validators and is_printed(type(self), name, field):
                field.validators.append(check_printed)
        super().full_clean()  # type: ignore[misc]


class Form(_CheckedForm, forms.Form):
    """A form whose texts are checked."""


class ModelForm(_CheckedForm, forms.ModelForm):
    """The same of a row."""


def check_in(fields: Iterable[forms.Field]) -> None:
    """Add the check to every field that takes text."""
    for field in fields:
        if isinstance(field, forms.UUIDField):  # a CharField to Django, and no text afterwards
            continue
        if isinstance(field, forms.CharField) and not any(
            validator in (check_characters, check_all) for validator in field.validators
        ):
            field.validators.append(check_all)  # of a JSONField, which is one too, all its texts
        elif isinstance(field, forms.MultiValueField):
            check_in(field.fields)
