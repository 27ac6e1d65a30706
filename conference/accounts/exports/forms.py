from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from conference.core import characters

PREFIX = "sent-"  # of the names of what the file's own form sent, so that none meets a name of ours


class ReasonForm(characters.Form):
    not_printed = ("reason", "path")
    reason = forms.CharField(
        label=_("What is the file for?"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Whoever approves it reads this; it stays in the audit log."),
    )
    path = forms.CharField(max_length=1000, widget=forms.HiddenInput)


def pairs_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what the request's form sent, as names and values."""
    lists = request.POST.lists() if request.method == "POST" else ()
    return [(name, str(value)) for name, values in lists for value in values if name != "csrfmiddlewaretoken"]


def sent_pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the same pairs from the form that asks for approval."""
    return [(name.removeprefix(PREFIX), value) for name, value in pairs_of(request) if name.startswith(PREFIX)]
