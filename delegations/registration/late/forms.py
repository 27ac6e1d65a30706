from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from delegations.registration.members.fields import NameField
from delegations.registration.models import Delegate
from delegations.registration.notes.forms import NoteForm


class LateForm(NoteForm):
    """A late request for some of the drafts `waiting`, with its note verbale."""

    members = forms.MultipleChoiceField(
        label=gettext_lazy("Members"),
        error_messages={
            "required": gettext_lazy("Choose at least one member for the request."),
            "invalid_choice": gettext_lazy(
                "One of the members you chose no longer needs a late request. The list is updated; please choose again."
            ),
        },
    )
    words = NameField(
        label=gettext_lazy("Reason for the delay"),
        max_length=500,
        help_text=gettext_lazy("For the secretariat’s decision; one or two sentences."),
        error_messages={
            "required": gettext_lazy("Give the reason for the delay; the secretariat needs it for its decision.")
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("members", "file", "number", "dated", "words")

    def __init__(self, *args: Any, waiting: Iterable[Delegate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = {str(member.public_id): member for member in waiting}
        fields: dict[str, Any] = self.fields
        fields["members"].choices = [(key, str(member)) for key, member in self.waiting.items()]
        fields["dated"].required = True
        fields["file"].error_messages["required"] = _("Attach the note verbale that names them.")
        fields["dated"].error_messages["required"] = _("Enter the date of the note verbale.")

    @property
    def marked(self) -> set[str]:
        return set(self["members"].value() or [])

    def clean_members(self) -> list[Delegate]:
        return [self.waiting[key] for key in self.cleaned_data["members"]]


class DeclineLateForm(characters.Form):
    not_printed = ("reason",)  # on pages and in e-mails
    reason = NameField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("The delegation reads exactly these words."),
        error_messages={
            "required": gettext_lazy("Give the reason for declining the request: the delegation reads it.")
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )
