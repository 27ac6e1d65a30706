from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.files.documents import Document, read_document, say_what_is_removed
from conference.files.uploads import ask_again
from delegations.registration.members.fields import CodeField, DayField


class NoteForm(characters.Form):
    """A note verbale. After `is_valid`, `document` is its file."""

    not_printed: ClassVar[tuple[str, ...]] = ("number",)  # of the note, on pages
    file = forms.FileField(
        label=gettext_lazy("The note, as PDF, JPEG or PNG"),
        help_text=say_what_is_removed(gettext_lazy("At most 5 MB, without a password.")),
    )
    # Many missions number their notes by figures alone: "124/2025".
    number = CodeField(label=gettext_lazy("Number of the note"), max_length=60, required=False)
    dated = DayField(label=gettext_lazy("Date of the note"), required=False)
    document: Document

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = "application/pdf,image/jpeg,image/png"

    def clean_file(self) -> Any:
        self.document = read_document(self.cleaned_data["file"])
        return self.cleaned_data["file"]

    def clean(self) -> Any:
        cleaned = super().clean()
        ask_again(self, "file")
        return cleaned
