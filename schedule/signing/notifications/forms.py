from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionForm
from schedule.signing.notifications.models import Notification


class DraftForm(characters.Form):
    """The group of acts whose notification is drafted, as the page showed it."""

    group_key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)


class RewordForm(VersionForm):
    """The wording of a draft in one language, a paragraph a line."""

    language = forms.CharField(max_length=3, widget=forms.HiddenInput)
    sentences = forms.CharField(
        label=gettext_lazy("What is communicated"), max_length=10_000, widget=forms.Textarea({"rows": 5, "dir": "auto"})
    )
    remarks = forms.CharField(
        label=gettext_lazy("Remarks"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )

    @classmethod
    def build(cls, notification: Notification, language: str) -> Self:
        """Return the form with the present wording."""
        text = notification.content[language]
        paragraphs = {name: "\n".join(text[name]) for name in ("sentences", "remarks")}
        initial = {"version": notification.version, "language": language, **paragraphs}
        return cls(initial=initial, auto_id=f"id_{language}_%s")

    def wording(self) -> dict[str, Any]:
        """Return what `actions.reword` takes."""
        values = self.cleaned_data
        paragraphs = {
            name: [line.strip() for line in values[name].splitlines() if line.strip()]
            for name in ("sentences", "remarks")
        }
        return {"language": values["language"], "expected_version": values["version"], **paragraphs}
