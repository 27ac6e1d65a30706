from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionField
from conference.files.pasted_tables import PastedTableForm
from conference.models import Rank
from conference.parties.models import Party
from delegations.registration.members.fields import PrintedField
from delegations.registration.members.forms import NONE_CHOSEN
from schedule.receptions.outside_guests import import_lines
from schedule.receptions.outside_guests.models import OutsideGuest


class OutsideGuestForm(characters.Form):
    """An outside guest, as entered by hand or read from a line of a list."""

    not_printed = ("email",)
    version = VersionField(required=False)
    party = forms.ChoiceField(
        label=gettext_lazy("Party"),
        help_text=gettext_lazy(
            "For whom the guest comes: the host for its ministers, the sending State for an ambassador."
        ),
    )
    honorific = PrintedField(label=gettext_lazy("Honorific"), max_length=40, required=False)
    family_name = PrintedField(
        label=gettext_lazy("Family name"), max_length=120, help_text=gettext_lazy("A single name stands here.")
    )
    given_names = PrintedField(label=gettext_lazy("Given names"), max_length=120, required=False)
    name_on_card = PrintedField(
        label=gettext_lazy("Name on the card"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("If the family name stands first: Trịnh Quốc Bảo. Empty: given names and family name."),
    )
    functional_title = PrintedField(label=gettext_lazy("Functional title"), max_length=200, required=False)
    protocol_rank = forms.ModelChoiceField(
        label=gettext_lazy("Protocol rank"),
        queryset=Rank.objects.all(),
        required=False,
        empty_label="–",
        help_text=gettext_lazy("It decides the seat and the place on the waiting list."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        help_text=gettext_lazy("Empty: no e-mail is sent, and you record the answer."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the e-mails"), choices=settings.LANGUAGES)

    def __init__(
        self, data: Any = None, *, parties: Iterable[Party], guest: OutsideGuest | None = None, **kwargs: Any
    ) -> None:
        self.parties = {str(party.pk): party for party in parties}
        if guest is not None:
            columns = [name for name in self.base_fields if name != "party"]
            kwargs["initial"] = {**{name: getattr(guest, name) for name in columns}, "party": guest.party_id}
        super().__init__(data, **kwargs)
        field: Any = self.fields["party"]
        field.choices = [*NONE_CHOSEN, *((key, party.short) for key, party in self.parties.items())]

    def clean_party(self) -> Party:
        return self.parties[self.cleaned_data["party"]]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ImportForm(PastedTableForm):  # not checked here: each cell is checked, and its line is named
    most = import_lines.MOST
    about = gettext_lazy(
        "One line per guest: party (its name in any language, or its code), honorific, family name, given names, name on the "
        "card, functional title, protocol rank, e-mail address, language. All but party and family name may be left out. Paste from a "
        "spreadsheet, or separate by commas or semicolons."
    )
