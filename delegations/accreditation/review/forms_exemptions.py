from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core.concurrency import VersionForm
from delegations.accreditation.review.actions.exemptions import CODES, LONGEST

EXEMPTIONS = {
    "religion": _("Faith"),
    "health": _("Health"),
    "security": _("Security"),
    "later": _("The photo is brought later"),
    "other": _("Another reason"),
}


class ExemptForm(VersionForm):
    mark_optional = False  # whether words are needed depends on the reason

    code = forms.ChoiceField(
        label=_("Reason for the exemption"),
        choices=[(code, EXEMPTIONS[code]) for code in CODES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        max_length=LONGEST,
        required=False,
        help_text=_(
            "Required for “Another reason”. It is kept permanently, so write no more than is needed. "
            "Only those who may grant exemptions can read it here; delegations cannot."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("code") == "other" and not cleaned.get("explanation", "").strip():
            self.add_error("explanation", _("Write out the reason."))
        return cleaned
