from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.files.documents import Document, read_page


class ScanForm(characters.Form):
    """The page with the photo. After `is_valid`, `document` is what is stored."""

    scan = forms.FileField(
        label=gettext_lazy("Scan of the page with the photo, as PDF, JPEG or PNG"),
        help_text=gettext_lazy("The whole page, with both machine-readable lines legible. At most 5 MB."),
        widget=forms.ClearableFileInput({"accept": "application/pdf,image/jpeg,image/png"}),
    )
    document: Document

    def clean_scan(self) -> Any:
        self.document = read_page(self.cleaned_data["scan"])
        return self.cleaned_data["scan"]
