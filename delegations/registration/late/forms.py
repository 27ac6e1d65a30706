from __future__ import annotations

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
    """A late request. After `is_valid`, `chosen` are the members and `document` is the paper.

    Args:
        waiting: The drafts for whom a request can be made.
    """

    members = forms.MultipleChoiceField(
        label=gettext_lazy("Members"),
        error_messages={"required": gettext_lazy("Choose at least one member whom the request is for.")},
    )
    words = NameField(
        label=gettext_lazy("Why they come late"),
        max_length=500,
        help_text=gettext_lazy("For the secretariat, which decides; one or two sentences."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("members", "file", "number", "dated", "words")

    def __init__(self, *args: Any, waiting: Iterable[Delegate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = {str(one.public_id): one for one in waiting}
        fields: dict[str, Any] = self.fields
        fields["members"].choices = [(key, str(one)) for key, one in self.waiting.items()]
        fields["members"].error_messages["invalid_choice"] = _(
            "One of those you chose needs no request any more. The list now shows who does; choose again."
        )
        fields["dated"].required = True
        fields["file"].error_messages["required"] = _("Attach the note verbale that names them.")
        fields["dated"].error_messages["required"] = _("Write the date that stands on the note.")
        fields["words"].error_messages["required"] = _("Say why they come late; the secretariat decides by it.")

    @property
    def marked(self) -> set[str]:
        return set(self["members"].value() or [])

    def clean_members(self) -> list[Delegate]:
        return [self.waiting[key] for key in self.cleaned_data["members"]]


class DeclineForm(characters.Form):
    reason = NameField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("The delegation reads it in these words."),
        error_messages={"required": gettext_lazy("Say why the request is declined: the delegation reads it.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
