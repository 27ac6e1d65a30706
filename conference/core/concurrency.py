"""A form of the admin knows which values stood on the page, so that whoever saves second doesn't put back what another took away."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import model_to_dict
from django.utils.html import conditional_escape
from django.utils.translation import gettext

from conference.audit.models import AuditEntry
from conference.core import characters


class SeenField(forms.CharField):
    """The digest of what the page showed. It is no field of the row, and never counts as a change."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class SeenForm(forms.ModelForm):
    """A row of a table, refused when somebody else saved it after this page was opened. What was typed stands there still.

    The admin locks the row before it makes the form (site.Tables.get_object), so that of two who save at once one is refused.
    """

    seen = SeenField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stands = digest(self.instance) if self.instance.pk else ""
        self.initial["seen"] = self._stands

    def clean(self) -> dict[str, Any]:
        """Refuses a page that is older than the row, unless it says what stands there already (sent twice).

        A program that sends no `seen` says by that that it looked at none.
        """
        values: dict[str, Any] = super().clean() or self.cleaned_data
        seen = values.pop("seen", "")
        if seen and seen != self._stands and self.has_changed():
            raise ValidationError(_changed_by(self.instance), code="changed")
        return values


def digest(row: Model) -> str:
    """A digest of all that a form can show of a row, with the keys of what it points to. One query for each table it points to."""
    values = model_to_dict(row)
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], Model):
            values[name] = sorted(str(one.pk) for one in value)
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:32]


def _changed_by(row: Model) -> str:
    entries = AuditEntry.objects.filter(subject_type=row._meta.label_lower, subject_id=str(row.pk))
    last = entries.order_by("-number").values_list("actor_label", flat=True).first() or "?"
    words = gettext(
        "%(who)s changed this after you opened it. Nothing was saved: open the page anew and enter your change there."
    )
    return conditional_escape(words % {"who": last})


class DecisionForm(characters.Form):
    """The version that the officer had on the screen."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
