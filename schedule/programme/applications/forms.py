from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.look.times import day_text
from conference.look.widgets import MomentInput
from conference.models import Conference
from conference.parties.models import Party
from conference.parties.spellings import Spellings
from conference.translated import short_code
from delegations.registration.members.fields import CodeField, NameField
from delegations.registration.notes.forms import NoteForm
from schedule.calendar.engagements.forms import SpanForm
from schedule.calendar.models import Room
from schedule.programme.applications.actions import LateNote, Proposal
from schedule.programme.applications.models import Application, Part
from schedule.programme.sessions.snapshot import LANGUAGES

# What only a late one is asked: the words, and the note verbale.
NOTE = ("file", "number", "dated")
LATE = ("late_words", *NOTE)
MANY = ("days", "parts", "interpretation")


class TextField(forms.CharField):
    widget = forms.Textarea(attrs={"rows": 4})


class ApplicationForm(NoteForm):
    """What a delegation proposes; if late, also why, and a note verbale if there is one."""

    # Looked up, for who gives the room, on pages and in e-mails.
    not_printed = ("partners", "needs", "contact_name", "contact_email", "contact_phone", "late_words")
    title = NameField(label=gettext_lazy("Title"), max_length=200)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of title and abstract"),
        choices=[(short_code(code), name) for code, name in settings.LANGUAGES],
    )
    abstract = TextField(
        label=gettext_lazy("Abstract"),
        max_length=3000,
        help_text=gettext_lazy("Subject and speakers. The text will appear in the programme."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    partners = forms.CharField(
        label=gettext_lazy("Organized together with"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Codes or short names, separated by semicolons: KEN; UNODC."),
    )
    days = forms.MultipleChoiceField(
        label=gettext_lazy("Preferred days"), required=False, widget=forms.CheckboxSelectMultiple
    )
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Preferred parts of the day"),
        required=False,
        choices=Part.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    attendance = forms.IntegerField(label=gettext_lazy("Persons expected"), min_value=1, max_value=5000)
    interpretation = forms.MultipleChoiceField(
        label=gettext_lazy("Interpretation"),
        required=False,
        choices=list(LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    needs = TextField(
        label=gettext_lazy("Room requirements"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Layout, screen, sound, access for wheelchairs."),
    )
    contact_name = NameField(label=gettext_lazy("Contact"), max_length=150)
    contact_email = forms.EmailField(label=gettext_lazy("E-mail address of the contact"))
    contact_phone = CodeField(label=gettext_lazy("Telephone of the contact"), required=False, max_length=40)
    late_words = NameField(
        label=gettext_lazy("Reason for the delay"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("The deadline has passed. The organizers can still accept the application."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any, files: Any = None, *, conference: Conference, late: bool, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        count = (conference.ends_on - conference.starts_on).days + 1
        days = [conference.starts_on + timedelta(days=n) for n in range(count)]
        fields: dict[str, Any] = self.fields
        fields["days"].choices = [(str(day), day_text(day, year=False)) for day in days]
        if late:
            fields["late_words"].required = True
            fields["late_words"].error_messages["required"] = _(
                "Give the reason for the delay; the organizers need it for their decision."
            )
            fields["file"].required = False
        else:
            for name in LATE:
                del fields[name]

    def clean_partners(self) -> list[Party]:
        return Spellings().find_all(self.cleaned_data["partners"])

    def clean_file(self) -> Any:
        return super().clean_file() if self.cleaned_data["file"] else None

    def proposal(self) -> Proposal:
        return Proposal(**{name: value for name, value in self.cleaned_data.items() if name not in NOTE})

    def note(self) -> LateNote | None:
        if not self.cleaned_data.get("file"):
            return None
        return LateNote(self.document, self.cleaned_data["number"], self.cleaned_data["dated"])


def typed_of(data: QueryDict) -> dict[str, Any]:
    names = [name for name in ApplicationForm.base_fields if name in data]
    return {name: data.getlist(name) if name in MANY else data.get(name, "") for name in names}


def initial_of(application: Application, user: Any) -> dict[str, Any]:
    if application.typed:
        return dict(application.typed)
    return {"contact_name": user.name, "contact_email": user.email, "language": short_code(user.language)}


class AcceptForm(SpanForm):
    """Times are in the conference's zone, which must be the current one."""

    not_printed = ("despite",)  # for the audit log
    title = forms.CharField(label=gettext_lazy("Title (English)"), max_length=200)
    room = forms.ModelChoiceField(
        label=gettext_lazy("Room"),
        queryset=Room.objects.all(),
        to_field_name="code",
        empty_label=gettext_lazy("Please choose"),
    )
    starts = forms.DateTimeField(label=gettext_lazy("Begins"), widget=MomentInput)
    ends = forms.DateTimeField(label=gettext_lazy("Ends"), widget=MomentInput)
    despite = forms.CharField(
        label=gettext_lazy("Reason for accepting it nevertheless"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Only if there is a warning; it is recorded in the audit log with your name."),
    )


class DeclineForm(characters.Form):
    not_printed = ("reason",)  # on pages and in e-mails
    reason = NameField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("The delegation reads exactly these words."),
        error_messages={
            "required": gettext_lazy("Give the reason for declining the application: the delegation reads it.")
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )
