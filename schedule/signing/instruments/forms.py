from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionForm
from conference.look.texts import LongTextsInput, TextsField
from conference.parties.models import Party
from conference.treaties.models import Treaty
from delegations.registration.members.fields import DayField
from schedule.signing.entries import PartyForm, ReasonForm
from schedule.signing.instruments import queries
from schedule.signing.instruments.actions import ENTERED
from schedule.signing.instruments.models import Instrument, InstrumentKind

MOST_SUPPOSED = 300


class InstrumentForm(characters.Form):
    """The content of an instrument. The public status page shows its texts, in the languages in which they are given."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of instrument"), choices=InstrumentKind.choices, widget=forms.RadioSelect
    )
    deposited_on = DayField(label=gettext_lazy("Deposited on"))
    declaration = TextsField(label=gettext_lazy("Text of a declaration"), required=False, widget=LongTextsInput)
    reservation = TextsField(label=gettext_lazy("Text of a reservation"), required=False, widget=LongTextsInput)
    confirms_reservation = forms.BooleanField(
        label=gettext_lazy("Confirms the reservation made when signing"),
        required=False,
        help_text=gettext_lazy("A reservation made when signing, subject to ratification, holds only if confirmed."),
    )

    def content(self) -> Instrument:
        """Return what was entered, as an instrument that is not saved."""
        return Instrument(**{name: self.cleaned_data[name] for name in ENTERED})


class DepositForm(PartyForm, InstrumentForm):
    pass


class CorrectInstrumentForm(InstrumentForm, ReasonForm):
    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(instrument, name) for name in (*ENTERED, "version")}
        super().__init__(*args, **kwargs)
        if not queries.has_reservation(instrument.treaty, instrument.party_id):
            self.fields["confirms_reservation"].widget = forms.HiddenInput()


class WithdrawalForm(VersionForm):
    received_on = DayField(label=gettext_lazy("Received on"))


class ReminderForm(characters.Form):
    day = DayField(
        label=gettext_lazy("Day of the reminder"),
        help_text=gettext_lazy("Signatories that have deposited by then get no e-mail."),
    )


class SupposeForm(characters.Form):
    """Which deposits are supposed, and by when."""

    mark_optional = False
    day = DayField(label=gettext_lazy("Deposited by"))
    more = forms.IntegerField(
        label=gettext_lazy("Further instruments, from any party"), required=False, min_value=0, max_value=MOST_SUPPOSED
    )
    parties = forms.ModelMultipleChoiceField(
        label=gettext_lazy("And those of"),
        queryset=Party.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, treaty: Treaty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["parties"]
        choice.queryset = Party.objects.filter(pk__in=[party.pk for party in queries.awaited(treaty)])
