from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.parties.models import Party
from delegations.registration.members.fields import NameField, PhoneField, optional_name
from delegations.registration.members.forms import NONE_CHOSEN
from delegations.registration.models import FocalPoint


class GrantForm(characters.Form):
    """The party to invite for. Without `parties` to choose from, the page is about one party and the field is left out."""

    party = forms.ChoiceField(label=gettext_lazy("Party"))

    def __init__(self, *args: Any, parties: Iterable[Party] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if parties is None:
            del self.fields["party"]
            return
        self.parties = {str(party.pk): party for party in parties}
        field: Any = self.fields["party"]
        field.choices = [*NONE_CHOSEN, *((pk, party.short) for pk, party in self.parties.items())]

    def clean_party(self) -> Party:
        return self.parties[self.cleaned_data["party"]]


class InviteForm(GrantForm):
    """An invitation to become focal point of a delegation."""

    not_printed = ("name",)  # on pages and in e-mails
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    name = optional_name(gettext_lazy("Name"), 150)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


class ColleagueForm(characters.Form):
    """An invitation to act for the delegation alongside its focal points, or in the place of `own` or, at the desk, of one of `points`."""

    not_printed = ("name",)  # on pages and in e-mails
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("The link works for this address only."),
    )
    name = NameField(label=gettext_lazy("Name"), max_length=150, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    takes_over = forms.ChoiceField(label=gettext_lazy("Purpose"), required=False, widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, own: FocalPoint | None = None, points: Iterable[FocalPoint] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.points = {str(point.pk): point for point in ([own] if own else points)}
        if own is not None:
            choices = [(str(own.pk), _("To take over from me: my own access ends when the invitation is accepted"))]
        else:
            choices = [(pk, _("To take over from %(name)s") % {"name": point}) for pk, point in self.points.items()]
        field: Any = self.fields["takes_over"]
        field.choices = [("", _("To act alongside the current focal points")), *choices]
        self.fields["email"].widget.attrs |= {"dir": "ltr", "spellcheck": "false", "autocomplete": "off"}

    def clean_takes_over(self) -> FocalPoint | None:
        return self.points.get(self.cleaned_data["takes_over"])


class AskForm(characters.Form):
    not_printed = ("party_words", "name", "function", "phone")  # for who gives access
    party_words = NameField(
        label=gettext_lazy("State or organization"),
        max_length=160,
        help_text=gettext_lazy("Choose from the list, or write the name."),
    )
    name = NameField(label=gettext_lazy("Your name"), max_length=150)
    function = NameField(label=gettext_lazy("Your function"), max_length=200, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("Preferably an address of the mission, the ministry or the organization."),
    )
    phone = PhoneField(label=gettext_lazy("Telephone"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of our answer"), choices=settings.LANGUAGES)
    words = forms.CharField(
        label=gettext_lazy("Message"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party_words"].widget.attrs |= {"list": "parties", "autocomplete": "off"}
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["function"].widget.attrs["autocomplete"] = "organization-title"
        self.fields["email"].widget.attrs |= {"dir": "ltr", "spellcheck": "false", "autocomplete": "email"}
        self.fields["phone"].widget.attrs |= {"dir": "ltr", "autocomplete": "tel"}

    def clean_words(self) -> str:
        """Return the message with the line ends of the mail."""
        text: str = self.cleaned_data["words"]
        return text.replace("\r\n", "\n")


class DeclineAccessForm(characters.Form):
    not_printed = ("reason",)  # in an e-mail
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )
    tell = forms.BooleanField(
        label=gettext_lazy("Send the reason to the requester by e-mail"), required=False, initial=True
    )
