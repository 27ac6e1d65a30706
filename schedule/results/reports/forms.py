from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy, pgettext_lazy

from conference.core import characters


class CloseForm(characters.Form):
    """`number`: of the report that the page announced."""

    not_printed = ("reason",)  # on pages
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    reason = forms.CharField(
        label=gettext_lazy("Why there is another report"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("It is kept in the audit log."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    despite_open_records = forms.BooleanField(
        label=gettext_lazy("Close the results although a record of signature is open"), required=False
    )

    def __init__(self, *args: Any, again: bool, has_open_records: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_open_records:
            del self.fields["despite_open_records"]
        if again:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]


class PaperForm(characters.Form):
    mark_optional = False
    layout = forms.ChoiceField(
        label=pgettext_lazy("its length", "Report"),
        choices=[("summary", gettext_lazy("Summary on one page")), ("full", gettext_lazy("Full report"))],
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
