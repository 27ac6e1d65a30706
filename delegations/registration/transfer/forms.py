from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.files.uploads import refuse_large


class ImportForm(characters.Form):
    """A table of members. After `is_valid`, `name` is the name of the file."""

    name: str

    file = forms.FileField(
        label=gettext_lazy("Table, Excel workbook or CSV"), help_text=gettext_lazy("At most 5 MB and 10,000 rows.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv,text/csv"

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        refuse_large(file)
        self.name = file.name
        body: bytes = file.read()
        return body
