"""Shared by the pages of signing: forms that carry out an action, and entries that are corrected or removed with a reason."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionForm
from conference.core.errors import CodeTaken, NotPossible, UserError
from conference.parties.models import Party
from conference.translated import fill_sentence

LONGEST = 500
DONE = 200


class ReasonForm(VersionForm):
    not_printed = ("reason",)  # on pages
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST,
        help_text=gettext_lazy("It is kept in the audit log."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PartyForm(characters.Form):
    """The choice of the party to which a new entry belongs."""

    party = forms.ModelChoiceField(
        label=gettext_lazy("Party"), queryset=Party.objects.none(), empty_label=gettext_lazy("Please choose")
    )
    field_order = ("party",)

    def __init__(self, *args: Any, parties: QuerySet[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["party"]
        choice.queryset = parties


def checked_reason(text: str) -> str:
    """Return the reason as the audit log keeps it. Raises NotPossible for none."""
    if not text.strip():
        raise NotPossible(_("Give the reason; it is kept in the audit log. Nothing was changed."))
    return text.strip()[:LONGEST]


def save_entry(form: forms.Form, act: Callable[[dict[str, Any]], object], *, field: str | None = None) -> int:
    """Call `act` with the values of a valid form, and add its refusal to the form, or to its `field`.

    Returns:
        The status of the answer: DONE, or that of the refusal.
    """
    if not form.is_valid():
        return 422
    try:
        act(form.cleaned_data)
    except UserError as refusal:
        form.add_error("code" if isinstance(refusal, CodeTaken) else field, str(refusal))
        return refusal.status
    return DONE


def show_saved(request: HttpRequest, message: str, party: Party, to: str, *args: Any) -> HttpResponse:
    """Show the message, with `%(party)s`, on the page of that name."""
    messages.success(request, fill_sentence(message, {"party": party}))
    return redirect(to, *args)
