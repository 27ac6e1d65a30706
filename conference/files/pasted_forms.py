"""The form of a short table: pasted into a field, or sent as a file."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.files import pasted_tables
from conference.files.uploads import refuse_large


class PastedTableForm(forms.Form):
    """A list, as text or as a file. After `is_valid`, `rows` are its cells and `shown()` is the form to correct and send again.

    A subclass describes a line (`about`) and limits the number of lines (`most`).
    """

    mark_optional = False  # one of the two is needed
    about: ClassVar[str | Promise] = ""
    most: ClassVar[int] = 500

    table = forms.CharField(
        label=gettext_lazy("The list"),
        required=False,
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=gettext_lazy("or a file, CSV or .xlsx"),
        required=False,
        help_text=gettext_lazy("At most 5 MB. It replaces the list above."),
    )
    rows: list[pasted_tables.Cells]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].help_text = self.about  # type: ignore[assignment]
        self.fields["file"].widget.attrs["accept"] = ".csv,.tsv,.txt,.xlsx,text/csv"

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        name = "file" if values.get("file") else "table"
        if self.errors:
            return values
        try:
            self.rows = self._read(values)
            if not self.rows:
                raise ValidationError(_("The list is empty. Paste one line per person, or choose a file."))
        except ValidationError as problem:
            self.add_error(name, problem)
        return values

    def _read(self, values: dict[str, Any]) -> list[pasted_tables.Cells]:
        if not (file := values.get("file")):
            return pasted_tables.cells(values.get("table", ""), self.most)
        refuse_large(file)
        return pasted_tables.of_file(file.read(), self.most)

    def shown(self) -> PastedTableForm:
        """Return the form to continue with: its field holds the file's content."""
        if not self.cleaned_data.get("file"):
            return self
        return type(self)(initial={"table": pasted_tables.as_text(self.rows)})
