from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionField
from conference.files.documents import Document, read_document, say_what_is_removed
from conference.files.uploads import ask_again
from schedule.programme.models import Inscription, StatementText
from schedule.programme.sessions.snapshot import LANGUAGES


class TextForm(characters.Form):
    """The text of a statement. After `is_valid`, `document` is its file, None if none was chosen."""

    file = forms.FileField(
        label=gettext_lazy("The text, as PDF"),
        help_text=say_what_is_removed(gettext_lazy("At most 5 MB, without a password.")),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the text"))
    may_publish = forms.BooleanField(
        label=gettext_lazy("The text may be published after delivery"),
        required=False,
        help_text=gettext_lazy(
            "If you tick this, the organizers may publish the text once your delegation has spoken. Otherwise it is not published."
        ),
    )
    version = VersionField(initial=0)
    document: Document | None = None

    def __init__(self, *args: Any, inscription: Inscription, text: StatementText | None, **kwargs: Any) -> None:
        initial = {
            "language": text.language if text else inscription.language,
            "may_publish": text.may_publish if text else False,
            "version": text.version if text and text.is_handed_in else 0,
        }
        super().__init__(*args, **{"initial": initial, "auto_id": "text_%s", **kwargs})
        fields: Any = self.fields
        fields["language"].choices = LANGUAGES.items()
        fields["file"].widget.attrs["accept"] = "application/pdf"
        if text and text.is_handed_in:
            fields["file"].required = False
            fields["file"].label = gettext_lazy("Another file in its place, as PDF")

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent:
            document = read_document(sent)
            if document.extension != "pdf":
                raise ValidationError(_("This file is not a PDF."), code="kind")
            self.document = document
        return sent

    def clean(self) -> Any:
        cleaned = super().clean()
        ask_again(self, "file")
        return cleaned
