from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core import characters


class HandOutForm(characters.Form):
    to = forms.CharField(
        label=_("Signed for by"), max_length=150, error_messages={"required": _("Enter who signed for it.")}
    )


class SignedForm(HandOutForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "%s", **kwargs})
        self.fields["to"].widget.attrs |= {"class": "w-auto", "autocomplete": "off"}


class ReceiptForm(HandOutForm):
    """Who takes many badges of a delegation. Its fields are outside the form element that sends them."""

    use_required_attribute = False  # the same form prints, for which nobody signs

    document = forms.CharField(
        label=_("Identified by"),
        required=False,
        max_length=150,
        help_text=_("Which document was seen, and the end of its number."),
    )
    mandate = forms.CharField(
        label=_("Mandate"),
        required=False,
        max_length=200,
        help_text=_("The note verbale under which they are collected."),
    )
    badges = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "h-%s", **kwargs})
        ticked: Any = self.fields["badges"]
        ticked.valid_value = lambda value: str(value).isdecimal()
        for name in ("to", "document", "mandate"):
            self.fields[name].widget.attrs |= {"form": "ticked", "autocomplete": "off"}
