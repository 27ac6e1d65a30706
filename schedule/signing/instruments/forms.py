from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters, parsing
from conference.core.concurrency import VersionForm
from conference.files.documents import Document, read_page, say_what_is_removed
from conference.files.uploads import ask_again
from conference.parties.models import Party
from conference.translated import around
from conference.treaties.models import Treaty
from conference.treaties.statements import StatementText
from delegations.credentials.powers.rules import Office
from delegations.registration.members.fields import DayField, optional_name
from schedule.signing.entries import PartyForm, ReasonForm
from schedule.signing.instruments import queries
from schedule.signing.instruments.actions import ENTERED, DepositContent
from schedule.signing.instruments.models import Instrument, InstrumentKind
from schedule.signing.statement_forms import StatementFormSet

MOST_SUPPOSED = 300


class InstrumentForm(characters.Form):
    """An instrument, with its reservations and declarations in `statements`, and what it says of those made at signature."""

    mark_optional = False  # what the paper says is asked for by its kind
    kind = forms.ChoiceField(label=gettext_lazy("Kind of instrument"), widget=forms.RadioSelect)
    deposited_on = DayField(label=gettext_lazy("Deposited on"))
    succession_on = DayField(
        label=gettext_lazy("Date of the succession of States"),
        required=False,
    )
    issued_by = optional_name(
        gettext_lazy("Issued by"), 200, help_text=gettext_lazy("Such as: President of the Republic of Kenya.")
    )
    issued_in = optional_name(gettext_lazy("Place of issue"), 120)
    issued_on = DayField(label=gettext_lazy("Date of the instrument"), required=False)
    signed_by = optional_name(gettext_lazy("Name of who signed it"), 200)
    signed_office = forms.ChoiceField(
        label=gettext_lazy("Office of who signed it"), required=False, choices=[("", "–"), *Office.choices]
    )
    signed_powers = optional_name(
        gettext_lazy("Full powers of who signed it"),
        200,
        help_text=gettext_lazy("Their issuer and date, where somebody in another office signed the instrument."),
    )
    scan = forms.FileField(
        label=gettext_lazy("Scan of the instrument, as PDF, JPEG or PNG"),
        required=False,
        help_text=say_what_is_removed(gettext_lazy("All pages, with signature and seal legible. At most 5 MB.")),
        widget=forms.ClearableFileInput({"accept": "application/pdf,image/jpeg,image/png"}),
    )
    document: Document | None = None

    def prepare(self, data: Any, treaty: Treaty, party: Party | None, instrument: Instrument | None) -> None:
        """Offer the kinds that the treaty allows, the rows of statements, and a question for each reservation made at signature."""
        kind: Any = self.fields["kind"]
        kind.choices = [(kind.value, kind.label) for kind in queries.kinds_of(treaty)]
        statements = [
            StatementText(statement.kind, statement.provision, statement.text)
            for statement in (instrument.statements.all() if instrument else ())
        ]
        self.statements = StatementFormSet(data, treaty=treaty, statements=statements)
        self.to_confirm = queries.reservations_to_confirm(treaty, party.pk) if party else ()
        for statement in self.to_confirm:
            name = f"confirms_{statement.pk}"
            self.fields[name] = forms.ChoiceField(
                label=_("Does the instrument confirm the reservation made when signing?"),
                choices=[("yes", _("Yes, it confirms it")), ("no", _("No: the reservation lapses"))],
                widget=forms.RadioSelect,
                help_text=around(statement.title, f"{statement.title}: {statement.as_rectified}"),
                error_messages={"required": _("Read in the instrument whether it confirms this reservation.")},
            )
            if instrument:
                self.initial[name] = "yes" if statement.confirmed_by_id == instrument.pk else "no"

    @property
    def confirmations(self) -> list[forms.BoundField]:
        return [self[f"confirms_{statement.pk}"] for statement in self.to_confirm]

    def clean_scan(self) -> Any:
        if self.cleaned_data["scan"]:
            self.document = read_page(self.cleaned_data["scan"])
        return self.cleaned_data["scan"]

    def clean(self) -> Any:
        values: Any = super().clean()
        if values.get("kind") not in ("", None, InstrumentKind.DEFINITIVE_SIGNATURE):
            for name in ("issued_by", "issued_in", "issued_on", "signed_by"):
                if name not in self.errors and not values.get(name):
                    self.add_error(name, _("Enter what the instrument says."))
        if not self.statements.is_valid():
            self.add_error(None, _("Please correct the reservations and declarations below."))
        ask_again(self, "scan")
        return values

    def content(self) -> DepositContent:
        """Return what was entered."""
        return DepositContent(
            instrument=Instrument(**{name: self.cleaned_data[name] for name in ENTERED}),
            statements=self.statements.statements(),
            confirmed=[
                statement.pk for statement in self.to_confirm if self.cleaned_data[f"confirms_{statement.pk}"] == "yes"
            ],
            document=self.document,
        )


class DepositForm(PartyForm, InstrumentForm):
    def __init__(self, data: Any = None, *args: Any, treaty: Treaty, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        choice: Any = self.fields["party"]
        key = parsing.number(str((data or self.initial).get("party") or ""))
        self.prepare(data, treaty, choice.queryset.filter(pk=key or 0).first(), None)


class CorrectInstrumentForm(InstrumentForm, ReasonForm):
    def __init__(self, data: Any = None, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(instrument, name) for name in (*ENTERED, "version")}
        super().__init__(data, *args, **kwargs)
        self.prepare(data, instrument.treaty, instrument.party, instrument)
        if instrument.scan:
            self.fields["scan"].help_text = _("Leave empty to keep the scan that is stored.")


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
