"""The forms about focal points: whom to invite, and in whose place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference import characters
from delegations.registration.fields import NameField
from delegations.registration.models import FocalPoint

BESIDE = ""


class ColleagueForm(characters.Form):
    """Whom to invite to act for the delegation, and whether beside the others or in the place of one of them.

    Arguments: own, the focal point who fills it in (None at the desk); points, whose place may be taken at the desk.
    """

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("The link works for this address alone."),
    )
    name = NameField(label=gettext_lazy("Name"), max_length=150, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    takes_over = forms.ChoiceField(label=gettext_lazy("What for"), required=False, widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, own: FocalPoint | None = None, points: Iterable[FocalPoint] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.points = {str(point.pk): point for point in points}
        field: Any = self.fields["takes_over"]
        if own is not None:
            self.points = {str(own.pk): own}
            words = [(str(own.pk), _("To take over from me: my own access ends when the invitation is taken up"))]
        else:
            words = [(pk, _("To take over from %(name)s") % {"name": point}) for pk, point in self.points.items()]
        field.choices = [(BESIDE, _("To act beside those who act now")), *words]
        self.fields["email"].widget.attrs |= {"dir": "ltr", "spellcheck": "false", "autocomplete": "off"}

    def clean_takes_over(self) -> FocalPoint | None:
        """The focal point whose place is taken, or None."""
        return self.points.get(self.cleaned_data["takes_over"])
