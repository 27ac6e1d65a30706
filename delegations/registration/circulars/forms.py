from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters, clock
from conference.correspondence.letters.plain_text import one_line
from conference.files.documents import Document, read_document
from conference.look.lists import in_words, join_sentences
from conference.look.widgets import MomentInput
from conference.translated import Translated, short_code
from delegations.registration.circulars import merging

LANGUAGES = [(short_code(code), name) for code, name in settings.LANGUAGES]
LONGEST = 8000
MOST_FILES, MOST_BYTES = 5, 5 * 1024 * 1024


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several documents, each checked by its content."""

    widget = FilesInput({"accept": ".pdf,.jpg,.jpeg,.png"})

    def clean(self, data: Any, initial: Any = None) -> list[Document]:  # type: ignore[override]
        documents = []
        for file in filter(None, data or ()):
            try:
                documents.append(read_document(file))
            except ValidationError as error:
                message = _("%(file)s: %(why)s") % {"file": file.name, "why": join_sentences(error.messages)}
                raise ValidationError(message, code="file") from error
        return documents


class CircularForm(characters.Form):
    """Subject and text in English, and in further languages: both or neither."""

    mark_optional = False
    not_printed = tuple(f"{part}_{code}" for part in ("subject", "body") for code, _name in LANGUAGES)  # e-mails

    attached = FilesField(
        label=gettext_lazy("Attach files"),
        required=False,
        help_text=gettext_lazy(
            "PDF, JPEG or PNG; five files at most, 5 MB together. All are attached to every e-mail."
        ),
    )
    send_at = forms.DateTimeField(
        label=gettext_lazy("Send at"),
        required=False,
        widget=MomentInput,
        help_text=gettext_lazy("The conference’s time. Empty: at once. It goes to those who are focal points then."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, language in LANGUAGES:
            needed = code == "en"
            attrs = {"lang": code, "dir": "auto"}
            self.fields[f"subject_{code}"] = forms.CharField(
                label=_("Subject, %(language)s") % {"language": language},
                required=needed,
                max_length=200,
                widget=forms.TextInput(attrs=attrs),
            )
            self.fields[f"body_{code}"] = forms.CharField(
                label=_("Text, %(language)s") % {"language": language},
                required=needed,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={**attrs, "rows": 10 if needed else 4}),
            )

    def clean_send_at(self) -> datetime | None:
        send_at: datetime | None = self.cleaned_data["send_at"]
        if send_at is not None and send_at <= clock.now():
            raise ValidationError(_("The time to send it is past. Choose a later one, or none to send it at once."))
        return send_at

    def clean(self) -> dict[str, Any]:
        """Join the lines of subjects; require both parts of a language or none."""
        values: dict[str, Any] = self.cleaned_data
        for code, language in LANGUAGES:
            subject, body = values.get(f"subject_{code}", ""), values.get(f"body_{code}", "")
            values[f"subject_{code}"] = one_line(subject)
            for part, text in (("subject", subject), ("body", body)):
                if names := merging.get_unknown_fields(text):
                    message = _("There is no such field: %(fields)s. Take one of those that are listed.")
                    self.add_error(f"{part}_{code}", message % {"fields": in_words(f"{{{name}}}" for name in names)})
            if code != "en" and bool(subject) != bool(body):
                missing = "body" if subject else "subject"
                message = _("Write both subject and text in %(language)s, or neither.")
                self.add_error(f"{missing}_{code}", message % {"language": language})
        return values

    def texts(self, part: str) -> Translated:
        texts = {code: self.cleaned_data[f"{part}_{code}"] for code, _language in LANGUAGES}
        return Translated({code: text for code, text in texts.items() if text})

    @property
    def english(self) -> list[Any]:
        return [self["subject_en"], self["body_en"]]

    @property
    def others(self) -> list[tuple[str, list[Any], bool]]:
        """Return language, its two fields, and whether they are filled in or invalid, so that they are shown open."""
        fields = [
            (str(language), [self[f"subject_{code}"], self[f"body_{code}"]])
            for code, language in LANGUAGES
            if code != "en"
        ]
        return [(language, pair, any(field.value() or field.errors for field in pair)) for language, pair in fields]
