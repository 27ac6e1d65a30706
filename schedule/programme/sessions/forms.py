"""The form of a session. It checks input; `Content.check` says what a session can be."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionField
from conference.look.lists import with_brackets
from conference.look.widgets import MomentInput
from conference.parties.models import Party
from conference.parties.queries import alphabet
from conference.parties.spellings import Spellings
from conference.translated import FALLBACK, around
from delegations.registration.models import LIVE_STATES, Capacity, Delegate
from schedule.calendar.engagements.forms import SpanForm
from schedule.calendar.models import Room
from schedule.programme.models import PublicDetail, Session, Type
from schedule.programme.sessions import form_rows
from schedule.programme.sessions.actions.cautions import Caution
from schedule.programme.sessions.content import PLAIN, DocumentContent, PanelSeat, SessionContent, get_content
from schedule.programme.sessions.form_languages import OTHERS, OtherLanguages, add_fields, bound_fields
from schedule.programme.sessions.snapshot import LANGUAGES, text_of

CHAIRS = (Capacity.HEAD, Capacity.DEPUTY)
TITLE = OtherLanguages("title", gettext_lazy("Title (%(language)s)"))
DESCRIPTION = OtherLanguages("description", gettext_lazy("Description (%(language)s)"), rows=2)
AGENDA = OtherLanguages("agenda", gettext_lazy("Agenda items (%(language)s)"), rows=3)


class RoomField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        name = str(obj)
        return around(name, with_brackets(name, obj.capacity)) if obj.capacity else name


class ChairField(forms.ModelChoiceField):
    """A head or deputy head, under the party's name."""

    def label_from_instance(self, obj: Any) -> str:
        return form_rows.person_words(obj)


class SessionForm(SpanForm):
    """A session of the draft. Times are in the conference's zone, which must be the current one."""

    not_printed = ("organisers", "webcast_url", "despite")  # looked up, on pages, and for the audit log
    version = VersionField(required=False)
    title = forms.CharField(label=gettext_lazy("Title (English)"), max_length=200)
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=Type.choices)
    number = forms.IntegerField(
        label=gettext_lazy("Number"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=gettext_lazy("Number among sessions of this type, as in “Round table 2”."),
    )
    starts = forms.DateTimeField(label=gettext_lazy("Begins"), widget=MomentInput)
    ends = forms.DateTimeField(label=gettext_lazy("Ends"), widget=MomentInput)
    room = RoomField(label=gettext_lazy("Room"), queryset=Room.objects.all(), empty_label=gettext_lazy("Please choose"))
    chair = ChairField(
        label=gettext_lazy("Chair"), queryset=Delegate.objects.none(), required=False, empty_label=gettext_lazy("none")
    )
    description = forms.CharField(
        label=gettext_lazy("Description (English)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agenda = forms.CharField(
        label=gettext_lazy("Agenda items (English)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One per line, without numbers."),
    )
    organisers = forms.CharField(
        label=gettext_lazy("Organized by"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Codes or short names, separated by semicolons: KEN; UNODC."),
    )
    interpretation = forms.MultipleChoiceField(
        label=gettext_lazy("Interpretation"),
        required=False,
        choices=list(LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    is_open = forms.BooleanField(label=gettext_lazy("Open meeting"), required=False, initial=True)
    public_detail = forms.ChoiceField(
        label=gettext_lazy("Shown to the public"),
        choices=PublicDetail.choices,
        required=False,
        help_text=gettext_lazy("Of a closed meeting or a reception; of an open meeting everything is public."),
    )
    webcast = forms.BooleanField(label=gettext_lazy("Webcast"), required=False)
    webcast_url = forms.URLField(
        label=gettext_lazy("Address of the webcast"), required=False, max_length=300, assume_scheme="https"
    )
    expected = forms.IntegerField(
        label=gettext_lazy("Persons expected"), required=False, min_value=1, max_value=100_000
    )
    all_day = forms.BooleanField(
        label=gettext_lazy("All day"),
        required=False,
        help_text=gettext_lazy("Shown above the programme of the day, for example for an exhibition."),
    )
    for_heads = forms.BooleanField(
        label=gettext_lazy("All heads of delegation are there"),
        required=False,
        help_text=gettext_lazy("No bilateral meetings can be requested at that time."),
    )
    all_the_same = forms.BooleanField(label=gettext_lazy("Save nevertheless"), required=False)
    despite = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("It is recorded in the audit log with your name."),
    )

    def __init__(self, *args: Any, session: Session | None = None, **kwargs: Any) -> None:
        if session is not None:
            kwargs["initial"] = {**initial_of(session), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.session = session
        data, files = (self.data, self.files) if self.is_bound else (None, None)
        self.panel = form_rows.PanelFormSet(data, files, prefix="panel", initial=form_rows.panel_initial(session))
        self.documents = form_rows.DocumentFormSet(
            data, files, prefix="documents", initial=form_rows.documents_initial(session)
        )
        self.cautions: list[Caution] = []
        chairs = Delegate.objects.filter(capacity__in=CHAIRS, state__in=LIVE_STATES)
        if session is not None and session.chair_id:
            chairs = chairs | Delegate.objects.filter(pk=session.chair_id)
        field = self.fields["chair"]
        field.queryset = chairs.select_related("delegation__party").order_by(  # type: ignore[attr-defined]
            alphabet("delegation__party"), "position"
        )
        add_fields(self, (TITLE, DESCRIPTION, AGENDA))

    @property
    def other_languages(self) -> list[Any]:
        return bound_fields(self, (TITLE, DESCRIPTION, AGENDA))

    def clean_organisers(self) -> list[Party]:
        return Spellings().find_all(self.cleaned_data["organisers"])

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("webcast_url") and not values.get("webcast"):
            self.add_error("webcast_url", _("A session without a webcast cannot have a webcast address."))
        if values.get("all_the_same") and not values.get("despite"):
            self.add_error("despite", _("Give the reason."))
        items = len(_lines(values.get("agenda", "")))
        for code, _name in OTHERS:
            if len(_lines(values.get(f"agenda_{code}", ""), blank=True)) > items:
                self.add_error(f"agenda_{code}", _("There are more lines here than agenda items in English."))
        self._clean_rows()
        return values

    def _clean_rows(self) -> None:
        """Read panel and documents; what was not sent stays as saved."""
        message = _("The panel or the documents contain an error; see the message there.")
        sent = [rows for rows in (self.panel, self.documents) if rows.is_bound]
        if not all(rows.is_valid() for rows in sent):
            self.add_error(None, message)
            for rows in sent:
                self.add_error(None, rows.non_form_errors())
            return
        before = get_content(self.session) if self.session else None
        self.on_panel: Sequence[PanelSeat] = before.panel if before else ()
        self.papers: Sequence[DocumentContent] = before.documents if before else ()
        if self.panel.is_bound:
            self.on_panel = form_rows.panel_of(self.panel, self.session)
            if any(row.errors for row in self.panel):
                self.add_error(None, message)
        if self.documents.is_bound:
            self.papers = form_rows.documents_of(self.documents)

    @property
    def reason_for_all(self) -> str:
        """Return the reason for the override; empty while the box isn't ticked."""
        return str(self.cleaned_data["despite"]) if self.cleaned_data["all_the_same"] else ""

    def content(self) -> SessionContent:
        values = {**self.cleaned_data}
        values["public_detail"] = values["public_detail"] or (
            self.session.public_detail if self.session else PublicDetail.TIME.value
        )
        return SessionContent(
            **{name: values[name] for name in (*PLAIN, "interpretation", "organisers")},
            title=TITLE.by_language(values),
            description=DESCRIPTION.by_language(values),
            agenda=self._agenda(values["agenda"]),
            panel=self.on_panel,
            documents=self.papers,
        )

    def _agenda(self, text: str) -> list[dict[str, str]]:
        """Return an item a line. Unchanged lines keep untouched translations; touched ones go line by line."""
        lines = _lines(text)
        before = {item.get(FALLBACK): item for item in self.session.agenda_texts} if self.session else {}
        items = [{FALLBACK: line} for line in lines]
        for code, _name in OTHERS:
            name = f"agenda_{code}"
            sent = _lines(self.cleaned_data[name], blank=True)
            is_touched = self.add_prefix(name) in self.data and sent != _lines(self.initial.get(name, ""), blank=True)
            for number, item in enumerate(items):
                typed = sent[number] if number < len(sent) else ""
                former = before.get(lines[number], {}).get(code, "")
                if translation := typed if is_touched else former:
                    item[code] = translation
        return items


def _lines(text: str, *, blank: bool = False) -> list[str]:
    """Return the lines; `blank` keeps empty ones between others, for missing translations."""
    lines = [line.strip() for line in text.splitlines()]
    if not blank:
        return [line for line in lines if line]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def initial_of(session: Session) -> dict[str, Any]:
    texts = TITLE.initial(session.title) | DESCRIPTION.initial(session.description)
    items = session.agenda_texts
    texts |= {f"agenda_{code}": "\n".join(item.get(code, "") for item in items).rstrip() for code, _name in OTHERS}
    return {
        **texts,
        **{name: getattr(session, name) for name in (*PLAIN, "version", "interpretation")},
        "title": session.title.get(FALLBACK, ""),
        "description": session.description.get(FALLBACK, ""),
        "room": session.room_id,
        "chair": session.chair_id,
        "agenda": "\n".join(text_of(item, FALLBACK).words for item in items),
        "organisers": "; ".join(sorted(party.code for party in session.organisers.all())),
    }


class VersionForm(characters.Form):
    not_printed = ("reason",)  # on pages and in e-mails
    version = VersionField()
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=300)
