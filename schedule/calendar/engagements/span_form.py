from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conference.core import characters


class SpanForm(characters.Form):
    """A form with `starts` and `ends`. An end before the start is an error of `ends`."""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = values.get("starts"), values.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", ValidationError(_("This is before the beginning."), code="order"))
        return values
