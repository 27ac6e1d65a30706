from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from conference.core import characters
from conference.files.documents import Document, read_page, say_what_is_removed
from conference.files.uploads import ask_again
from conference.look.language_names import language_name
from conference.models import today
from delegations.credentials.powers import queries, texts
from delegations.credentials.powers.models import FullPowers, PowersState
from delegations.credentials.powers.rules import ISSUING, Designation, Office, Paper, Purpose, TreatyNamed
from delegations.registration.members.fields import DayField, NameField, optional_name
from delegations.registration.models import Delegate

# Official languages of States, by ISO 639-1, as papers come in them.
LANGUAGES = (
    *("ar", "az", "be", "bg", "bn", "bs", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr"),
    *("he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "ko", "ky", "lo", "lt"),
    *("lv", "mk", "mn", "ms", "mt", "my", "ne", "nl", "no", "pl", "ps", "pt", "ro", "ru", "si", "sk"),
    *("sl", "sq", "sr", "sv", "sw", "tg", "th", "tk", "tr", "uk", "ur", "uz", "vi", "zh"),
)


class FactsForm(characters.Form):
    """What the paper says, as an officer reads it; what is missing on the paper stays empty."""

    mark_optional = False

    paper = forms.ChoiceField(label=gettext_lazy("Kind of paper"), choices=Paper.choices)
    purpose = forms.ChoiceField(label=gettext_lazy("What the paper authorizes"), choices=Purpose.choices)
    treaty_named = forms.ChoiceField(label=gettext_lazy("Treaty named in the paper"), choices=TreatyNamed.choices)
    is_deposited = forms.BooleanField(
        label=gettext_lazy("The general full powers are deposited with the depositary"), required=False
    )
    name_written = optional_name(gettext_lazy("Representative, as the paper names the person"), 200)
    designation = forms.ChoiceField(label=gettext_lazy("Number of representatives"), choices=Designation.choices)
    issuer_name = optional_name(gettext_lazy("Name of the issuer"), 160)
    issuer_office = forms.ChoiceField(
        label=gettext_lazy("Office of the issuer"),
        required=False,
        choices=[("", pgettext_lazy("an office", "Not stated")), *Office.choices],
    )
    is_acting = forms.BooleanField(label=gettext_lazy("The issuer acts in this office, or ad interim"), required=False)
    dated = DayField(label=gettext_lazy("Date of the paper"), required=False)
    place = optional_name(gettext_lazy("Place of issue"), 120)
    is_signed = forms.BooleanField(label=gettext_lazy("The issuer has signed it"), required=False)
    is_sealed = forms.BooleanField(label=gettext_lazy("It bears an official seal"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of the paper"), required=False)
    is_translated = forms.BooleanField(
        label=gettext_lazy("The scan contains a translation into English or French"), required=False
    )

    def __init__(self, *args: Any, powers: FullPowers | None = None, **kwargs: Any) -> None:
        if powers is not None:
            kwargs.setdefault("initial", {name: getattr(powers, name) for name in queries.FACTS})
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        named = sorted(((language_name(code), code) for code in LANGUAGES), key=lambda pair: pair[0].casefold())
        language.choices = [("", _("Please choose")), *((code, name[:1].upper() + name[1:]) for name, code in named)]

    def clean_dated(self) -> Any:
        day = self.cleaned_data["dated"]
        if day and day > today():
            message = _("This date is in the future. Full powers bear the date on which they were signed.")
            raise ValidationError(message, code="future")
        return day


class PowersForm(FactsForm):
    """The scan and what it says, from the delegation. After `is_valid`, `document` is the new scan, None to keep the one before."""

    mark_optional = True
    scan = forms.FileField(
        label=gettext_lazy("Scan of the paper, as PDF, JPEG or PNG"),
        help_text=say_what_is_removed(gettext_lazy("All pages, with signature and seal legible. At most 5 MB.")),
        error_messages={"required": gettext_lazy("Attach the scan of the paper.")},
    )
    field_order = ("scan",)
    document: Document | None = None

    def __init__(self, *args: Any, powers: FullPowers, **kwargs: Any) -> None:
        super().__init__(*args, powers=powers, **kwargs)
        keeps_scan = bool(powers.file) and powers.state != PowersState.DEFECTIVE
        self.fields["scan"].required = not keeps_scan
        self.fields["scan"].widget.attrs["accept"] = "application/pdf,image/jpeg,image/png"
        if keeps_scan:
            self.fields["scan"].help_text = _("Leave empty to keep the scan that you have sent.")
        for name in ("name_written", "issuer_name", "issuer_office", "language"):
            self.fields[name].required = True
        # An office must be chosen here, so that none is no answer.
        office: Any = self.fields["issuer_office"]
        office.choices = [("", _("Please choose")), *Office.choices]
        for name in ("dated", "place"):
            self.fields[name].help_text = _("Leave empty if the paper does not say.")
        if not powers.handed_in_at:
            self.initial = {"name_written": powers.representative.latin_name, "treaty_named": TreatyNamed.THIS}

    def clean_scan(self) -> Any:
        if self.cleaned_data["scan"]:
            self.document = read_page(self.cleaned_data["scan"])
        return self.cleaned_data["scan"]

    def clean(self) -> Any:
        cleaned = super().clean()
        ask_again(self, "scan")
        return cleaned


class SignatoryForm(characters.Form):
    person = forms.ChoiceField(
        label=gettext_lazy("Who signs"), error_messages={"required": gettext_lazy("Choose the member who signs.")}
    )

    def __init__(self, *args: Any, members: list[Delegate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.public_id): member for member in members}
        field: Any = self.fields["person"]
        field.choices = [("", _("Please choose")), *((key, member.called) for key, member in self.members.items())]

    def clean_person(self) -> Delegate:
        return self.members[self.cleaned_data["person"]]


class AcceptForm(characters.Form):
    """Why a paper is accepted although the checklist proposes otherwise; nothing to enter where it does not."""

    reason = forms.CharField(
        label=gettext_lazy("Why the paper is accepted all the same"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("The audit log keeps it with your name. The delegation does not read it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    mark_optional = False


class DefectForm(characters.Form):
    defects = forms.MultipleChoiceField(
        label=gettext_lazy("Reasons: the delegation reads them in its language, each with how to cure it"),
        required=False,
        choices=[(code, texts.REASONS[code].says) for code in texts.DEFECTS],
        widget=forms.CheckboxSelectMultiple,
    )
    explanation = forms.CharField(
        label=gettext_lazy("To the focal points, in your own words"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("The delegation reads exactly these words, below the reasons."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    mark_optional = False


class OfficeForm(characters.Form):
    not_printed = ("evidence",)  # for the record of the decision
    office = forms.ChoiceField(
        label=gettext_lazy("Office of the representative"), choices=[(office.value, office.label) for office in ISSUING]
    )
    acting = forms.BooleanField(label=gettext_lazy("Acting or ad interim"), required=False)
    evidence = NameField(
        label=gettext_lazy("What shows the office"),
        max_length=200,
        help_text=gettext_lazy("Such as a note verbale with its number, or the list of Heads of State and Government."),
    )
    mark_optional = False


class ReturnForm(characters.Form):
    not_printed = ("returned_to",)  # for the record of the original
    returned_to = NameField(label=gettext_lazy("Who takes the original"), max_length=160)
